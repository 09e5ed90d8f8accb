/** What a method is to the rest of the engine: it names what it trains, and knows no particular model. */
import type { Trunk } from '../models/trunk.ts'
import { isLearned } from '../nn/parameters.ts'

export interface Attachment {
  /** Index of the lowest block in which anything is trained; the number of blocks where nothing is. */
  readonly line: number
  /** Names of the trained parameters of the trunk. The head is always trained. */
  readonly trainables: readonly string[]
}

export interface Method {
  attach(trunk: Trunk, options: { readonly thaw: number }): Attachment
}

/** Every learned parameter of the blocks from `line` upwards. */
export function thawFrom(trunk: Trunk, line: number): Attachment {
  const specs = trunk.blocks.slice(line).flatMap((block) => block.parameters)
  return { line, trainables: specs.filter(isLearned).map((spec) => spec.name) }
}
