/** Why the model says a class of an example: which places of the picture, or which tokens, speak for it. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Explanation } from '../../shared/wire/evaluationCalls.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Dataset } from '../data/dataset.ts'
import { networkOf, type TunedModel } from '../inference/tunedModel.ts'
import { inputTensor } from '../inputs/inputs.ts'
import { pngOf } from '../inputs/png.ts'
import { encodeText } from '../inputs/tokenStore.ts'
import { macrotask } from '../macrotask.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { AnalysisInput } from './analysisInput.ts'
import { type Attribution, attribution } from './attribution.ts'
import { plainPixels, textOf } from './exampleInput.ts'
import { heatMap } from './heatMap.ts'
import { exampleOf } from './shownExample.ts'
import { tokenPieces } from './tokenPieces.ts'

export interface Question {
  /** Index into the open dataset. */
  readonly example: number
  readonly label: number
}

/** Leaves no tensor. @throws ThawError `model-mismatch` where the model knows no such class, or reads other things. */
export async function explain(
  { dataset, codec }: AnalysisInput,
  tuned: TunedModel,
  { example, label }: Question,
  signal: AbortSignal,
): Promise<Explanation> {
  const { content } = exampleOf(dataset, example)
  refuse(tuned, dataset, label)
  await macrotask()
  signal.throwIfAborted()
  if (content.kind === 'text') return explainText(tuned, content.text, label)
  return explainPicture(tuned, { dataset, codec, example, label })
}

interface PictureQuestion extends Question, Pick<AnalysisInput, 'codec'> {
  readonly dataset: Dataset
}

/** By the pixels as the network sees them: normalised, so that the mean colour says nothing. */
async function explainPicture(
  tuned: TunedModel,
  { dataset, codec, example, label }: PictureQuestion,
): Promise<Explanation> {
  const network = networkOf(tuned)
  const { trunk } = network
  if (trunk.input.kind !== 'image') throw new Error('internal: a picture for a model that reads texts')
  const { preprocessing } = trunk.input
  const side = preprocessing.size
  const store = plainPixels({ ...{ dataset, trunk, codec }, text: null, maxTokens: 0 })
  const pixels = await store.pixels({ example, view: null })
  const x = inputTensor([pixels], preprocessing) // [1, side, side, 3]
  const { terms, probability } = await attributed(network, x, { from: 0, label })
  const picture = await pngOf(pixels, side, side)
  return { kind: 'image', label, probability, picture, side, heat: heatMap(terms, side) }
}

/** By what the lowest block makes of each token: its word, its place and, in some families, the norm over both. */
async function explainText(tuned: TunedModel, text: string, label: number): Promise<Explanation> {
  const network = networkOf(tuned)
  const { trunk } = network
  const { tokenizer } = textOf(tuned)
  const { ids } = encodeText(text, tokenizer, tuned.maxTokens)
  const x = tf.tidy(() => {
    const given = tf.tensor2d(ids, [1, ids.length], 'int32')
    return forwardBlocks(trunk, forwardOf(network), given, 0, 1) // [1, virtual + tokens, width]
  })
  const all = x.shape[1] as number
  const { terms, probability } = await attributed(network, x, { from: 1, label })
  const perToken = sums(terms, all).slice(all - ids.length) // a method's own vectors stand before the text
  const marks = tokenizer.before.length
  const inner = [...ids.subarray(marks, ids.length - tokenizer.after.length)]
  const pieces = tokenPieces(text, inner, tokenizer)
  const weights = pieces.map(({ from, to }) => perToken.slice(marks + from, marks + to).reduce((a, b) => a + b, 0))
  const largest = Math.max(...weights.map(Math.abs)) || 1
  const tokens = pieces.map((piece, index) => ({ text: piece.text, weight: (weights[index] as number) / largest }))
  return { kind: 'text', label, probability, tokens }
}

/** Disposes of x. */
function attributed(network: Network, x: tf.Tensor, at: { from: number; label: number }): Promise<Attribution> {
  return attribution({ network, x, ...at }).finally(() => x.dispose())
}

/** Of each of `count` equal parts. */
function sums(terms: Float32Array, count: number): number[] {
  const width = terms.length / count
  return Array.from({ length: count }, (_, part) =>
    terms.subarray(part * width, (part + 1) * width).reduce((sum, term) => sum + term, 0),
  )
}

function refuse({ labels, task, model }: TunedModel, dataset: Dataset, label: number): void {
  const { analyses, headed, words } = taskCard(task)
  if (labels.length === 0 && !headed) throw new ThawError('model-mismatch', 'noClassToExplain')
  if (!analyses.includes('explain'))
    throw new ThawError('model-mismatch', 'answersNotExplained', { doing: words.doing })
  if (task !== dataset.task)
    throw new ThawError('model-mismatch', 'dataOfOtherKind', { pictures: model.trunk.input.kind === 'image' })
  if (labels[label] === undefined)
    throw new ThawError('model-mismatch', 'modelLacksClass', { classes: labels.length, number: label + 1 })
}
