/** What follows from a choice, before it is made: parameters, memory and time, from the model's measured profile. Pure, so that the figures move with the thaw line within a frame. */
import { thawedBlocks } from './catalog/methods.ts'
import type { ModelSummary } from './protocol.ts'
import type { Recipe } from './recipe.ts'

export interface Estimate {
  readonly thawed: number
  readonly trainable: number
  readonly total: number
  /** Weights, optimiser state, activations of one batch and the feature cache, in bytes. */
  readonly memoryBytes: number
  readonly secondsPerEpoch: number
  /** Once, before the first epoch: the frozen blocks over every example. */
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

type Profiled = Pick<ModelSummary, 'blocks' | 'parameters' | 'featureSize' | 'inputSize'>
type Chosen = Pick<Recipe, 'task' | 'method' | 'thaw' | 'batch' | 'augment' | 'cache'>

/** A backward pass costs about twice its forward pass. */
const stepCost = 3

/** The engine measures the blocks of text models with as many tokens, or with as many as the model reads. */
const profiledTokens = 64

export function estimate(model: Profiled, recipe: Chosen, data: EstimateData): Estimate {
  const { blocks } = model
  const thawed = thawedBlocks(recipe.method.id, recipe.thaw, blocks.length)
  const line = blocks.length - thawed
  const frozen = blocks.slice(0, line)
  const warm = blocks.slice(line)
  const scale = data.tokens > 0 ? data.tokens / Math.min(profiledTokens, model.inputSize) : 1
  const top = topOf(model, recipe, data)
  const trainable = top.parameters + sum(warm, (block) => block.parameters)
  const total = top.parameters + model.parameters
  const frozenMs = scale * sum(frozen, (block) => block.forwardMs)
  const warmMs = scale * sum(warm, (block) => block.forwardMs) + top.forwardMs
  const views = data.tokens > 0 ? 1 : Math.max(1, recipe.augment.views)
  const cached = data.train * views + data.validation + data.test
  const cacheBytes = recipe.cache ? 4 * cached * featuresAt(model, frozen.length, data.tokens) : 0
  const perEpochMs = data.train * warmMs * stepCost + data.validation * warmMs
  const uncachedMs = recipe.cache ? 0 : (data.train + data.validation) * frozenMs
  const activations = scale * sum(warm, (block) => block.activationBytes) + top.activationBytes
  return {
    thawed,
    trainable,
    total,
    memoryBytes: 4 * total + 4 * 3 * trainable + cacheBytes + recipe.batch * activations,
    secondsPerEpoch: (perEpochMs + uncachedMs) / 1000,
    prepareSeconds: recipe.cache ? (cached * frozenMs) / 1000 : 0,
  }
}

interface Top {
  readonly parameters: number
  readonly forwardMs: number
  readonly activationBytes: number
}

/** What stands on the trunk: a head of its own, or the embedding turned round, which answers each token with all of the vocabulary. */
function topOf({ blocks, featureSize, inputSize }: Profiled, { task }: Chosen, { classes, tokens }: EstimateData): Top {
  if (task !== 'text-generation') return { parameters: (featureSize + 1) * classes, forwardMs: 0, activationBytes: 0 }
  const [embedding, ...layers] = blocks
  const vocabulary = Math.max(0, (embedding?.parameters ?? 0) / Math.max(1, featureSize) - inputSize)
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
    // Logits, their softmax and its gradient.
    activationBytes: 3 * 4 * tokens * vocabulary,
  }
}

/** Numbers kept of each row at the thaw line. */
function featuresAt({ blocks, featureSize, inputSize }: Profiled, line: number, tokens: number): number {
  if (line === blocks.length) return featureSize
  const below = blocks[line - 1]?.outputShape
  if (tokens > 0) return below ? tokens * (below.at(-1) ?? 0) : tokens
  return (below ?? [inputSize, inputSize, 3]).reduce((a, b) => a * b, 1)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
