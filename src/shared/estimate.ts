/** What follows from a choice, before it is made: parameters, memory and time, from the model's measured profile. Pure, so that the figures move with the thaw line within a frame. */
import { methodCard } from '../methods/cards.ts'
import type { BlockCosts } from '../methods/counting.ts'
import { taskCard } from '../tasks/cards.ts'
import { lineInEpoch, methodCosts } from './catalog/methodCosts.ts'
import { bytesInTable, bytesOfWeight } from './catalog/packings.ts'
import type { BlockSummary } from './domain/blocks.ts'
import type { ModelSummary } from './domain/model.ts'
import { frozenBatch } from './frozenBatch.ts'
import type { Recipe } from './recipe/recipe.ts'
import { tokensOfBlock } from './tokensOfBlock.ts'

export interface Estimate {
  /** Blocks above the thaw line. */
  readonly thawed: number
  readonly trainable: number
  /** With the head, and what the method puts beside the trunk. */
  readonly total: number
  /** What each block would train, from the input upwards. */
  readonly blocks: readonly BlockCosts[]
  readonly headParameters: number
  /** The file that one takes away, in bytes; null where that is the whole model. */
  readonly adapterBytes: number | null
  readonly optimiserBytes: number
  /**
   * Weights, optimiser state, the feature cache, and whichever is most: a training step, the frozen blocks at work, or
   * the comparison with what was not packed; with what a heap takes beyond that. In bytes.
   */
  readonly memoryBytes: number
  readonly secondsPerEpoch: number
  /** The frozen blocks over every example: once, with the first epoch, and again where the line moves. */
  readonly prepareSeconds: number
}

export interface EstimateData {
  readonly classes: number
  /** Rows: examples, or windows of a text to continue. */
  readonly train: number
  readonly validation: number
  readonly test: number
  /** Tokens in a row, about; 0 for pictures. */
  readonly tokens: number
}

type Profiled = Pick<
  ModelSummary,
  'blocks' | 'parameters' | 'waitingBytes' | 'featureSize' | 'inputSize' | 'vocabulary' | 'tokenNumbers'
>
type Chosen = Pick<
  Recipe,
  'task' | 'method' | 'thaw' | 'epochs' | 'batch' | 'augment' | 'cache' | 'recompute' | 'quantise'
>

/** Of features in memory. */
const mostCached = 256 * 2 ** 20

/** A WebAssembly heap grows by a fifth at a time, and never shrinks (Emscripten's geometric step). */
export const heapSpare = 1.2

/** What a step costs beside its products: the loss, the optimiser, and the way to the device and back. */
const msPerStep = 4

/** The engine measures the blocks of text models with as many tokens, or with as many as the model reads. */
const profiledTokens = 64

