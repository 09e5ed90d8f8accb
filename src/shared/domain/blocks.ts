/** A block of a network as the page knows it: what it holds, and what it took on this device. */
import type { Part } from '../catalog/parts.ts'

export interface BlockSummary {
  readonly name: string
  readonly label: string
  readonly parameters: number
  /** Shape of the block's output for one example: [height, width, channels] or [features]. */
  readonly outputShape: readonly number[]
  /** Measured on this device with this backend; milliseconds an example. */
  readonly forwardMs: number
  /** Bytes of all activations that the backward pass of this block keeps, per example. */
  readonly activationBytes: number
  /** Dense layers and full convolutions, in order: where a method may attach. */
  readonly sites: readonly SiteSummary[]
  /** Numbers in biases and in the shifts of norms. */
  readonly biases: number
  /** Numbers in the scales and shifts of norms. */
  readonly norms: number
  /** Width of its keys and values, all heads together; null where nothing attends. */
  readonly attentionWidth: number | null
  /** It makes one vector of a whole text, so that tasks which ask something of each word leave it out. */
  readonly ofWholeText?: true
}

export interface SiteSummary {
  readonly kind: 'linear' | 'conv'
  /** What a transformer's dense layer is for; null for other layers. */
  readonly part: Part | null
  readonly inputs: number
  readonly outputs: number
  /** Kernel height × width; 1 for a dense layer. */
  readonly area: number
}

/** What methods count of a block. */
export type CountedBlock = Pick<BlockSummary, 'parameters' | 'sites' | 'biases' | 'norms' | 'attentionWidth'>
