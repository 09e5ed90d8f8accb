/**
 * How far the WebGPU backend's kernels are from the CPU's, by kind of layer and by precision, on each adapter in software:
 * the cases of browser/webgpuKernels.test.ts, with all features that the device has.
 *
 *     npm run parity [-- --write]      prints the table; with --write it is put into docs/benchmarks.md
 */
import { parseArgs } from 'node:util'
import { writeBetweenMarks } from '../../src/commands/writeBetweenMarks.ts'
import type { Tuning } from '../../src/engine/backends/webgpu/tuning.ts'
import { packings } from '../../src/shared/catalog/packings.ts'
import { type Adapter, adapters } from '../support/adapters.ts'
import { kernelCases } from '../support/webgpuKernelsCases.ts'
import type { TuningName } from '../support/webgpuKernelsPage.ts'

export async function main(given: string[]): Promise<number> {
  const { values } = parseArgs({ args: given, options: { write: { type: 'boolean', default: false } } })
  const columns: Column[] = []
  for (const adapter of adapters.filter(({ absent }) => !absent)) columns.push(await column(adapter))
  const table = tableOf(columns)
  console.log(table)
  if (values.write) await writeBetweenMarks('docs/benchmarks.md', 'parity', table)
  return 0
}

interface Column {
  readonly name: string
  /** The largest error by kind of layer and precision, and the number of cases. */
  readonly worst: ReadonlyMap<string, { readonly error: number; readonly cases: number }>
}

async function column({ name, open }: Adapter): Promise<Column> {
  const page = await open('./webgpuKernelsPage.ts', 'kernels')
  try {
    const { tuning } = await page.evaluate<{ tuning: Tuning }>('kernels.open()')
    const worst = new Map<string, { error: number; cases: number }>()
    for (const each of kernelCases)
      for (const by of tuningsOf(each.team === true, each.name.includes('16bit'), tuning)) {
        const asked = `${JSON.stringify(each.name)}, ${JSON.stringify(by)}`
        const { errors } = await page.evaluate<{ errors: number[] }>(`kernels.errorsOf(${asked})`)
        const kind = kindOf(each.name)
        const { error, cases } = worst.get(kind) ?? { error: 0, cases: 0 }
        worst.set(kind, { error: Math.max(error, ...errors), cases: cases + 1 })
      }
    return { name, worst }
  } finally {
    await page.close()
  }
}

function tuningsOf(team: boolean, halves: boolean, { subgroups, half }: Tuning): readonly TuningName[] {
  return [
    'withoutBarriers',
    ...(team && subgroups ? ['withSubgroups' as const] : []),
    ...(halves && half ? ['withHalves' as const] : []),
  ]
}

/** "Product, weights of 8 bits" */
function kindOf(name: string): string {
  const layer = layers.find(([begin]) => name.startsWith(begin))?.[1] ?? name.split(' ')[0]
  const packing = packings.find(({ id }) => name.includes(`"${id}"`) || name.endsWith(` ${id}`))
  return `${layer} | ${packing ? packing.id : 'float32'}`
}

/** How the names of cases begin, and what a person calls what they compute. */
const layers = [
  ['PackedProduct', 'product, both ways'],
  ['PackedRows', 'rows of a table'],
  ['Product', 'product'],
  ['matMul', 'product in batches'],
  ['fused matMul', 'product in batches'],
  ['LayerNorm gradients', 'layer norm, gradients'],
  ['LayerNorm', 'layer norm'],
  ['AttentionGrad', 'attention, gradients'],
  ['Attention', 'attention'],
  ['CrossEntropy', 'loss and its gradient'],
  ['the loss', 'loss and its gradient'],
  ['GeluGrad', 'GELU, gradient'],
  ['Gelu', 'GELU'],
  ['EmbeddingGrad', 'gradient of a table'],
  ['ColumnSum', 'sums'],
  ['SumOfSquares', 'sums'],
  ['ClippedNorm', 'norm of the gradients'],
  ['AdamW', 'AdamW'],
  ['Dropout', 'dropout'],
] as const

function tableOf(columns: readonly Column[]): string {
  const kinds = [...new Set(columns.flatMap(({ worst }) => [...worst.keys()]))].sort()
  const cells = (kind: string) =>
    columns.map(({ worst }) => {
      const found = worst.get(kind)
      return found ? `${found.error.toExponential(1)} (${found.cases})` : ''
    })
  return [
    `| layer | weights | ${columns.map(({ name }) => name.replace(/ \(.*/, '')).join(' | ')} |`,
    `| --- | --- |${columns.map(() => ' --- |').join('')}`,
    ...kinds.map((kind) => `| ${kind} | ${cells(kind).join(' | ')} |`),
  ].join('\n')
}