export function estimate(model: Profiled, recipe: Chosen, data: EstimateData): Estimate {
  const { blocks } = model
  const top = topOf(model, recipe, data)
  const costs = methodCosts(recipe, blocks, top.parameters)
  const trainable = top.parameters + costs.trainable
  const total = top.parameters + model.parameters + costs.added
  const pace = blocks.map((block) => paceOf(block, recipe, data.tokens, model.inputSize))
  const forwardMs = (from: number, to: number) => sumOver(from, to, (at) => at(blocks).forwardMs * at(pace))
  const views = data.tokens > 0 ? 1 : Math.max(1, recipe.augment.views)
  const cached = data.train * views + data.validation + data.test
  // Halves; what memory does not hold goes to a file.
  const kept = recipe.cache && costs.line > 0
  const cacheBytes = kept ? Math.min(mostCached, 2 * cached * featuresAt(model, costs.line, data.tokens)) : 0
  const topStep = 2 + (trainedShare(blocks[0], costs.blocks[0]) > 0 ? 1 : 0)
  const epochMs = (line: number) => {
    const warmMs = forwardMs(line, blocks.length) + top.forwardMs
    const step = (at: At) => at(blocks).forwardMs * at(pace) * stepCost(at(blocks), at(costs.blocks), recipe)
    const stepMs = sumOver(line, blocks.length, step) + top.forwardMs * topStep
    const uncachedMs = recipe.cache ? 0 : (data.train + data.validation) * forwardMs(0, line)
    const steps = Math.ceil(data.train / recipe.batch) + Math.ceil(data.validation / recipe.batch)
    return data.train * stepMs + data.validation * warmMs + uncachedMs + steps * msPerStep
  }
  const lines = Array.from({ length: recipe.epochs }, (_, index) =>
    lineInEpoch(recipe, { lowest: costs.line, blocks: blocks.length, epoch: index + 1 }),
  )
  const activationsOf = (at: At) =>
    (at(blocks).activationBytes + 4 * positionsOf(at(blocks)) * (at(costs.blocks).kept ?? 0)) * at(pace)
  const activations = recipe.recompute
    ? recomputedBytes(model, { line: costs.line, tokens: data.tokens, activationsOf })
    : sumOver(costs.line, blocks.length, activationsOf)
  const entering = 4 * featuresAt(model, costs.line, data.tokens)
  const stepBytes = recipe.batch * (entering + activations) + top.batchBytes
  // The frozen blocks run one after another, more rows at once than a step has.
  const rows = recipe.cache ? frozenBatch(data.tokens > 0 ? 0 : model.inputSize, data.tokens || null) : recipe.batch
  const blockBytes = (block: number) =>
    4 * featuresAt(model, block, data.tokens) + sumOver(block, block + 1, activationsOf)
  const frozenBytes = rows * Math.max(0, ...Array.from({ length: costs.line }, (_, block) => blockBytes(block)))
  const frozen = Math.max(0, model.parameters - sum(costs.blocks, (block) => block.own))
  const table = Math.min(frozen, tableOf(model, costs.blocks))
  const { quantise } = recipe
  const packed = bytesOfWeight(quantise) * (frozen - table) + bytesInTable(quantise) * table
  // What was packed stays beside that: in its file's type, or, of a small model, in float32.
  const published = quantise === 'off' ? 0 : (model.waitingBytes ?? 4 * frozen)
  const weightBytes = 4 * (total - frozen) + packed + published
  // What packing costs is told by a few rows of both: the table stands there in 16 bits, too.
  const comparingBytes = quantise === 'off' || top.batchBytes === 0 ? 0 : 2 * table + top.batchBytes
  const heldBytes = weightBytes + 4 * 3 * trainable + cacheBytes + Math.max(stepBytes, frozenBytes, comparingBytes)
  return {
    thawed: blocks.length - costs.line,
    trainable,
    total,
    blocks: costs.blocks,
    headParameters: top.parameters,
    adapterBytes: costs.adapterBytes,
    optimiserBytes: costs.optimiserBytes,
    memoryBytes: heapSpare * heldBytes,
    secondsPerEpoch: mean(lines.map(epochMs)) / 1000,
    prepareSeconds: recipe.cache ? (cached * sum([...new Set(lines)], (line) => forwardMs(0, line))) / 1000 : 0,
  }
}

/** Frozen numbers by which tokens are read and told: the table, and a layer that tells them where the network has one. */
function tableOf({ blocks, tokenNumbers }: Profiled, costs: readonly BlockCosts[]): number {
  // The lowest block of a network of texts is the table of its tokens.
  const [lowest, highest] = [blocks[0]?.parameters ?? 0, costs.at(-1)?.own ?? 0]
  const all = tokenNumbers ?? lowest
  const learned = (costs[0]?.own ?? 0) + Math.min(highest, Math.max(0, all - lowest))
  return Math.max(0, all - learned)
}

/** Places of a picture, or tokens, for each of which a block answers with as many numbers as it is wide. */
function positionsOf({ outputShape }: BlockSummary): number {
  return outputShape.slice(0, -1).reduce((product, size) => product * size, 1)
}

/** Reads any list at one index, which lies inside all of them. */
type At = <T>(items: readonly T[]) => T

