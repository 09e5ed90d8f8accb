/** Adds our own kernels to tfjs's WebGPU backend (engine/nn/fused.ts), and replaces its matrix products. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { getKernel, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core'
import type { AdamW, FusedKernel, PackedLayout } from '../../nn/fused.ts'
import { mendKernel, type RawCall, replaceKernel } from '../replaceKernel.ts'
import { type AttentionSettings, attention, attentionGradient } from './attention.ts'
import { clippedNorm } from './clippedNorm.ts'
import { adamW, dropout, type GeluKind, gelu, geluGradient } from './elementwise.ts'
import { embeddingGradient } from './embeddingGradient.ts'
import { type PackedTensors, packedRows } from './packedRows.ts'
import { product, type Transposes } from './product.ts'
import { crossEntropy, layerNorm, layerNormGradient } from './rows.ts'
import { columnSum, layerNormParameterGradient, sumOfAll } from './sums.ts'

interface Call {
  readonly backend: WebGPUBackend
  readonly inputs: Readonly<Record<string, TensorInfo>>
  readonly attributes: NamedAttrMap
}

/** The inputs by the names that a kernel reads; those left out are undefined and are asked for by `maybe`. */
type Kernel = (call: Call) => TensorInfo[]

const kernels: Record<FusedKernel, Kernel> = {
  Product: ({ backend, inputs, attributes }) => ourProduct(backend, inputs, attributes as unknown as Scaled),
  PackedProduct: ({ backend, inputs, attributes }) =>
    packedProduct(backend, inputs, attributes as unknown as PackedProductAttributes),
  PackedRows: ({ backend, inputs, attributes }) =>
    packedRows(backend, named(inputs, 'ids'), packedTensors(inputs), attributes as unknown as PackedLayout),
  ColumnSum: ({ backend, inputs }) => columnSum(backend, named(inputs, 'x')),
  Gelu: ({ backend, inputs, attributes }) => gelu(backend, named(inputs, 'x'), attributes.kind as GeluKind),
  GeluGrad: ({ backend, inputs, attributes }) =>
    geluGradient(backend, named(inputs, 'x'), named(inputs, 'dy'), attributes.kind as GeluKind),
  LayerNorm: ({ backend, inputs, attributes }) =>
    layerNorm(backend, all(inputs, ['x', 'scale', 'shift']), Number(attributes.epsilon)),
  LayerNormGrad: ({ backend, inputs }) => layerNormGradient(backend, all(inputs, ['x', 'statistics', 'scale', 'dy'])),
  LayerNormParameterGrad: ({ backend, inputs }) =>
    layerNormParameterGradient(backend, all(inputs, ['x', 'statistics', 'dy'])),
  Attention: ({ backend, inputs, attributes }) =>
    attention(backend, all(inputs, ['q', 'k', 'v']), maybe(inputs, 'mask'), attentionSettings(attributes)),
  AttentionGrad: ({ backend, inputs, attributes }) =>
    attentionGradient(
      backend,
      all(inputs, ['q', 'k', 'v', 'y', 'statistics', 'dy']),
      maybe(inputs, 'mask'),
      attentionSettings(attributes),
    ),
  CrossEntropy: ({ backend, inputs, attributes }) =>
    crossEntropy(backend, all(inputs, ['logits', 'targets', 'weights']), {
      smoothing: Number(attributes.smoothing),
      apart: attributes.apart === true,
    }),
  SumOfSquares: ({ backend, inputs }) => [sumOfAll(backend, named(inputs, 'x'), 'squares', [])],
  ClippedNorm: ({ backend, inputs, attributes }) =>
    clippedNorm(backend, Object.values(inputs), Number(attributes.limit)),
  AdamW: ({ backend, inputs, attributes }) =>
    adamW(backend, all(inputs, ['value', 'gradient', 'first', 'second', 'factor']), attributes as unknown as AdamW),
  EmbeddingGrad: ({ backend, inputs, attributes }) =>
    embeddingGradient(backend, named(inputs, 'ids'), named(inputs, 'dy'), Number(attributes.rows)),
  Dropout: ({ backend, inputs, attributes }) =>
    dropout(backend, named(inputs, 'x'), Number(attributes.seed), Number(attributes.share)),
}

let completed = false

