/**
 * Kernels of our own that a backend may bring, each a primitive in one pass over memory. Where the backend has none,
 * the primitive is composed of tfjs's operations; both are held to the same tests. All tensors are float32 but for ids,
 * targets and codes (int32); an input with `?` may be left out.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { PackedMatrix } from './packed/packedMatrix.ts'

interface Attributes {
  /** {a, b, a2?, b2?, bias?}: scale (or 1) · a·b + a2·b2 + bias → [[m, n]]. Both pairs are matrices, transposed alike. */
  Product: { readonly transposeA: boolean; readonly transposeB: boolean; readonly scale?: number }
  /**
   * {a, codes, scales?, levels?, a2?, b2?, bias?}: a · P or, transposed, a · Pᵀ, + a2·b2 or a2·b2ᵀ, + bias → [[m, n]],
   * where P [rows, columns] is a packed matrix (nn/packed).
   */
  PackedProduct: PackedLayout & { readonly transposed: boolean; readonly besideTransposed: boolean }
  /** {ids (any shape), codes, scales?, levels?} → [[..., columns]]: those rows of a packed matrix. */
  PackedRows: PackedLayout
  /** {x [..., c]} → [[c]]: Σ over all axes but the last. */
  ColumnSum: None
  /** {x} → [like x] */
  Gelu: Gelu
  /** {x, dy} → [dx] */
  GeluGrad: Gelu
  /** {x [..., c], scale [c], shift [c]} → [y like x, statistics [rows, 2]: each row's mean and 1/√(variance + ε)]. */
  LayerNorm: { readonly epsilon: number }
  /** {x, statistics, scale, dy} → [dx] */
  LayerNormGrad: None
  /** {x, statistics, dy} → [dScale [c], dShift [c]] */
  LayerNormParameterGrad: None
  /**
   * {q [batch, queries, heads × width], k, v [batch, keys, keyHeads × width], mask? [batch, ≤ keys]} → [like q, statistics].
   * The mask is of the last keys: 1 for a token, 0 for padding; keys before it are seen. Queries are the last of the
   * keys. What the statistics are is the backend's own affair: its `AttentionGrad` gets them back.
   */
  Attention: Attention
  /** {q, k, v, mask?, y, statistics, dy} → [dq, dk, dv] */
  AttentionGrad: Attention
  /**
   * {logits [n, c], targets [n], weights [n]} → [total [], gradient [n, c] of the total by the logits].
   * total = Σ_i weights_i Σ_c t_ic · −log softmax(logits)_ic, t = (1 − smoothing) · one-hot + smoothing / c; `apart`:
   * what each row adds to it, [n], in its place.
   */
  CrossEntropy: { readonly smoothing: number; readonly apart: boolean }
  /** {x} → [[]]: Σ x² */
  SumOfSquares: None
  /**
   * {x0, x1, …} → [‖all of them‖₂ [], factor []]: what brings the norm down to the limit, and 1 where it is within, or the
   * limit 0. For backends on which each kernel that is asked for costs; others add up `SumOfSquares`.
   */
  ClippedNorm: { readonly limit: number }
  /**
   * {value, gradient, first, second, factor []} → [value, first, second], all new. g = factor · gradient; moments
   * m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²; value − rate · (m / correction1 / (√v / correction2 + ε) + decay · value).
   */
  AdamW: AdamW
  /** {ids (any shape), dy [..., width]} → [[rows, width]]: Σ of the dy of each id; ids out of range are dropped. */
  EmbeddingGrad: { readonly rows: number }
  /** {x} → [like x]: value i is 0 where `dropoutDraw(seed, i) < share`, else x / (1 − share). It is its own gradient. */
  Dropout: { readonly seed: number; readonly share: number }
}

type None = Record<string, never>
/** Of a packed matrix all but its tensors. */
export type PackedLayout = Pick<PackedMatrix, 'layout' | 'rows' | 'columns' | 'stride' | 'group'>
interface Gelu {
  readonly kind: 'erf' | 'tanh'
}
/** As `AttentionOptions` in forward.ts; a window of 0 sees all. */
export interface Attention {
  readonly heads: number
  readonly keyHeads: number
  readonly scale: number
  readonly causal: boolean
  readonly window: number
}
export interface AdamW {
  readonly rate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled weight decay; 0 for none. */
  readonly decay: number
  /** 1 − β₁ᵗ */
  readonly correction1: number
  /** √(1 − β₂ᵗ) */
  readonly correction2: number
}

export type FusedKernel = keyof Attributes

export function hasFused(kernel: FusedKernel): boolean {
  return tf.getKernel(kernel, tf.getBackend()) !== undefined
}

type Inputs = Readonly<Record<string, tf.Tensor | null>>

/** Its outputs. Has no gradient: for use inside `withGradient`, on a backend that has the kernel. */
export function fusedAll<Name extends FusedKernel>(
  kernel: Name,
  inputs: Inputs,
  attributes: Attributes[Name],
): tf.Tensor[] {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor)) as tf.NamedTensorMap
  const outputs = tf.engine().runKernel(kernel, given, attributes as unknown as tf.NamedAttrMap)
  return (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[]
}

/** The same for a kernel with one output. */
export function fused<Name extends FusedKernel>(kernel: Name, inputs: Inputs, attributes: Attributes[Name]): tf.Tensor {
  return fusedAll(kernel, inputs, attributes)[0] as tf.Tensor
}

/**
 * Uniform in [0, 1), by the seed (an unsigned 32-bit integer) and the value's place alone, so that no mask is kept and
 * every backend draws the same: two rounds of the PCG hash (Jarzynski and Olano 2020), of which the top 24 bits count.
 */
export function dropoutDraw(seed: number, place: number): number {
  return (pcg((pcg(place) + seed) >>> 0) >>> 8) / 2 ** 24
}

function pcg(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0
  return ((word >>> 22) ^ word) >>> 0
}
