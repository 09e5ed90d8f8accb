/** What a model says of each of its parameters: its name in the published files, its shape, and how it starts. */
import type { Part } from '../../shared/catalog/parts.ts'
import type { Random } from '../../shared/random.ts'

/** How the names of a layer's parameters are made from the layer's own name. */
export type Naming = 'torch' | 'keras'
export type Role = 'kernel' | 'bias' | 'norm-scale' | 'norm-shift' | 'mean' | 'variance'

export interface ParameterSpec {
  readonly name: string
  /** In the engine's layout: convolution [kh, kw, in, out], depthwise [kh, kw, in, 1], linear [in, out]. */
  readonly shape: readonly number[]
  /** How the published file lays the values out. */
  readonly fileLayout: 'engine' | 'torch-conv' | 'torch-depthwise' | 'torch-linear'
  readonly role: Role
  /** Standard deviation of its first values; where absent, that of `initialValues`. */
  readonly deviation?: number
  /** First values all alike; where absent, what the role asks for. */
  readonly fill?: number
  /** First values drawn evenly from −bound to bound instead. */
  readonly bound?: number
  /** Of a kernel: what it is applied as. Absent for other tables of numbers. */
  readonly layer?: 'linear' | 'conv' | 'depthwise' | 'embedding'
  readonly part?: Part
}

const suffixes: Record<Naming, Record<Role | 'depthwise', string>> = {
  torch: {
    kernel: '.weight',
    depthwise: '.weight',
    bias: '.bias',
    'norm-scale': '.weight',
    'norm-shift': '.bias',
    mean: '.running_mean',
    variance: '.running_var',
  },
  keras: {
    kernel: '/kernel',
    depthwise: '/depthwise_kernel',
    bias: '/bias',
    'norm-scale': '/gamma',
    'norm-shift': '/beta',
    mean: '/moving_mean',
    variance: '/moving_variance',
  },
}

export function parameterName(naming: Naming, site: string, role: Role | 'depthwise'): string {
  return site + suffixes[naming][role]
}

export function convSpec(
  naming: Naming,
  site: string,
  shape: readonly [number, number, number, number],
): ParameterSpec {
  const fileLayout = naming === 'torch' ? 'torch-conv' : 'engine'
  return { name: parameterName(naming, site, 'kernel'), shape, fileLayout, role: 'kernel', layer: 'conv' }
}

export function depthwiseSpec(
  naming: Naming,
  site: string,
  shape: readonly [number, number, number, number],
): ParameterSpec {
  const fileLayout = naming === 'torch' ? 'torch-depthwise' : 'engine'
  return { name: parameterName(naming, site, 'depthwise'), shape, fileLayout, role: 'kernel', layer: 'depthwise' }
}

export interface LinearLayout {
  readonly bias?: boolean
  /** How the file lays the kernel out, where it is not the naming's own way: GPT-2 keeps [in, out]. */
  readonly fileLayout?: 'engine' | 'torch-linear'
  readonly deviation?: number
  readonly part?: Part
}

export function linearSpecs(
  naming: Naming,
  site: string,
  inputs: number,
  outputs: number,
  {
    bias = true,
    fileLayout = naming === 'torch' ? 'torch-linear' : 'engine',
    deviation = 0.01,
    part,
  }: LinearLayout = {},
): ParameterSpec[] {
  const kernel: ParameterSpec = {
    name: parameterName(naming, site, 'kernel'),
    shape: [inputs, outputs],
    fileLayout,
    role: 'kernel',
    deviation,
    layer: 'linear',
    ...(part && { part }),
  }
  return bias ? [kernel, biasSpec(naming, site, outputs)] : [kernel]
}

export function biasSpec(naming: Naming, site: string, outputs: number): ParameterSpec {
  return { name: parameterName(naming, site, 'bias'), shape: [outputs], fileLayout: 'engine', role: 'bias' }
}

/** A table of rows: tokens, positions. */
export function embeddingSpec(naming: Naming, site: string, rows: number, width: number): ParameterSpec {
  const name = parameterName(naming, site, 'kernel')
  return { name, shape: [rows, width], fileLayout: 'engine', role: 'kernel', deviation: 0.02, layer: 'embedding' }
}

export function layerNormSpecs(naming: Naming, site: string, width: number, { bias = true } = {}): ParameterSpec[] {
  const roles: Role[] = bias ? ['norm-scale', 'norm-shift'] : ['norm-scale']
  return roles.map((role) => ({ name: parameterName(naming, site, role), shape: [width], fileLayout: 'engine', role }))
}

