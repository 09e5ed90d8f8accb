/** What tuning a network of texts takes of memory, told by its configuration before the first byte of its weights. */
import { bytesInTable, bytesOfWeight, type PackingChoice } from '../../shared/catalog/packings.ts'
import { heapSpare } from '../../shared/estimate.ts'
import type { MemoryLimit } from '../../shared/memoryLimit.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { tokensOfBlock } from '../../shared/tokensOfBlock.ts'
import { familyOf } from './families.ts'
import { trunkOfConfig } from './judgeConfig.ts'
import { countParameters } from './liveModel.ts'
import { tokenNumbers } from './packWeights.ts'
import type { Trunk } from './trunk.ts'

export interface MemoryNeeds {
  /** Bytes with frozen weights in float32. */
  readonly plain: number
  /** Bytes with frozen weights in 4 bits, and activations computed anew. */
  readonly packed: number
}

/** Tokens of a step that is small, and still worth it. */
const fewTokens = 256

/** Beside an adapter, which is small. Null for pictures, whose networks are small, too. */
export function memoryNeeds(trunk: Trunk): MemoryNeeds | null {
  const { input, blocks, featureSize } = trunk
  if (input.kind !== 'text') return null
  const tables = tokenNumbers(trunk)
  const others = countParameters(trunk) - tables
  const weights = (choice: PackingChoice) => bytesOfWeight(choice) * others + bytesInTable(choice) * tables
  const logits = 3 * 4 * Math.min(fewTokens, tokensOfBlock(input.vocabulary)) * input.vocabulary
  const entering = 4 * fewTokens * featureSize * blocks.length
  const step = trunk.nextToken ? logits + entering : entering
  // What packing costs is measured beside the table in 16 bits.
  const compared = trunk.nextToken ? 2 * tables + logits : 0
  return {
    plain: heapSpare * (weights('off') + step),
    packed: heapSpare * (weights('4bit') + Math.max(step, compared)),
  }
}

/** Null where all fits, or where the configuration alone does not tell. */
export function memoryForecast(config: unknown, { bytes, said }: MemoryLimit): Message | null {
  const trunk = trunkOfConfig(familyOf(config, []), config)
  const needs = trunk && memoryNeeds(trunk)
  if (!needs || needs.plain <= bytes) return null
  return notice('modelNeedsMuch', { ...needs, limit: bytes, said })
}
