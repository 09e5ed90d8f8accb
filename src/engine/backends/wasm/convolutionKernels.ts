/** Convolutions and their gradients by our own products; what they do not know (dilations) stays with the others. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { type ConvGradAttrs, type Geometry, geometry, type Shape4 } from '../convolutionGradients.ts'
import { viewAs } from '../scratch.ts'
import { addressOf, machineOf } from './machine.ts'
import { activations, multiplyInto } from './productKernels.ts'
import { type KernelCall, mend } from './registry.ts'

export function registerConvolutions(module: WebAssembly.Module): void {
  mend('Conv2D', (call) => convolve(call, module))
  mend('FusedConv2D', (call) => convolve(call, module))
  mend('Conv2DBackpropFilter', (call) => filterGradient(call, module))
  mend('Conv2DBackpropInput', (call) => inputGradient(call, module))
  mend('DepthwiseConv2dNativeBackpropFilter', (call) => depthwiseFilterGradient(call, module))
  mend('DepthwiseConv2dNativeBackpropInput', (call) => depthwiseInputGradient(call, module))
}

type Attributes = ConvGradAttrs & {
  readonly dataFormat?: string
  readonly activation?: string
  readonly filterShape: Shape4
  readonly inputShape: Shape4
}

/** x [batch, h, w, in], filter [kh, kw, in, out], bias? [out] → [batch, oh, ow, out] */
function convolve({ backend, need, input, attributes }: KernelCall, module: WebAssembly.Module): TensorInfo | null {
  const attrs = attributes as unknown as Attributes
  const [x, filter, bias] = [need('x'), need('filter'), input('bias')]
  const activation = activations.indexOf(attrs.activation ?? 'linear')
  if (!isKnown(attrs) || activation < 0 || (bias && bias.shape.length !== 1)) return null
  const g = geometry(x.shape as Shape4, filter.shape as Shape4, attrs, false)
  const output = backend.makeOutput(g.outShape, 'float32')
  if (isPointwise(g)) {
    const [a, b] = [flat(x), flat(filter)]
    multiplyInto(backend, module, { a, b, bias, output, activation, transposeA: false, transposeB: false })
    return output
  }
  const machine = machineOf(backend, module)
  const block = machine.constant('placesOfChunk')
  const blocks = Math.ceil(placesOf(g) / block)
  const each = columnsOfPart(g.outChannels, blocks, machine.threads)
  const addresses = [x, filter, output, bias].map((info) => addressOf(backend, info))
  machine.run({
    kernel: 'convolution',
    words: [...sizes(g), ...addresses, activation, each],
    chunks: blocks * Math.ceil(g.outChannels / each),
    work: workOf(g),
    scratch: 4 * block * g.filterWidth * g.inChannels,
  })
  return output
}

/** dW [kh, kw, in, out] */
function filterGradient({ backend, need, attributes }: KernelCall, module: WebAssembly.Module): TensorInfo | null {
  const attrs = attributes as unknown as Attributes
  const [x, dy] = [need('x'), need('dy')]
  if (!isKnown(attrs)) return null
  const g = geometry(x.shape as Shape4, attrs.filterShape, attrs, false)
  const output = backend.makeOutput(attrs.filterShape, 'float32')
  if (isPointwise(g)) {
    multiplyInto(backend, module, { a: flat(x), b: flat(dy), output, transposeA: true, transposeB: false })
    return output
  }
  const machine = machineOf(backend, module)
  const each = columnsOfPart(g.outChannels, g.filterHeight, machine.threads)
  const addresses = [x, output, dy].map((info) => addressOf(backend, info))
  machine.run({
    kernel: 'convolutionFilterGrad',
    words: [...sizes(g), ...addresses, each],
    chunks: g.filterHeight * Math.ceil(g.outChannels / each),
    work: workOf(g),
    scratch: 4 * machine.constant('placesOfChunk') * g.filterWidth * g.inChannels,
  })
  return output
}

