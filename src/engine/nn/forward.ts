/**
 * The primitives that a model is written in. A model asks for every weight by name through a Forward and never touches
 * a tensor map; so a method can answer differently, and the model knows nothing of it.
 */
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Kernel } from './packed/packedMatrix.ts'
import type { RotaryOptions } from './rotary.ts'

export interface ConvOptions {
  readonly stride: number
  /** 'same' is TensorFlow's (asymmetric where it must be); a number pads every side alike, as torch does. */
  readonly padding: 'same' | number
}

export interface AttentionOptions {
  readonly heads: number
  /** Heads of keys and of values, each read by as many query heads as follow one another (Ainslie et al. 2023); absent: one for each. */
  readonly keyHeads?: number
  /** Queries are multiplied by this before the product with the keys; 1/√(head width) in most networks. */
  readonly scale: number
  /** A token sees only itself and those before it. */
  readonly causal: boolean
  /** A token sees itself and what is less than this many tokens away, before it and, unless `causal`, behind it; null sees all. */
  readonly window: number | null
}

export interface Forward {
  readonly training: boolean
  /**
   * [batch, tokens]: 1 for a token, 0 for padding after the text; of texts that are continued together [batch, keys], with
   * padding before them. Null where nothing is padded, and for pictures.
   */
  readonly mask: Tensor2D | null
  /** Number of tokens that came before this input's first: 0, except while a text is generated token by token. */
  readonly position: number
  /** [batch, tokens], int32: the place of each token; absent where each comes after the one before, from `position` on. */
  readonly places?: Tensor2D
  /** A raw parameter, in the engine's layout: convolutions [kh, kw, in, out], linear [in, out]. */
  weight(name: string): Tensor
  /** The same of a dense layer or a table that is multiplied or picked from as it lies: packed, where it is frozen so. */
  kernel(name: string): Kernel
  /** x [batch, …, in] → [batch, …, out]; `bias: false` where the layer has none. */
  linear(site: string, x: Tensor, options?: { readonly bias?: boolean }): Tensor
  /** x [batch, h, w, in] → [batch, oh, ow, out] */
  conv2d(site: string, x: Tensor4D, options: ConvOptions & { readonly bias?: boolean }): Tensor4D
  /** x [batch, h, w, c] → [batch, oh, ow, c] */
  depthwiseConv2d(site: string, x: Tensor4D, options: ConvOptions): Tensor4D
  /** Batch norm over the last axis; in inference mode unless the context says otherwise. */
  norm(site: string, x: Tensor4D): Tensor4D
  /** Layer norm over the last axis (Ba et al. 2016); `bias: false` where it has no shift. */
  layerNorm(site: string, x: Tensor, options?: { readonly bias?: boolean }): Tensor
  /** RMS norm over the last axis (Zhang and Sennrich 2019); `fromOne` where the file keeps scales as what is added to 1. */
  rmsNorm(site: string, x: Tensor, options?: { readonly fromOne?: boolean }): Tensor
  /** Rows of the table at `site` (its kernel, [vocabulary, width]); ids [batch, tokens] int32 → [batch, tokens, width] */
  embedding(site: string, ids: Tensor2D): Tensor3D
  /** Rotary positions: x [batch, tokens, heads × width], each head turned by its token's position. */
  rotary(x: Tensor3D, options: RotaryOptions): Tensor3D
  /** Scaled dot-product attention over [batch, tokens, heads × width] each; padding is never attended to. */
  attention(site: string, q: Tensor3D, k: Tensor3D, v: Tensor3D, options: AttentionOptions): Tensor3D
  /** A named point between layers, where a method may insert its own. */
  hidden(point: string, x: Tensor): Tensor
}