/** Registers the kernels once; needs `@tensorflow/tfjs-backend-webgpu` imported before. */
export function completeWebgpu(): void {
  if (completed) return
  completed = true
  for (const [kernelName, kernel] of Object.entries(kernels))
    replaceKernel('webgpu', kernelName, ({ inputs, backend, attrs }) =>
      kernel({
        backend: backend as WebGPUBackend,
        inputs: inputs as Record<string, TensorInfo>,
        attributes: (attrs ?? {}) as NamedAttrMap,
      }),
    )
  // Where ours does not serve (other types, uneven batches, activations but relu) tfjs's own goes on.
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) mendKernel('webgpu', kernelName, matMul)
}

type Scaled = Transposes & { readonly scale?: number }

function ourProduct(backend: WebGPUBackend, inputs: Call['inputs'], how: Scaled): TensorInfo[] {
  const [a2, b2] = [maybe(inputs, 'a2'), maybe(inputs, 'b2')]
  const pairs = [all(inputs, ['a', 'b']), ...(a2 && b2 ? [{ a: a2, b: b2 }] : [])]
  const result = product(backend, pairs, { ...how, bias: maybe(inputs, 'bias') })
  if (!result) throw new Error('internal: a product of matrices in batches that do not match')
  return [result]
}

interface PackedProductAttributes extends PackedLayout {
  readonly transposed: boolean
  readonly besideTransposed: boolean
}

function packedTensors(inputs: Call['inputs']): PackedTensors {
  return { codes: named(inputs, 'codes'), scales: maybe(inputs, 'scales'), levels: maybe(inputs, 'levels') }
}

/** Both pairs of a product are transposed alike: the second, which is small, is turned where it is not. */
function packedProduct(
  backend: WebGPUBackend,
  inputs: Call['inputs'],
  { transposed, besideTransposed, ...layout }: PackedProductAttributes,
): TensorInfo[] {
  const [a2, b2] = [maybe(inputs, 'a2'), maybe(inputs, 'b2')]
  const turned = b2 && besideTransposed !== transposed ? turnedOver(backend, b2) : null
  const beside = turned ?? b2
  const pairs = [
    { a: named(inputs, 'a'), b: { ...packedTensors(inputs), ...layout } },
    ...(a2 && beside ? [{ a: a2, b: beside }] : []),
  ]
  const result = product(backend, pairs, { transposeA: false, transposeB: transposed, bias: maybe(inputs, 'bias') })
  if (turned) backend.disposeData(turned.dataId)
  if (!result) throw new Error('internal: a product of matrices in batches that do not match')
  return [result]
}

function turnedOver(backend: WebGPUBackend, matrix: TensorInfo): TensorInfo {
  const kernel = getKernel('Transpose', 'webgpu')
  if (!kernel) throw new Error('internal: the webgpu backend has no kernel Transpose')
  return kernel.kernelFunc({ inputs: { x: matrix }, backend, attrs: { perm: [1, 0] } }) as TensorInfo
}

function matMul({ inputs, backend, attrs }: RawCall): TensorInfo | null {
  const given = inputs as Record<string, TensorInfo>
  const { a, b } = all(given, ['a', 'b'])
  const bias = maybe(given, 'bias')
  const { transposeA, transposeB, activation } = attrs as unknown as Transposes & { activation?: string | null }
  const known = !activation || activation === 'linear' || activation === 'relu'
  const real = [a, b].every(({ dtype, shape }) => dtype === 'float32' && shape.length >= 2)
  const plainBias =
    !bias || (bias.shape.length === 1 && bias.shape[0] === (transposeB ? b.shape.at(-2) : b.shape.at(-1)))
  if (!known || !real || !plainBias || maybe(given, 'preluActivationWeights')) return null
  return product(backend as WebGPUBackend, [{ a, b }], { transposeA, transposeB, bias, relu: activation === 'relu' })
}

function attentionSettings({ heads, keyHeads, scale, causal, window }: NamedAttrMap): AttentionSettings {
  return {
    heads: Number(heads),
    keyHeads: Number(keyHeads),
    scale: Number(scale),
    causal: Boolean(causal),
    window: Number(window),
  }
}

function named(inputs: Call['inputs'], name: string): TensorInfo {
  const input = inputs[name]
  if (!input) throw new Error(`internal: a kernel without its input ${name}`)
  return input
}

function maybe(inputs: Call['inputs'], name: string): TensorInfo | null {
  return inputs[name] ?? null
}

/** These inputs alone, in this order. */
function all<Name extends string>(inputs: Call['inputs'], names: readonly Name[]): Record<Name, TensorInfo> {
  return Object.fromEntries(names.map((name) => [name, named(inputs, name)])) as Record<Name, TensorInfo>
}
