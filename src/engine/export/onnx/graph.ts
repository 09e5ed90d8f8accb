/** A graph of ONNX before it is written: nodes between named values, and the tensors that they start from. */

export type ElementType = 'float' | 'float16' | 'int64' | 'int8' | 'bool'

/** Numbers of the graph's own, small; they stand in memory. */
export interface Constant {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** How the values of a parameter lie in the graph: as the engine has them, or as ONNX wants a convolution's kernel. */
export type WeightLayout = 'engine' | 'convolution' | 'depthwise'

/** A parameter of the network, whose values are fetched as the file is written. */
export interface Weight {
  readonly name: string
  /** As the engine has it. */
  readonly shape: readonly number[]
  readonly layout: WeightLayout
}

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly tensor: Constant }

export interface Node {
  readonly op: string
  readonly name: string
  /** An empty name stands for an input that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
  /** Of its outputs. */
  readonly type: ElementType
  /** Computed in single precision, also where the rest is halved. */
  readonly full?: true
}

/** What goes in or comes out; a side is a number, or the name of one that is free. */
export interface Port {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
}

export interface Graph {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly nodes: readonly Node[]
  readonly constants: readonly Constant[]
  readonly weights: readonly Weight[]
}

/** A kernel [kh, kw, in, out] as [out, in, kh, kw]; a depthwise one [kh, kw, in, 1] as [in, 1, kh, kw]. */
export const layoutOrders: Readonly<Record<WeightLayout, readonly number[] | null>> = {
  engine: null,
  convolution: [3, 2, 0, 1],
  depthwise: [2, 3, 0, 1],
}

export function storedShape({ shape, layout }: Weight): readonly number[] {
  return layoutOrders[layout]?.map((axis) => shape[axis] as number) ?? shape
}
