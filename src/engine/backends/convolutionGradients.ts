/**
 * Gradients of convolutions for backends that have none for filters, or only slow loops. Each is written as another
 * convolution or product, so that the backend's fast kernels do the work.
 */
import { backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core'
import { replaceKernel } from './replaceKernel.ts'
import { composed, type Host, type Scratch, viewAs } from './scratch.ts'

const gradients = {
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
} as const satisfies Readonly<Record<string, Gradient>>

type Inputs<Names extends string> = Readonly<Record<Names, TensorInfo>>
type Gradient = (host: Host, inputs: Inputs<'x' | 'dy' | 'filter'>, attrs: Attributes) => TensorInfo
export type GradientName = keyof typeof gradients

/** Puts the gradients named in the place of the backend's own, where it has them. */
export function registerConvolutionGradients(name: Host['name'], kernels: readonly GradientName[]): void {
  for (const kernelName of kernels)
    replaceKernel(name, kernelName, ({ inputs, backend, attrs }) =>
      gradients[kernelName](
        { backend: backend as KernelBackend, name },
        inputs as Inputs<'x' | 'dy' | 'filter'>,
        attrs as unknown as Attributes,
      ),
    )
}

export type Shape4 = [number, number, number, number]
type Pad = 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]]

export interface ConvGradAttrs {
  readonly strides: number | [number, number]
  readonly pad: Pad
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly dilations?: number | [number, number]
}

type Attributes = ConvGradAttrs & { readonly filterShape: Shape4; readonly inputShape: Shape4 }

/** dW [kh, kw, in, out] of a convolution, from x [batch, h, w, in] and dy [batch, oh, ow, out]. */
function conv2dBackpropFilter(host: Host, { x, dy }: Inputs<'x' | 'dy'>, attrs: Attributes): TensorInfo {
  const g = geometry(x.shape as Shape4, attrs.filterShape, attrs, false)
  const [kh, kw, inputs, outputs] = attrs.filterShape
  return composed(host, (s) => {
    if (isPointwise(g)) {
      const picked = g.strideHeight * g.strideWidth === 1 ? x : strided(s, x, 0, 0, g)
      const rows = g.batchSize * g.outHeight * g.outWidth
      const xT = s.run('Transpose', { x: viewAs(picked, [rows, inputs]) }, { perm: [1, 0] })
      return viewAs(product(s, xT, viewAs(dy, [rows, outputs]), inputs, rows, outputs), attrs.filterShape)
    }
    // Σ over batch and place of x·dy is a convolution whose channels are the batch and whose filter is dy.
    const images = s.run('Transpose', { x }, { perm: [3, 1, 2, 0] }) // [in, h, w, batch]
    const filter = s.run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] }) // [oh, ow, batch, out]
    const raw = convolve(s, images, filter, padsOfTaps(g), [g.strideHeight, g.strideWidth])
    const exact = s.run('Slice', { x: raw }, { begin: [0, 0, 0, 0], size: [inputs, kh, kw, outputs] })
    return s.run('Transpose', { x: exact }, { perm: [1, 2, 0, 3] })
  })
}

/** dx [batch, h, w, in] of a convolution, from dy [batch, oh, ow, out] and the filter [kh, kw, in, out]. */
function conv2dBackpropInput(host: Host, { dy, filter }: Inputs<'dy' | 'filter'>, attrs: Attributes): TensorInfo {
  const [kh, kw, inputs, outputs] = filter.shape as Shape4
  const g = geometry(attrs.inputShape, [kh, kw, inputs, outputs], attrs, false)
  return composed(host, (s) => {
    const pointwise = isPointwise(g) && g.strideHeight * g.strideWidth === 1
    if (pointwise) {
      const rows = g.batchSize * g.outHeight * g.outWidth
      const turned = s.run('Transpose', { x: viewAs(filter, [inputs, outputs]) }, { perm: [1, 0] })
      return viewAs(product(s, viewAs(dy, [rows, outputs]), turned, rows, outputs, inputs), attrs.inputShape)
    }
    const flipped = s.run('Reverse', { x: filter }, { dims: [0, 1] })
    const turned = s.run('Transpose', { x: flipped }, { perm: [0, 1, 3, 2] }) // [kh, kw, out, in]
    const { spread, pads } = spreadGradient(s, dy, g)
    return convolve(s, spread, turned, pads, [1, 1])
  })
}

