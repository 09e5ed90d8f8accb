/** A row of the bench in words: one line a contender, with its ratio to ours. */
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import { isStarted, type Measured, type Refused, type RowResult } from './measure.ts'

export function rowTable({ label, entrants }: RowResult, backend: BackendId): string {
  const ours = entrants.find(isStarted)
  const lines = entrants.map((each) => (isStarted(each) ? cells(each, ours, backend) : refusal(each)))
  const heading = [label, ...headings(backend)]
  return columns([heading, ...lines])
}

function headings(backend: BackendId): string[] {
  const common = [
    'ms a step',
    'examples/s',
    'Thaw is',
    'first step',
    'first epoch',
    'later epochs',
    'peak memory',
    'trained',
  ]
  return backend === 'webgpu' ? [...common, 'dispatches', 'submits', 'allocated', 'moved', 'read-backs'] : common
}

/** A processor that stands in for a GPU, or plain JavaScript, says nothing by its times alone. */
function cells(each: Measured, ours: Measured | undefined, backend: BackendId): string[] {
  const ratio = ours && each !== ours ? `${(each.stepMs / ours.stepMs).toFixed(2)} × as fast` : ''
  const common = [
    `  ${each.name}`,
    backend === 'cpu' ? '(ratio only)' : each.stepMs.toFixed(each.stepMs < 10 ? 2 : 1),
    backend === 'cpu' ? '' : each.examplesPerSecond.toFixed(0),
    ratio,
    `${each.firstStepMs.toFixed(0)} ms`,
    `${each.firstEpochMs.toFixed(0)} ms`,
    `${each.nextEpochMs.toFixed(0)} ms`,
    memoryOf(each, backend),
    each.trained.toLocaleString('en'),
  ]
  const about = each.remark ? `${each.device}; ${each.remark}` : each.device
  if (backend !== 'webgpu') return [...common, about]
  const { dispatches, submits, bufferBytes, boundBytes, readBacks } = each.counts
  const sizes = [megabytes(bufferBytes), megabytes(boundBytes)]
  return [...common, dispatches.toFixed(0), submits.toFixed(1), ...sizes, readBacks.toFixed(2), about]
}

function memoryOf({ memory, contender }: Measured, backend: BackendId): string {
  if (contender === 'native') return `${megabytes(memory.tensorBytes ?? 0)} process`
  if (backend === 'wasm') return `${megabytes(memory.wasmBytes)} heap`
  if (backend === 'webgpu') return `${megabytes(memory.gpuPeakBytes)} buffers`
  return memory.tensorBytes === null ? '' : `${megabytes(memory.tensorBytes)} tensors`
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 100 * 2 ** 20 ? 1 : 0)} MiB`
}

function refusal({ name, cannot }: Refused): string[] {
  return [`  ${name}`, `cannot: ${cannot}`]
}

/** Aligned; what cannot be measured runs on over the columns. */
function columns(lines: readonly string[][]): string {
  const widths: number[] = []
  for (const line of lines)
    for (const [at, cell] of line.entries())
      if (!cell.startsWith('cannot: ')) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  const isText = (at: number) => at === 0 || at >= (lines[0]?.length ?? 0)
  const padded = (cell: string, at: number) =>
    (isText(at) ? cell : cell.padStart(widths[at] ?? 0)).padEnd(widths[at] ?? 0)
  return lines
    .map((line) =>
      line
        .map((cell, at) => (cell.startsWith('cannot: ') ? cell : padded(cell, at)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
