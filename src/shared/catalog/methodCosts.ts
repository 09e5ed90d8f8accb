/**
 * What a method trains, counted from a model's profile before anything runs: parameters block by block, the thaw line,
 * and the bytes of adapter and optimiser. The engine's methods place their parameters by the same rules.
 */

import { methodCard, thawedBlocks } from '../../methods/cards.ts'
import { type BlockCosts, nothing } from '../../methods/counting.ts'
import type { EpochLine } from '../../methods/methodCard.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { CountedBlock } from '../domain/blocks.ts'
import type { Recipe } from '../recipe/recipe.ts'

export interface MethodChoice {
  readonly task: Recipe['task']
  readonly method: Recipe['method']
  readonly thaw: number
}

export interface MethodCosts {
  /** Of each block, from the input upwards: its own parameters that learn, and those that are put beside them. */
  readonly blocks: readonly BlockCosts[]
  /** Index of the lowest block in which anything is trained; the number of blocks where nothing is. */
  readonly line: number
  /** Without the head. */
  readonly trainable: number
  /** Those of the trainable that the model did not have before. */
  readonly added: number
  /** Of the adapter's file in float32, with the head; null where the whole model is what one takes away. */
  readonly adapterBytes: number | null
  /** AdamW's two moments of every trainable parameter, the head's too. */
  readonly optimiserBytes: number
}

/** @param head parameters of the head, which every method trains. */
export function methodCosts(choice: MethodChoice, blocks: readonly CountedBlock[], head: number): MethodCosts {
  const card = methodCard(choice.method.id)
  const thawed = thawedBlocks(card.id, choice.thaw, blocks.length)
  const lowest = blocks.length - thawed
  const open = blocks.slice(lowest)
  const count = card.counter(choiceOf(choice), open)
  const costs = blocks.map((block, index) => (index < lowest ? nothing : count(block, index - lowest)))
  const trained = ({ own, added }: BlockCosts) => own + added
  const added = sum(costs, (cost) => cost.added)
  const trainable = sum(costs, trained)
  const first = costs.findIndex((cost) => trained(cost) > 0)
  return {
    blocks: costs,
    line: card.atInput ? 0 : first < 0 ? blocks.length : first,
    trainable,
    added,
    adapterBytes: card.leaves.adapter ? 4 * ((card.writtenTimes?.(choice.method) ?? 1) * trainable + head) : null,
    optimiserBytes: 8 * (trainable + head),
  }
}

/** Where the line stands in an epoch: most methods leave it at `lowest`. */
export function lineInEpoch(choice: MethodChoice, at: EpochLine): number {
  return methodCard(choice.method.id).lineInEpoch?.(choiceOf(choice), at) ?? at.lowest
}

function choiceOf({ task, thaw, method }: MethodChoice) {
  return { task: taskCard(task), thaw, settings: method }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