/** dx of a depthwise convolution; the filter is [kh, kw, in, multiplier]. */
function depthwiseBackpropInput(host: Host, { dy, filter }: Inputs<'dy' | 'filter'>, attrs: Attributes): TensorInfo {
  const [kh, kw, inputs, multiplier] = filter.shape as Shape4
  const g = geometry(attrs.inputShape, [kh, kw, inputs, multiplier], attrs, true)
  return composed(host, (s) => {
    const flat = viewAs(filter, [kh, kw, inputs * multiplier, 1])
    const flipped = s.run('Reverse', { x: flat }, { dims: [0, 1] })
    const { spread, pads } = spreadGradient(s, dy, g)
    const padded = pad(s, spread, edges(pads))
    const raw = s.run(
      'DepthwiseConv2dNative',
      { x: padded, filter: flipped },
      { strides: [1, 1], pad: 'valid', dilations: [1, 1] },
    )
    if (multiplier === 1) return raw
    const grouped = viewAs(raw, [raw.shape.reduce((a, b) => a * b, 1) / multiplier, multiplier])
    return viewAs(s.run('Sum', { x: grouped }, { axis: [1], keepDims: false }), attrs.inputShape)
  })
}

/** dW [kh, kw, in, multiplier] of a depthwise convolution: one product and one column sum for each tap. */
function depthwiseBackpropFilter(host: Host, { x, dy }: Inputs<'x' | 'dy'>, attrs: Attributes): TensorInfo {
  const [kh, kw, inputs, multiplier] = attrs.filterShape
  const g = geometry(x.shape as Shape4, attrs.filterShape, attrs, true)
  const rows = g.batchSize * g.outHeight * g.outWidth
  return composed(host, (s) => {
    const padded = pad(s, x, edges(padsOfTaps(g)))
    const ones = s.run('Fill', {}, { shape: [1, rows], value: 1, dtype: 'float32' })
    const taps: TensorInfo[] = []
    for (let row = 0; row < kh; row++)
      for (let column = 0; column < kw; column++) {
        const seen = strided(s, padded, row, column, g)
        const times = s.run(
          'Multiply',
          { a: viewAs(seen, [rows, inputs, 1]), b: viewAs(dy, [rows, inputs, multiplier]) },
          {},
        )
        const width = inputs * multiplier
        taps.push(viewAs(product(s, ones, viewAs(times, [rows, width]), 1, rows, width), [1, width]))
      }
    const stacked = s.run('Concat', taps as unknown as Record<string, TensorInfo>, { axis: 0 })
    return viewAs(stacked, attrs.filterShape)
  })
}

export type Geometry = backend_util.Conv2DInfo

export function geometry(input: Shape4, filter: Shape4, attrs: ConvGradAttrs, depthwise: boolean): Geometry {
  const dilations = attrs.dilations ?? 1
  const [dh, dw] = typeof dilations === 'number' ? [dilations, dilations] : dilations
  if (dh !== 1 || dw !== 1) throw new Error(`internal: no gradient for a convolution with dilations ${dh}, ${dw}`)
  return backend_util.computeConv2DInfo(input, filter, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode, depthwise)
}

function isPointwise(g: Geometry): boolean {
  const { top, bottom, left, right } = g.padInfo
  return g.filterHeight === 1 && g.filterWidth === 1 && top + bottom + left + right === 0
}

