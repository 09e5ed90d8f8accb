/** Case 3: a GPT of 4 × 192 over 128 tokens, beside what else trains one in a browser. */
import type { BackendId } from '../../../src/shared/catalog/backends.ts'
import type { Entrant, Row } from '../measure.ts'
import type { Way } from '../work/job.ts'
import { gptShape } from '../work/shapes.ts'
import type { Case } from './case.ts'

/** Passages at a time: few where a step takes seconds. */
const batches: Readonly<Record<BackendId, number>> = { wasm: 8, webgpu: 2, webgl: 2, cpu: 1 }

export const generation: Case = {
  title: 'GPT 4 × 192, 128 tokens',
  rows: ({ backend }) => [
    // The final norm is a block of its own.
    rowOf('LoRA r 8, all layers', { kind: 'lora', rank: 8, blocks: gptShape.layers + 1 }, batches[backend]),
    rowOf('full', { kind: 'full' }, batches[backend]),
  ],
}

function rowOf(label: string, way: Way, batch: number): Row {
  const peers: Entrant[] = [
    { name: 'tfjs', id: 'tfjs' },
    { name: 'nanogpt', id: 'nanogpt' },
    { name: 'jax-js', id: 'jax' },
  ]
  return {
    label: `${label}, batch ${batch}`,
    job: { network: 'gpt-4x192', way, batch, batches: 4, cached: false },
    entrants: [{ name: 'Thaw', id: 'thaw' }, ...peers],
  }
}
