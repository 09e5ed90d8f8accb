/** Products with packed matrices (nn/packed), which are widened inside the product, and rows of them. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { PackedLayout } from '../../nn/fused.ts'
import { layouts } from '../../nn/packed/packedMatrix.ts'
import { addressOf, machineOf } from './machine.ts'
import { partsOfProduct } from './productKernels.ts'
import type { KernelCall } from './registry.ts'

interface ProductAttributes extends PackedLayout {
  readonly transposed: boolean
  readonly besideTransposed: boolean
}

/** The kernel `PackedProduct`. */
export function productOfPacked(call: KernelCall, module: WebAssembly.Module): TensorInfo {
  const { backend, input, need } = call
  const { rows, columns, transposed, besideTransposed } = call.attributes as unknown as ProductAttributes
  const [a, a2, b2] = [need('a'), input('a2'), input('b2')]
  const [m, k] = a.shape as [number, number]
  const [depth, n] = transposed ? [columns, rows] : [rows, columns]
  if (k !== depth) throw new Error(`internal: a product of [${a.shape}] and a packed matrix of depth ${depth}`)
  const output = backend.makeOutput([m, n], 'float32')
  if (output.shape.includes(0)) return output
  const machine = machineOf(backend, module)
  const [rowsEach, columnsEach] = partsOfProduct(m, n, machine.threads)
  const k2 = a2?.shape[1] ?? 0
  const [stepRow, stepColumn] = besideTransposed ? [4, 4 * k2] : [4 * n, 4]
  machine.run({
    kernel: 'packedProduct',
    words: [
      ...[m, n, rowsEach, columnsEach, addressOf(backend, input('bias')), addressOf(backend, output)],
      ...[k, addressOf(backend, a), Number(transposed), ...matrixOf(call)],
      ...[k2, addressOf(backend, a2), addressOf(backend, b2), stepRow, stepColumn],
    ],
    chunks: Math.ceil(m / rowsEach) * Math.ceil(n / columnsEach),
    work: 2 * m * n * Math.max(1, k + k2),
  })
  return output
}

/** Values of rows that a chunk widens. */
const valuesOfChunk = 2 ** 16

/** The kernel `PackedRows`. */
export function rowsOfPacked(call: KernelCall, module: WebAssembly.Module): TensorInfo {
  const { backend, need } = call
  const { rows, columns } = call.attributes as unknown as PackedLayout
  const ids = need('ids')
  const numbers = backend.typedArrayFromHeap(ids)
  const stray = numbers.find((id) => id < 0 || id >= rows)
  if (stray !== undefined) throw new Error(`internal: row ${stray} of a table of ${rows}`)
  const output = backend.makeOutput([...ids.shape, columns], 'float32')
  const count = util.sizeFromShape(ids.shape)
  if (count === 0 || columns === 0) return output
  const each = Math.max(1, Math.floor(valuesOfChunk / columns))
  machineOf(backend, module).run({
    kernel: 'packedRows',
    words: [count, each, columns, addressOf(backend, ids), addressOf(backend, output), ...matrixOf(call)],
    chunks: Math.ceil(count / each),
    work: 2 * count * columns,
  })
  return output
}

function matrixOf({ backend, input, need, attributes }: KernelCall): number[] {
  const { layout, stride, group } = attributes as unknown as PackedLayout
  const tensors = [need('codes'), input('scales'), input('levels')]
  return [layouts.indexOf(layout), stride, group, ...tensors.map((tensor) => addressOf(backend, tensor))]
}
