/**
 * What is measured around training: the untouched network before it, samples while it goes on, and the honest test of
 * the best weights after it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { EngineEvent, Evaluation, RunResult } from '../../shared/protocol.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import type { Split } from '../data/splitDataset.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { continueText } from '../export/answer.ts'
import type { ModelText } from '../models/modelText.ts'
import { forwardOf, type Network } from '../models/network.ts'
import type { ImageCodec } from '../prepare/image.ts'
import { computedFeatures, type FeatureSource } from '../train/features.ts'
import type { Activations } from '../train/inputs.ts'
import { judge } from '../train/train.ts'
import type { Trainee } from '../train/trainee.ts'
import type { Assignment } from './assignment.ts'
import type { Score } from './objective.ts'

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
  readonly stopped: () => boolean
  readonly signal: AbortSignal
}

/** The untouched network; nothing where classes are told, since its head is random then. */
export interface FirstLook {
  readonly before: {
    readonly validation: Score
    readonly test: Score
    readonly prompt: string
    readonly sample: string
  } | null
  readonly afterEpoch: (epoch: number) => Promise<void>
}

export async function firstLook(exam: Examination): Promise<FirstLook> {
  const { assignment } = exam
  if (assignment.kind === 'classification') return { before: null, afterEpoch: async () => {} }
  const prompt = promptOf(exam)
  const { objective, rows } = assignment
  const plain = { ...exam, ...untouchedAnswers(exam), objective }
  const validation = (await judge(plain, rows.validation)).score()
  const test = (await judge(plain, rows.test)).score()
  for (const block of exam.untouched.trunk.blocks) exam.untouched.rest(block)
  const sample = await tellSample(exam, prompt, 0, exam.untouched)
  return {
    before: { validation, test, prompt, sample },
    afterEpoch: async (epoch) => {
      if (!exam.stopped()) await tellSample(exam, prompt, epoch)
    },
  }
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
): Promise<Pick<RunResult, 'test' | 'before' | 'samples'>> {
  const { assignment } = exam
  if (assignment.kind === 'classification')
    return { test: await classified(exam, assignment), before: null, samples: null }
  if (!before) throw new Error('internal: the untouched network was not looked at')
  const { objective, rows, bytesOf } = assignment
  const tokens = rows.test
  const score = (await judge({ ...exam, objective }, tokens)).score()
  const bytes = bytesOf(tokens)
  const figures = ({ loss, perplexity, counted }: Score) => ({
    loss,
    perplexity: perplexity ?? Math.exp(loss),
    bitsPerByte: (loss * counted) / Math.LN2 / Math.max(1, bytes),
  })
  const test: Evaluation = { kind: 'generation', n: score.counted, ...figures(score), before: figures(before.test) }
  const after = await tellSample(exam, before.prompt, null)
  const { loss, perplexity } = before.validation
  return {
    test,
    before: { validationLoss: loss, validationPerplexity: perplexity ?? Math.exp(loss) },
    samples: { prompt: before.prompt, before: before.sample, after },
  }
}

async function classified(
  exam: Examination,
  { objective }: Extract<Assignment, { kind: 'classification' }>,
): Promise<Evaluation> {
  const { dataset, split } = exam
  const tally = await judge({ ...exam, objective }, split.test)
  return evaluate({ dataset, test: split.test, train: split.train, probabilities: tally.probabilities() })
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