/** @param fill of a fresh network: 0 where the file keeps what is added to 1. */
export function rmsNormSpec(naming: Naming, site: string, width: number, fill = 1): ParameterSpec {
  const role = 'norm-scale'
  return { name: parameterName(naming, site, role), shape: [width], fileLayout: 'engine', role, fill }
}

export function normSpecs(naming: Naming, site: string, channels: number): ParameterSpec[] {
  const roles: Role[] = ['norm-scale', 'norm-shift', 'mean', 'variance']
  return roles.map((role) => ({
    name: parameterName(naming, site, role),
    shape: [channels],
    fileLayout: 'engine',
    role,
  }))
}

/** Running statistics are measured, not learned. */
export function isLearned(spec: ParameterSpec): boolean {
  return spec.role !== 'mean' && spec.role !== 'variance'
}

/** Weight decay spares biases and norms (timm `param_groups_weight_decay`). */
export function isDecayed(spec: ParameterSpec): boolean {
  return spec.role === 'kernel'
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Normal; for convolutions He's, by fan out (He et al. 2015, as torchvision's ResNet). */
export function initialValues(spec: ParameterSpec, random: Random): Float32Array {
  const values = new Float32Array(sizeOf(spec.shape))
  if (spec.fill !== undefined) return values.fill(spec.fill)
  if (spec.role === 'norm-scale' || spec.role === 'variance') return values.fill(1)
  if (spec.role !== 'kernel') return values
  const { bound } = spec
  if (bound !== undefined) return values.map(() => bound * (2 * random.next() - 1))
  const deviation = spec.deviation ?? (spec.shape.length === 4 ? Math.sqrt(2 / fanOut(spec.shape)) : 0.01)
  return values.map(() => deviation * random.normal())
}

/** Outputs that one input value reaches; a depthwise filter [kh, kw, in, 1] reaches one channel. */
function fanOut(shape: readonly number[]): number {
  const [kh = 1, kw = 1, , outputs = 1] = shape
  return kh * kw * outputs
}

/** File layout → engine layout. */
export function fromFileLayout(spec: ParameterSpec, values: Float32Array): Float32Array {
  const [a = 1, b = 1, c = 1, d = 1] = spec.shape
  switch (spec.fileLayout) {
    case 'engine':
      return values
    case 'torch-linear': // [out, in] → [in, out]
      return permute(values, [b, a], [1, 0])
    case 'torch-conv': // [out, in, kh, kw] → [kh, kw, in, out]
      return permute(values, [d, c, a, b], [2, 3, 1, 0])
    case 'torch-depthwise': // [in, 1, kh, kw] → [kh, kw, in, 1]
      return permute(values, [c, d, a, b], [2, 3, 0, 1])
    default:
      return spec.fileLayout satisfies never
  }
}

/** Engine layout → file layout. */
export function toFileLayout(spec: ParameterSpec, values: Float32Array): Float32Array {
  switch (spec.fileLayout) {
    case 'engine':
      return values
    case 'torch-linear':
      return permute(values, spec.shape, [1, 0])
    case 'torch-conv':
      return permute(values, spec.shape, [3, 2, 0, 1])
    case 'torch-depthwise':
      return permute(values, spec.shape, [2, 3, 0, 1])
    default:
      return spec.fileLayout satisfies never
  }
}

/** The shape that the published file gives this parameter. */
export function fileShape(spec: ParameterSpec): number[] {
  const [a = 1, b = 1, c = 1, d = 1] = spec.shape
  if (spec.fileLayout === 'torch-linear') return [b, a]
  if (spec.fileLayout === 'torch-conv') return [d, c, a, b]
  if (spec.fileLayout === 'torch-depthwise') return [c, d, a, b]
  return [...spec.shape]
}

/** Row-major transposition: output axis i is input axis order[i]. */
export function permute(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
  output = new Float32Array(values.length),
): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const outShape = order.map((axis) => shape[axis] as number)
  const outStrides = order.map((axis) => strides[axis] as number)
  const index = new Array<number>(outShape.length).fill(0)
  let from = 0
  for (let to = 0; to < output.length; to++) {
    output[to] = values[from] as number
    for (let axis = outShape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      from += outStrides[axis] as number
      if ((index[axis] as number) < (outShape[axis] as number)) break
      from -= (outStrides[axis] as number) * (outShape[axis] as number)
      index[axis] = 0
    }
  }
  return output
}
