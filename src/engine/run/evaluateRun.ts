/**
 * What is measured around training: the untouched network before it, samples while it goes on, and the honest test of
 * the best weights after it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Evaluation, PassageLoss } from '../../shared/domain/evaluation.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import type { Split } from '../data/splitDataset.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { continueText } from '../inference/answer.ts'
import type { ImageCodec } from '../inputs/image.ts'
import type { Activations } from '../inputs/inputs.ts'
import type { ModelText } from '../models/modelText.ts'
import { forwardOf, type Network } from '../models/network.ts'
import type { Position } from '../train/checkpoint.ts'
import { judge } from '../train/evaluateRows.ts'
import { computedFeatures, type FeatureSource } from '../train/features.ts'
import type { Score, Tally } from '../train/objective.ts'
import type { RunControl } from '../train/runControl.ts'
import type { Trainee } from '../train/trainer.ts'
import type { Assignment } from './prepareTask.ts'
import { watchedAnswers, watchedPlaces } from './watchedExamples.ts'

export interface Examination {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly split: Split
  readonly trainee: Trainee
  readonly features: FeatureSource
  readonly assignment: Assignment
  /** As it was chosen, without what the method puts beside it. */
  readonly untouched: Network
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
  readonly control: Pick<RunControl, 'stopped'>
  readonly signal: AbortSignal
}

/** The untouched network; nothing where classes are told, since its head is random then. */
export interface FirstLook {
  readonly before: Position['before']
  /** @param tally of the validation rows. */
  readonly afterEpoch: (epoch: number, tally: Tally) => Promise<void>
}

/** @param at where the run goes on; what it told at its beginning is not told again. */
export async function firstLook(exam: Examination, at: Pick<Position, 'before'> | null): Promise<FirstLook> {
  const { assignment, control } = exam
  if (assignment.kind === 'classification') return watch(exam, assignment, { told: at !== null })
  const before = at?.before ?? (await lookBefore(exam, assignment))
  return {
    before,
    afterEpoch: async (epoch) => {
      if (!control.stopped) await tellSample(exam, before.prompt, epoch)
    },
  }
}

type Classification = Extract<Assignment, { kind: 'classification' }>
type Continuation = Extract<Assignment, { kind: 'generation' }>

async function watch(
  exam: Examination,
  { objective }: Classification,
  { told }: { readonly told: boolean },
): Promise<FirstLook> {
  const { dataset, split, emit, runId } = exam
  const places = watchedPlaces(dataset, split.validation)
  const tell = (epoch: number, rows: readonly number[], seen: Parameters<typeof watchedAnswers>[2]) =>
    emit({ type: 'watched', runId, epoch, examples: watchedAnswers(dataset, rows, seen) })
  if (!told) {
    const rows = places.map((place) => split.validation[place] as number)
    const tally = await judge({ ...exam, objective }, rows)
    tell(0, rows, { places: rows.map((_, place) => place), probabilities: tally.probabilities() })
  }
  return {
    before: null,
    async afterEpoch(epoch, tally) {
      const probabilities = tally.probabilities()
      if (probabilities) tell(epoch, split.validation, { places, probabilities })
    },
  }
}

async function lookBefore(
  exam: Examination,
  { objective, rows }: Continuation,
): Promise<NonNullable<FirstLook['before']>> {
  const prompt = promptOf(exam)
  const plain = { ...exam, ...untouchedAnswers(exam), objective }
  const validation = (await judge(plain, rows.validation)).score()
  const test = await judge(plain, rows.test)
  for (const block of exam.untouched.trunk.blocks) exam.untouched.rest(block)
  const sample = await tellSample(exam, prompt, 0, exam.untouched)
  return { validation, test: test.score(), testLosses: test.rowLosses(), prompt, sample }
}

/** The network without the method: some begin away from it. */
function untouchedAnswers({ untouched, assignment }: Examination) {
  const { objective, input } = assignment
  const line = untouched.trunk.blocks.length
  return {
    features: computedFeatures({ network: untouched, line, readout: objective.readout }, input),
    trainee: { logits: ({ x }: Activations) => tf.tidy(() => objective.logits(forwardOf(untouched), x)) },
  }
}

