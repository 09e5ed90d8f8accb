/** What several methods' cards say alike: how parameters are counted, and where their runs begin. */
import type { Part } from '../shared/catalog/parts.ts'
import type { CountedBlock, SiteSummary } from '../shared/domain/blocks.ts'

/** Parameters of a block that learn. */
export interface BlockCosts {
  /** Those that it had before. */
  readonly own: number
  /** Those that are put beside them. */
  readonly added: number
  /** Numbers that a step keeps of each position for what is put beside; absent where that is next to nothing. */
  readonly kept?: number
}

export const nothing: BlockCosts = { own: 0, added: 0 }

export function own(count: number): BlockCosts {
  return { own: count, added: 0 }
}

export function beside(count: number): BlockCosts {
  return { own: 0, added: count }
}

/**
 * What is put beside those sites of a block that are taken. Beside a convolution a step keeps three more tensors of its
 * size: what is added, that scaled, and the sum; products keep what their gradients need, which is next to nothing.
 */
export function besideSites(
  { sites }: CountedBlock,
  takes: (site: SiteSummary) => boolean,
  of: (site: SiteSummary) => number,
): BlockCosts {
  const taken = sites.filter(takes)
  const added = taken.reduce((total, site) => total + of(site), 0)
  return {
    ...beside(added),
    kept: taken.reduce((total, { kind, outputs }) => total + (kind === 'conv' ? 3 * outputs : 0), 0),
  }
}

/** Whether no layer has a part of a transformer's, as in a convolutional network: there a method takes all layers. */
export function isPartless(blocks: readonly CountedBlock[]): boolean {
  return !blocks.some(({ sites }) => sites.some(({ part }) => part !== null))
}

export function isAmong(parts: readonly Part[], { part }: SiteSummary): boolean {
  return part !== null && parts.includes(part)
}

/** As a recipe says "every block there is": no network has more. */
export const everyBlock = 200

/**
 * Where a method begins that trains few parameters: in every block, at ten times the rate of whole blocks. Sources: the
 * papers, peft's examples and "LoRA Without Regret".
 */
export const smallDefaults = { thaw: everyBlock, 'optimiser.trunkRate': 1 }

export const thawed = { part: 'whole', above: 'Thawed', reached: 'thawed' } as const
export const adapted = { above: 'Adapted', reached: 'adapted' } as const
