/** A network of Keras layers, as model.json of TensorFlow.js holds it, before it is written. */

/** Where the numbers of a layer's weight come from: the tuned network, or the export itself. */
export type Numbers = { readonly of: string } | { readonly values: readonly number[] }

export interface LayerWeight {
  /** Of the layer's own: "kernel". */
  readonly name: string
  readonly shape: readonly number[]
  readonly numbers: Numbers
}

export interface Layer {
  /** Keras' class. */
  readonly kind: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
  /** The layers that it reads. */
  readonly inputs: readonly string[]
  readonly weights: readonly LayerWeight[]
}

/** The first is what pictures enter by, the last what answers. */
export type Layers = readonly Layer[]