/** With the best weights in place. */
export async function examine(
  exam: Examination,
  { before }: FirstLook,
): Promise<Pick<RunResult, 'test' | 'validation' | 'before' | 'samples'>> {
  const { assignment } = exam
  if (assignment.kind === 'classification')
    return { ...(await classified(exam, assignment)), before: null, samples: null }
  if (!before) throw new Error('internal: the untouched network was not looked at')
  return continued(exam, assignment, before)
}

async function continued(
  exam: Examination,
  assignment: Continuation,
  before: NonNullable<FirstLook['before']>,
): Promise<Pick<RunResult, 'test' | 'validation' | 'before' | 'samples'>> {
  const { objective, rows, bytesOf } = assignment
  const tally = await judge({ ...exam, objective }, rows.test)
  const score = tally.score()
  const bytes = bytesOf(rows.test)
  const figures = ({ loss, perplexity, counted }: Score) => ({
    loss,
    perplexity: perplexity ?? Math.exp(loss),
    bitsPerByte: (loss * counted) / Math.LN2 / Math.max(1, bytes),
  })
  const passages = passageLosses(assignment, tally.rowLosses(), before.testLosses)
  const test: Evaluation = {
    ...{ kind: 'generation', n: score.counted, ...figures(score), before: figures(before.test) },
    ...(passages && { passages }),
  }
  const after = await tellSample(exam, before.prompt, null)
  const { loss, perplexity } = before.validation
  return {
    test,
    validation: null,
    before: { validationLoss: loss, validationPerplexity: perplexity ?? Math.exp(loss) },
    samples: { prompt: before.prompt, before: before.sample, after },
  }
}

/** @param losses of the test rows; `before` the untouched network's, where they are known. */
function passageLosses(
  { objective, testPassages, bytesOf }: Continuation,
  losses: readonly number[],
  before: readonly number[] | undefined,
): readonly PassageLoss[] | null {
  if (before?.length !== losses.length) return null
  let at = 0
  return testPassages.map((rows) => {
    const [from, to] = [at, at + rows.length]
    at = to
    const sum = (all: readonly number[]) => all.slice(from, to).reduce((total, nats) => total + nats, 0)
    return { loss: sum(losses), before: sum(before), tokens: objective.weigh(rows), bytes: bytesOf(rows) }
  })
}

async function classified(
  exam: Examination,
  { objective }: Classification,
): Promise<Pick<RunResult, 'test' | 'validation'>> {
  const { dataset, split } = exam
  const answersTo = async (rows: readonly number[]) => (await judge({ ...exam, objective }, rows)).probabilities()
  const validation = {
    examples: split.validation,
    truth: split.validation.map((index) => (dataset.examples[index] as Example).label),
    probabilities: await answersTo(split.validation),
    classes: dataset.classes.length,
  }
  const probabilities = await answersTo(split.test)
  return { test: evaluate({ dataset, test: split.test, train: split.train, probabilities }), validation }
}

/** What the person asked for, or the first words of a validation passage. */
function promptOf({ recipe, dataset, split }: Examination): string {
  if (recipe.sample.prompt.trim() !== '') return recipe.sample.prompt
  const { content } = dataset.examples[split.validation[0] as number] as Example
  if (content.kind !== 'text') return ''
  if (content.prompt !== '') return content.prompt
  return firstWords(content.text)
}

/** Where a language sets no spaces, words are letters. */
function firstWords(text: string): string {
  const words = text.trim().slice(0, 600).split(/\s+/).slice(0, 6).join(' ')
  return [...words].slice(0, 60).join('')
}

/** Continues the prompt with the weights of now; `epoch` null tells nobody. */
async function tellSample(
  exam: Examination,
  prompt: string,
  epoch: number | null,
  network: Network = exam.trainee.network,
): Promise<string> {
  const { text, recipe, emit, runId, signal } = exam
  if (!text) throw new Error('internal: texts for a model that looks at pictures')
  const { text: sample } = await continueText(network, text, {
    settings: { ...recipe.sample, prompt },
    seed: recipe.seed,
    stopped: () => signal.aborted,
    onText: () => {},
  })
  signal.throwIfAborted()
  if (epoch !== null) emit({ type: 'sample', runId, epoch, prompt, text: sample })
  return sample
}
