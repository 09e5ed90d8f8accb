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
  /** Once, before the first epoch: the frozen blocks over every picture. */
  readonly prepareSeconds: number
}

/** A backward pass costs about twice its forward pass. */
const stepCost = 3

export function estimate(
  model: Pick<ModelSummary, 'blocks' | 'parameters' | 'featureSize' | 'inputSize'>,
  recipe: Pick<Recipe, 'method' | 'thaw' | 'batch' | 'augment' | 'cache'>,
  data: { readonly classes: number; readonly train: number; readonly validation: number; readonly test: number },
): Estimate {
  const { blocks } = model
  const thawed = thawedBlocks(recipe.method.id, recipe.thaw, blocks.length)
  const line = blocks.length - thawed
  const frozen = blocks.slice(0, line)
  const warm = blocks.slice(line)
  const head = (model.featureSize + 1) * data.classes
  const trainable = head + sum(warm, (block) => block.parameters)
  const total = head + model.parameters
  const frozenMs = sum(frozen, (block) => block.forwardMs)
  const warmMs = sum(warm, (block) => block.forwardMs)
  const views = Math.max(1, recipe.augment.views)
  const lineShape = frozen.at(-1)?.outputShape ?? [model.inputSize, model.inputSize, 3]
  const cached = data.train * views + data.validation + data.test
  const cacheBytes = recipe.cache ? 4 * cached * lineShape.reduce((a, b) => a * b, 1) : 0
  const perEpochMs = data.train * warmMs * stepCost + data.validation * warmMs
  const uncachedMs = recipe.cache ? 0 : (data.train + data.validation) * frozenMs
  return {
    thawed,
    trainable,
    total,
    memoryBytes:
      4 * total + 4 * 3 * trainable + cacheBytes + recipe.batch * sum(warm, (block) => block.activationBytes),
    secondsPerEpoch: (perEpochMs + uncachedMs) / 1000,
    prepareSeconds: recipe.cache ? (cached * frozenMs) / 1000 : 0,
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
