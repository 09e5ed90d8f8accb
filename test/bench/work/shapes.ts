/** The bench's networks in numbers; apart from the networks, so that the command need not load tfjs. */
import type { NetworkId } from './job.ts'

export interface BertShape {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly inner: number
}

/** BERT-tiny (Turc et al. 2019) and MiniLM-L6 (Wang et al. 2020), each with a small vocabulary. */
export const bertShapes = {
  'bert-2x128': { layers: 2, width: 128, heads: 2, inner: 512 },
  'bert-6x384': { layers: 6, width: 384, heads: 12, inner: 1536 },
} as const satisfies Partial<Record<NetworkId, BertShape>>

export const gptShape = { layers: 4, width: 192, heads: 6 } as const
export const vocabulary = 1024
export const textTokens = 64
export const passageTokens = 128
export const featureWidth = 1024