function sumOver(from: number, to: number, of: (at: At) => number): number {
  let total = 0
  for (let index = from; index < to; index++) total += of((items) => items[index] as (typeof items)[number])
  return total
}

/** What enters each thawed block, and the activations of the largest, which is alone computed anew at a time. */
function recomputedBytes(
  model: Profiled,
  { line, tokens, activationsOf }: { line: number; tokens: number; activationsOf: (at: At) => number },
): number {
  const { length } = model.blocks
  const thawed = Array.from({ length: length - line }, (_, index) => line + index)
  const largest = Math.max(0, ...thawed.map((block) => sumOver(block, block + 1, activationsOf)))
  return largest + 4 * sum(thawed, (block) => featuresAt(model, block, tokens))
}

/**
 * A step over a block, in forward passes: forward (twice where it is computed anew), the gradient towards the input, that
 * of the weights that learn, and three passes through what stands beside it.
 */
function stepCost(block: BlockSummary, costs: BlockCosts, { method, recompute }: Chosen): number {
  // Learned tokens are no products: what they take is in the pace.
  const products = methodCard(method.id).tokenPace ? 0 : costs.added
  return 2 + Number(recompute) + trainedShare(block, costs) + (3 * products) / Math.max(1, block.parameters)
}

function trainedShare(block: BlockSummary | undefined, costs: BlockCosts | undefined): number {
  return (costs?.own ?? 0) / Math.max(1, block?.parameters ?? 0)
}

/** How much longer a block takes than when it was measured: for longer texts, and for tokens that the method adds. */
function paceOf(block: BlockSummary, { method }: Chosen, tokens: number, inputSize: number): number {
  const measured = Math.min(profiledTokens, inputSize)
  const width = block.attentionWidth
  const row = tokens > 0 ? tokens : width === null ? 0 : (block.outputShape[0] ?? 0)
  const scale = tokens > 0 ? tokens / measured : 1
  if (row === 0) return scale
  return scale * (methodCard(method.id).tokenPace?.(method, { row, width }) ?? 1)
}

interface Top {
  readonly parameters: number
  readonly forwardMs: number
  /** Held for a batch. */
  readonly batchBytes: number
}

/** What stands on the trunk: a head of its own, or the embedding turned round, which answers each token with all of the vocabulary. */
function topOf(
  { blocks, featureSize, inputSize, vocabulary: known }: Profiled,
  { task, batch }: Chosen,
  { classes, tokens }: EstimateData,
): Top {
  const { headed, outputs } = taskCard(task)
  if (headed) return { parameters: (featureSize + 1) * outputs(classes), forwardMs: 0, batchBytes: 0 }
  const [embedding, ...layers] = blocks
  // A network that was measured before its vocabulary was told has a table of places, too.
  const vocabulary = known ?? Math.max(0, (embedding?.parameters ?? 0) / Math.max(1, featureSize) - inputSize)
  const perTokenMs = sum(layers, (block) => block.forwardMs) / Math.min(profiledTokens, inputSize)
  const msPerParameter =
    perTokenMs /
    Math.max(
      1,
      sum(layers, (block) => block.parameters),
    )
  return {
    parameters: 0,
    forwardMs: tokens * vocabulary * featureSize * msPerParameter,
    // Logits, their softmax and its gradient, of as many tokens as stand there at a time.
    batchBytes: 3 * 4 * Math.min(batch * tokens, tokensOfBlock(vocabulary)) * vocabulary,
  }
}

/** Numbers kept of each row at the thaw line. */
function featuresAt({ blocks, featureSize, inputSize }: Profiled, line: number, tokens: number): number {
  if (line === blocks.length) return featureSize
  const below = blocks[line - 1]?.outputShape
  if (tokens > 0) return below ? tokens * (below.at(-1) ?? 0) : tokens
  return (below ?? [inputSize, inputSize, 3]).reduce((a, b) => a * b, 1)
}

function mean(values: readonly number[]): number {
  return sum(values, (value) => value) / Math.max(1, values.length)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
