/**
 * The primitives that a model is written in. A model asks for every weight by name through a Forward and never touches
 * a tensor map; so a method can answer differently, and the model knows nothing of it.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'

export interface ConvOptions {
  readonly stride: number
  /** 'same' is TensorFlow's (asymmetric where it must be); a number pads every side alike, as torch does. */
  readonly padding: 'same' | number
}

export interface Forward {
  readonly training: boolean
  /** A raw parameter, in the engine's layout: convolutions [kh, kw, in, out], linear [in, out]. */
  weight(name: string): Tensor
  /** x [batch, in] → [batch, out] */
  linear(site: string, x: Tensor): Tensor
  /** x [batch, h, w, in] → [batch, oh, ow, out] */
  conv2d(site: string, x: Tensor4D, options: ConvOptions): Tensor4D
  /** x [batch, h, w, c] → [batch, oh, ow, c] */
  depthwiseConv2d(site: string, x: Tensor4D, options: ConvOptions): Tensor4D
  /** Batch norm over the last axis; in inference mode unless the context says otherwise. */
  norm(site: string, x: Tensor4D): Tensor4D
  /** A named point between layers, where a method may insert its own. */
  hidden(point: string, x: Tensor): Tensor
}
