/** The language models after Llama's design as data: all in which their families differ. `decoder.ts` computes them. */
import type { FamilyId } from '../../shared/catalog/families.ts'
import type { Rotation } from '../nn/rotary.ts'
import type { DecoderConfig } from './decoderConfig.ts'
import type { stretchOf } from './rotations.ts'
import type { ActivationName } from './textParts.ts'

/** A network as its family reads its configuration. */
export interface Decoder {
  readonly family: FamilyId
  /** As published. */
  readonly config: DecoderConfig
  /** transformers' names of the network with classes, with a tag for each token (null: it has none), and as it writes. */
  readonly architectures: { readonly classes: string; readonly tags: string | null; readonly text: string }
  readonly activation: ActivationName
  /** Whether the next token is told by the table that tokens are read with. */
  readonly tied: boolean
  /** Dense layers with a bias. */
  readonly biases: { readonly inputs: boolean; readonly output: boolean; readonly feedForward: boolean }
  /** A norm over each head of queries and keys, before they are turned. */
  readonly headNorms: boolean
  /** The norms around the two halves of a layer, below its own name. */
  readonly norms: Norms
  /** The files keep what a norm's scales add to 1. */
  readonly fromOne: boolean
  /** Rows of the table are multiplied by it. */
  readonly embeddingScale: number
  /** One a layer. */
  readonly attentions: readonly Attention[]
  /** How llama.cpp computes it. */
  readonly llamaCpp: DecoderProgram
  readonly rotary: Rotary
}

interface Norms {
  readonly beforeAttention: string
  readonly afterAttention?: string
  readonly beforeFeedForward: string
  readonly afterFeedForward?: string
}

export interface Attention {
  readonly scale: number
  /** How many tokens are seen, the token itself among them; null for all. */
  readonly window: number | null
  readonly rotation: Rotation
}

/** What one of llama.cpp's programs expects of a network; a family says it. */
export interface DecoderProgram {
  readonly architecture: string
  /** Whether queries and keys lie in turns there (Llama), and not in halves as in Hugging Face's files. */
  readonly turned?: true
  /** Whether it reads factors of the rotary frequencies from the file. */
  readonly factors?: true
  /** Whether all heads together are as wide as the network. */
  readonly square?: true
  /** Dense layers whose biases it reads. */
  readonly biases: Decoder['biases']
  readonly activation: Decoder['activation']
  /** By a head's width. */
  readonly scale: (headWidth: number) => number
  /** Whether layers may see a window, and every how manieth sees all unless the file tells each. */
  readonly windows: number | null
}

/** Rotary positions, as the configuration says them. */
export interface Rotary {
  readonly everywhere: ReturnType<typeof stretchOf>
  /** Of layers that see a window, where theirs are others. */
  readonly local?: ReturnType<typeof stretchOf>
}