/** dx [batch, h, w, in] */
function inputGradient({ backend, need, attributes }: KernelCall, module: WebAssembly.Module): TensorInfo | null {
  const attrs = attributes as unknown as Attributes
  const [dy, filter] = [need('dy'), need('filter')]
  if (!isKnown(attrs)) return null
  const g = geometry(attrs.inputShape, filter.shape as Shape4, attrs, false)
  const output = backend.makeOutput(attrs.inputShape, 'float32')
  if (isPointwise(g)) {
    multiplyInto(backend, module, { a: flat(dy), b: flat(filter), output, transposeA: false, transposeB: true })
    return output
  }
  const machine = machineOf(backend, module)
  const block = machine.constant('placesOfChunk')
  // The filter is packed once for each group of pictures.
  const pictures = Math.max(1, Math.floor(block / (g.outHeight * g.outWidth)))
  const groups = Math.ceil(g.batchSize / pictures)
  const each = columnsOfPart(g.inChannels, groups, machine.threads)
  const addresses = [output, filter, dy].map((info) => addressOf(backend, info))
  machine.run({
    kernel: 'convolutionInputGrad',
    words: [...sizes(g), ...addresses, pictures, each],
    chunks: groups * Math.ceil(g.inChannels / each),
    work: workOf(g),
    scratch: 4 * block * g.filterWidth * g.inChannels,
  })
  return output
}

/** dW [kh, kw, channels, 1] */
function depthwiseFilterGradient({ backend, need, attributes }: KernelCall, module: WebAssembly.Module) {
  const attrs = attributes as unknown as Attributes
  const [x, dy] = [need('x'), need('dy')]
  if (!isKnown(attrs) || attrs.filterShape[3] !== 1) return null
  const g = geometry(x.shape as Shape4, attrs.filterShape, attrs, true)
  const output = backend.makeOutput(attrs.filterShape, 'float32')
  machineOf(backend, module).run({
    kernel: 'depthwiseFilterGrad',
    words: [...sizes(g), ...[x, output, dy].map((info) => addressOf(backend, info))],
    chunks: g.filterHeight * g.filterWidth,
    work: depthwiseWork(g),
  })
  return output
}

/** dx [batch, h, w, channels] */
function depthwiseInputGradient({ backend, need, attributes }: KernelCall, module: WebAssembly.Module) {
  const attrs = attributes as unknown as Attributes
  const [dy, filter] = [need('dy'), need('filter')]
  if (!isKnown(attrs) || filter.shape[3] !== 1) return null
  const g = geometry(attrs.inputShape, filter.shape as Shape4, attrs, true)
  const output = backend.makeOutput(attrs.inputShape, 'float32')
  machineOf(backend, module).run({
    kernel: 'depthwiseInputGrad',
    words: [...sizes(g), ...[output, filter, dy].map((info) => addressOf(backend, info))],
    chunks: g.batchSize,
    work: depthwiseWork(g),
  })
  return output
}

/** Columns of a part, where those of a result that lies in `groups` are shared out too, so that each thread gets two parts. */
function columnsOfPart(columns: number, groups: number, threads: number): number {
  if (threads === 1) return columns
  const parts = Math.min(Math.ceil((2 * threads) / groups), Math.ceil(columns / leastColumns))
  return Math.ceil(columns / parts / 8) * 8
}

/** Each part of the columns gathers, and packs, the pictures anew. */
const leastColumns = 64

function depthwiseWork(g: Geometry): number {
  return 2 * placesOf(g) * g.filterHeight * g.filterWidth * g.inChannels
}

function isKnown({ dilations = 1, dataFormat = 'NHWC' }: Attributes): boolean {
  return dataFormat === 'NHWC' && [dilations].flat().every((dilation) => dilation === 1)
}

/** One product on the pictures as they lie. */
function isPointwise(g: Geometry): boolean {
  const { top, left } = g.padInfo
  const same = g.inHeight === g.outHeight && g.inWidth === g.outWidth && top === 0 && left === 0
  return same && g.filterHeight * g.filterWidth * g.strideHeight * g.strideWidth === 1
}

/** [..., channels] as a matrix. */
function flat(x: TensorInfo): TensorInfo {
  const channels = x.shape.at(-1) as number
  return viewAs(x, [util.sizeFromShape(x.shape.slice(0, -1)), channels])
}

function placesOf(g: Geometry): number {
  return g.batchSize * g.outHeight * g.outWidth
}

function workOf(g: Geometry): number {
  return 2 * placesOf(g) * g.filterHeight * g.filterWidth * g.inChannels * g.outChannels
}

function sizes(g: Geometry): number[] {
  const pictures = [g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.outChannels]
  return [...pictures, g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left]
}