function convolve(s: Scratch, x: TensorInfo, filter: TensorInfo, pads: Pads, dilations: [number, number]): TensorInfo {
  return s.run('Conv2D', { x, filter }, { strides: [1, 1], pad: edges(pads), dataFormat: 'NHWC', dilations })
}

/** Zeros at the top, the bottom, the left and the right. */
type Pads = readonly [number, number, number, number]

/** For the axes of [batch, h, w, channels]. */
function edges([top, bottom, left, right]: Pads): number[][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]
}

/** With these, every tap of the filter sees a value at each place of the output. */
function padsOfTaps(g: Geometry): Pads {
  const { top, left } = g.padInfo
  const bottom = Math.max(0, g.filterHeight + (g.outHeight - 1) * g.strideHeight - g.inHeight - top)
  const right = Math.max(0, g.filterWidth + (g.outWidth - 1) * g.strideWidth - g.inWidth - left)
  return [top, bottom, left, right]
}

/** `paddings` before and behind, for each axis. */
function pad(s: Scratch, x: TensorInfo, paddings: readonly (readonly number[])[]): TensorInfo {
  return s.run('PadV2', { x }, { paddings, constantValue: 0 })
}

/** [m, k] × [k, n], both in rows. */
function product(s: Scratch, a: TensorInfo, b: TensorInfo, m: number, k: number, n: number): TensorInfo {
  const inputs = { a: viewAs(a, [1, m, k]), b: viewAs(b, [1, k, n]) }
  return s.run('BatchMatMul', inputs, { transposeA: false, transposeB: false })
}

/** The values that the tap (row, column) saw: [batch, oh, ow, channels]. */
function strided(s: Scratch, x: TensorInfo, row: number, column: number, g: Geometry): TensorInfo {
  const [batch, , , channels] = x.shape as Shape4
  const size = [batch, (g.outHeight - 1) * g.strideHeight + 1, (g.outWidth - 1) * g.strideWidth + 1, channels]
  const begin = [0, row, column, 0]
  if (g.strideHeight * g.strideWidth === 1) return s.run('Slice', { x }, { begin, size })
  return s.run(
    'StridedSlice',
    { x },
    {
      begin,
      end: begin.map((from, axis) => from + (size[axis] as number)),
      strides: [1, g.strideHeight, g.strideWidth, 1],
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  )
}

/** Puts stride − 1 zeros between the gradients, and says what padding makes a stride-1 convolution give the input's size. */
function spreadGradient(s: Scratch, dy: TensorInfo, g: Geometry): { spread: TensorInfo; pads: Pads } {
  const [batch, height, width, channels] = dy.shape as Shape4
  const { strideHeight: sh, strideWidth: sw } = g
  const wide = zerosBehind(s, viewAs(dy, [batch * height * width, 1, channels]), sw - 1)
  const tall = zerosBehind(s, viewAs(wide, [batch * height, 1, width * sw * channels]), sh - 1)
  let spread = viewAs(tall, [batch, height * sh, width * sw, channels])
  const bottom = g.inHeight + g.padInfo.top - height * sh
  const right = g.inWidth + g.padInfo.left - width * sw
  if (bottom < 0 || right < 0) {
    const size = [batch, height * sh + Math.min(0, bottom), width * sw + Math.min(0, right), channels]
    spread = s.run('Slice', { x: spread }, { begin: [0, 0, 0, 0], size })
  }
  const top = g.filterHeight - 1 - g.padInfo.top
  const left = g.filterWidth - 1 - g.padInfo.left
  return { spread, pads: [top, Math.max(0, bottom), left, Math.max(0, right)] }
}

/** [n, 1, size] → [n, 1 + count, size] */
function zerosBehind(s: Scratch, x: TensorInfo, count: number): TensorInfo {
  if (count === 0) return x
  return pad(s, x, [
    [0, 0],
    [0, count],
    [0, 0],
  ])
}
