/**
 * Sums and means over neighbouring axes that are not the last, where tfjs's kernel goes through memory against its grain;
 * and sums of rows by number.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { addressOf, machineOf } from './machine.ts'
import { type KernelCall, mend } from './registry.ts'

export function registerReductions(module: WebAssembly.Module): void {
  mend('Sum', (call) => sum(call, module, false))
  mend('Mean', (call) => sum(call, module, true))
  mend('UnsortedSegmentSum', (call) => segmentSum(call, module))
}

/** [outer, rows, columns] → [outer, columns]; null where tfjs's own kernel should do it. */
function sum({ backend, need, attributes }: KernelCall, module: WebAssembly.Module, mean: boolean): TensorInfo | null {
  const x = need('x')
  const { axis, keepDims } = attributes as { axis: number | number[] | null; keepDims: boolean }
  const axes = util.parseAxisParam(axis ?? x.shape.map((_, at) => at), x.shape).sort((a, b) => a - b)
  const [first = 0, last = -1] = [axes[0], axes.at(-1)]
  const neighbours = axes.length > 0 && last - first === axes.length - 1 && last < x.shape.length - 1
  if (!neighbours || x.dtype !== 'float32' || x.shape.includes(0)) return null
  const outer = x.shape.slice(0, first)
  const inner = x.shape.slice(last + 1)
  const [matrices, rows, columns] = [outer, x.shape.slice(first, last + 1), inner].map(util.sizeFromShape) as Three
  const output = backend.makeOutput([...outer, ...(keepDims ? axes.map(() => 1) : []), ...inner], 'float32')
  const machine = machineOf(backend, module)
  machine.run({
    kernel: 'columnSum',
    words: [rows, columns, addressOf(backend, x), addressOf(backend, output)],
    floats: [mean ? 1 / rows : 1],
    chunks: matrices * Math.ceil(columns / machine.constant('columnsOfChunk')),
    work: matrices * rows * columns,
  })
  return output
}

type Three = [number, number, number]

/** Rows of x [n, …] whose number is the same are summed into [segments, …]; numbers outside are dropped. */
function segmentSum({ backend, need, attributes }: KernelCall, module: WebAssembly.Module): TensorInfo | null {
  const [x, ids] = [need('x'), need('segmentIds')]
  if (x.dtype !== 'float32' || ids.dtype !== 'int32') return null
  const rest = x.shape.slice(ids.shape.length)
  const output = backend.makeOutput([attributes.numSegments as number, ...rest], 'float32')
  sumRows(backend, module, { ids, x, output })
  return output
}

/** Adds the row x_i to row ids_i of the output, for all i; the output starts from zero. */
export function sumRows(
  backend: BackendWasm,
  module: WebAssembly.Module,
  given: { ids: TensorInfo; x: TensorInfo; output: TensorInfo },
): void {
  const { ids, x, output } = given
  const rows = output.shape[0] as number
  const count = util.sizeFromShape(ids.shape)
  const width = util.sizeFromShape(output.shape) / Math.max(1, rows)
  const each = Math.max(1, Math.ceil(rows / rowParts))
  machineOf(backend, module).run({
    kernel: 'rowSums',
    words: [count, width, rows, each, ...[ids, x, output].map((info) => addressOf(backend, info))],
    chunks: Math.ceil(rows / each),
    work: (rows + count) * width,
  })
}

/** Each part looks through all numbers. */
const rowParts = 16
