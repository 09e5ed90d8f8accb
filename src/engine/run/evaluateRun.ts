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
import type { ImageCodec } from '../data/imageCodec.ts'
import type { Split } from '../data/splitDataset.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { continueText } from '../inference/answer.ts'
import type { Activations } from '../inputs/inputs.ts'
import type { ModelText } from '../models/modelText.ts'
import { forwardOf, type Network } from '../models/network.ts'
import type { Position } from '../train/checkpoint.ts'
import { evaluateRows } from '../train/evaluateRows.ts'
import { computedFeatures, type FeatureSource } from '../train/features.ts'
import type { Score, Tally } from '../train/objective.ts'
import type { RunControl } from '../train/runControl.ts'
import type { Trainer } from '../train/trainer.ts'
import type { PreparedTask } from './prepareTask.ts'
import { watchedAnswers, watchedPlaces } from './watchedExamples.ts'

export interface RunEvaluation {
  readonly runId: string
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly split: Split
  readonly trainer: Trainer
  readonly features: FeatureSource
  readonly preparedTask: PreparedTask
  /** As it was chosen, without what the method puts beside it. */
  readonly untouched: Network
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
  readonly control: Pick<RunControl, 'stopped'>
  readonly signal: AbortSignal
}

/** The untouched network; nothing where classes are told, since its head is random then. */
export interface BeforeTraining {
  readonly before: Position['before']
  /** @param tally of the validation rows. */
  readonly afterEpoch: (epoch: number, tally: Tally) => Promise<void>
}

/** @param at where the run goes on; what it told at its beginning is not told again. */
export async function evaluateBefore(
  evaluation: RunEvaluation,
  at: Pick<Position, 'before'> | null,
): Promise<BeforeTraining> {
  const { preparedTask, control } = evaluation
  if (preparedTask.kind === 'classification') return watch(evaluation, preparedTask, { told: at !== null })
  const before = at?.before ?? (await lookBefore(evaluation, preparedTask))
  return {
    before,
    afterEpoch: async (epoch) => {
      if (!control.stopped) await tellSample(evaluation, before.prompt, epoch)
    },
  }
}

type Classification = Extract<PreparedTask, { kind: 'classification' }>
type Continuation = Extract<PreparedTask, { kind: 'generation' }>

async function watch(
  evaluation: RunEvaluation,
  { objective }: Classification,
  { told }: { readonly told: boolean },
): Promise<BeforeTraining> {
  const { dataset, split, emit, runId } = evaluation
  const places = watchedPlaces(dataset, split.validation)
  const tell = (epoch: number, rows: readonly number[], seen: Parameters<typeof watchedAnswers>[2]) =>
    emit({ type: 'watched', runId, epoch, examples: watchedAnswers(dataset, rows, seen) })
  if (!told) {
    const rows = places.map((place) => split.validation[place] as number)
    const tally = await evaluateRows({ ...evaluation, objective }, rows)
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
  evaluation: RunEvaluation,
  { objective, rows }: Continuation,
): Promise<NonNullable<BeforeTraining['before']>> {
  const prompt = promptOf(evaluation)
  const plain = { ...evaluation, ...untouchedAnswers(evaluation), objective }
  const validation = (await evaluateRows(plain, rows.validation)).score()
  const test = await evaluateRows(plain, rows.test)
  for (const block of evaluation.untouched.trunk.blocks) evaluation.untouched.rest(block)
  const sample = await tellSample(evaluation, prompt, 0, evaluation.untouched)
  return { validation, test: test.score(), testLosses: test.rowLosses(), prompt, sample }
}

/** The network without the method: some begin away from it. */
function untouchedAnswers({ untouched, preparedTask }: RunEvaluation) {
  const { objective, input } = preparedTask
  const line = untouched.trunk.blocks.length
  return {
    features: computedFeatures({ network: untouched, line, readout: objective.readout }, input),
    trainer: { logits: ({ x }: Activations) => tf.tidy(() => objective.logits(forwardOf(untouched), x)) },
  }
}

/** With the best weights in place. */
export async function evaluateAfter(
  evaluation: RunEvaluation,
  { before }: BeforeTraining,
): Promise<Pick<RunResult, 'test' | 'validation' | 'before' | 'samples'>> {
  const { preparedTask } = evaluation
  if (preparedTask.kind === 'classification')
    return { ...(await classified(evaluation, preparedTask)), before: null, samples: null }
  if (!before) throw new Error('internal: the untouched network was not looked at')
  return continued(evaluation, preparedTask, before)
}

async function continued(
  evaluation: RunEvaluation,
  preparedTask: Continuation,
  before: NonNullable<BeforeTraining['before']>,
): Promise<Pick<RunResult, 'test' | 'validation' | 'before' | 'samples'>> {
  const { objective, rows, bytesOf } = preparedTask
  const tally = await evaluateRows({ ...evaluation, objective }, rows.test)
  const score = tally.score()
  const bytes = bytesOf(rows.test)
  const figures = ({ loss, perplexity, counted }: Score) => ({
    loss,
    perplexity: perplexity ?? Math.exp(loss),
    bitsPerByte: (loss * counted) / Math.LN2 / Math.max(1, bytes),
  })
  const passages = passageLosses(preparedTask, tally.rowLosses(), before.testLosses)
  const test: Evaluation = {
    ...{ kind: 'generation', n: score.counted, ...figures(score), before: figures(before.test) },
    ...(passages && { passages }),
  }
  const after = await tellSample(evaluation, before.prompt, null)
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
  evaluation: RunEvaluation,
  { objective }: Classification,
): Promise<Pick<RunResult, 'test' | 'validation'>> {
  const { dataset, split } = evaluation
  const answersTo = async (rows: readonly number[]) =>
    (await evaluateRows({ ...evaluation, objective }, rows)).probabilities()
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
function promptOf({ recipe, dataset, split }: RunEvaluation): string {
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
  evaluation: RunEvaluation,
  prompt: string,
  epoch: number | null,
  network: Network = evaluation.trainer.network,
): Promise<string> {
  const { text, recipe, emit, runId, signal } = evaluation
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
