/**
 * What a method trains, counted from a model's profile before anything runs: parameters block by block, the thaw line,
 * and the bytes of adapter and optimiser. The engine's methods place their parameters by the same rules.
 */

import { thawedBlocks } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import type { BlockSummary, SiteSummary } from '../domain/model.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { bottleneckParts, bottleneckWidth, type Part, pairedParts, scaledParts } from './parts.ts'

export interface MethodChoice {
  readonly task: Recipe['task']
  readonly method: Recipe['method']
  readonly thaw: number
}

export type CountedBlock = Pick<BlockSummary, 'parameters' | 'sites' | 'biases' | 'norms' | 'attentionWidth'>

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

export interface BlockCosts {
  readonly own: number
  readonly added: number
}

/** @param head parameters of the head, which every method trains. */
export function methodCosts(choice: MethodChoice, blocks: readonly CountedBlock[], head: number): MethodCosts {
  const thawed = thawedBlocks(choice.method.id, choice.thaw, blocks.length)
  const lowest = blocks.length - thawed
  const open = blocks.slice(lowest)
  const count = counterOf(choice, open)
  const costs = blocks.map((block, index) => (index < lowest ? nothing : count(block, index - lowest)))
  const trained = ({ own, added }: BlockCosts) => own + added
  const added = sum(costs, (cost) => cost.added)
  const trainable = sum(costs, trained)
  const first = costs.findIndex((cost) => trained(cost) > 0)
  return {
    blocks: costs,
    line: choice.method.id === 'prompt' ? 0 : first < 0 ? blocks.length : first,
    trainable,
    added,
    adapterBytes: savedAs[choice.method.id] === 'model' ? null : 4 * (writtenTimes(choice.method) * trainable + head),
    optimiserBytes: 8 * (trainable + head),
  }
}

/** Where the line stands in an epoch, counted from 1: gradual thawing moves it down to `lowest`, block by block. */
export function lineInEpoch(
  { method, task }: MethodChoice,
  { lowest, blocks, epoch }: { readonly lowest: number; readonly blocks: number; readonly epoch: number },
): number {
  if (method.id !== 'gradual') return lowest
  const first = task === 'text-generation' ? 1 : 0
  return Math.max(lowest, blocks - first - Math.floor((epoch - 1) / method.epochsPerBlock))
}

/** What one takes away: a small file beside the model, or the whole model, changed. */
const savedAs: Record<MethodId, 'adapter' | 'model'> = {
  head: 'model',
  'top-blocks': 'model',
  full: 'model',
  gradual: 'model',
  bitfit: 'model',
  norm: 'adapter',
  lora: 'adapter',
  dora: 'adapter',
  ia3: 'adapter',
  adapter: 'adapter',
  prompt: 'adapter',
  prefix: 'adapter',
}

/** A pair that began at principal directions is written as a plain pair of twice the rank. */
function writtenTimes({ id, initialisation }: Recipe['method']): number {
  return id === 'lora' && initialisation === 'pissa' ? 2 : 1
}

const nothing: BlockCosts = { own: 0, added: 0 }
const own = (count: number): BlockCosts => ({ own: count, added: 0 })
const beside = (count: number): BlockCosts => ({ own: 0, added: count })

type Counter = (block: CountedBlock, index: number) => BlockCosts

/** How a thawed block is counted; `open` are all of them, from the lowest. */
function counterOf({ method, task }: MethodChoice, open: readonly CountedBlock[]): Counter {
  const partless = !open.some(({ sites }) => sites.some(({ part }) => part !== null))
  const bySite = (takes: (site: SiteSummary) => boolean, of: (site: SiteSummary) => number): Counter => {
    return ({ sites }) => beside(sum(sites.filter(takes), of))
  }
  const among = (parts: readonly Part[]) => (site: SiteSummary) => site.part !== null && parts.includes(site.part)
  const everywhere = () => true
  switch (method.id) {
    case 'head':
      return () => nothing
    case 'top-blocks':
    case 'full':
    case 'gradual':
      return ({ parameters }) => own(parameters)
    case 'bitfit':
      return ({ biases }) => own(biases)
    case 'norm':
      return ({ norms }) => own(norms)
    case 'lora':
    case 'dora': {
      const parts = pairedParts[method.targets]
      const magnitudes = method.id === 'dora' ? 1 : 0
      return bySite(partless || !parts ? everywhere : among(parts), ({ area, inputs, outputs }) => {
        return method.rank * (area * inputs + outputs) + magnitudes * outputs
      })
    }
    case 'ia3':
      return bySite(partless ? everywhere : among(scaledParts), ({ part, inputs, outputs }) =>
        part === 'feed-forward-out' ? inputs : outputs,
      )
    case 'adapter':
      return bySite(among(bottleneckParts[method.placement]), ({ outputs }) => bottleneck(outputs, method.reduction))
    case 'prompt':
      return promptCounter(open, method, task)
    case 'prefix':
      return ({ attentionWidth }) => beside(method.tokens * 2 * (attentionWidth ?? 0))
    default:
      return method.id satisfies never
  }
}

/** Down and up again, each with a bias. */
function bottleneck(width: number, reduction: number): number {
  const narrow = bottleneckWidth(width, reduction)
  return width * narrow + narrow + narrow * width + width
}

/** Deep prompts belong to every layer of a picture's network; others stand once, before the first block. */
function promptCounter(open: readonly CountedBlock[], { tokens, depth }: Recipe['method'], task: Recipe['task']) {
  if (task === 'image-classification' && depth === 'deep')
    return ({ attentionWidth }: CountedBlock) => beside(tokens * (attentionWidth ?? 0))
  const width = open.find(({ attentionWidth }) => attentionWidth !== null)?.attentionWidth ?? 0
  return (_: CountedBlock, index: number) => (index === 0 ? beside(tokens * width) : nothing)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
