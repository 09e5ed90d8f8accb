/**
 * Case 7: a language model of SmolLM2-135M's shape over 4 × 256 tokens, beside PyTorch and peft on the same cores. No
 * other library of the bench trains one in a browser: genai-nanogpt has a network of its own, and none of jax-js's or
 * tfjs's examples has rotary positions and shared keys.
 */
import type { PackingChoice } from '../../../src/shared/catalog/packings.ts'
import type { Entrant, Row } from '../measure.ts'
import type { Job, Way } from '../work/job.ts'
import { smolConfig } from '../work/shapes.ts'
import type { Case } from './case.ts'

const layers = smolConfig.num_hidden_layers

export const languageModel: Case = {
  title: 'SmolLM2-135M’s shape, 4 × 256 tokens, LoRA r 8',
  rows: ({ backend }) => {
    const native: Entrant[] = backend === 'wasm' ? [{ name: 'PyTorch', id: 'native' }] : []
    // The final norm is a block of its own.
    const all = rowOf('all layers', { kind: 'lora', rank: 8, blocks: layers + 1 })
    const quarter = rowOf('top quarter', { kind: 'lora', rank: 8, blocks: Math.round(layers / 4) + 1 })
    return [
      { ...all, entrants: [{ name: 'Thaw', id: 'thaw' }, ...native] },
      {
        ...quarter,
        entrants: [{ name: 'Thaw', id: 'thaw' }, { name: 'Thaw, kept', id: 'thaw', job: { cached: true } }, ...native],
      },
      { ...writingRow('writes, float32', 'off'), entrants: [{ name: 'Thaw', id: 'thaw' }, ...native] },
      ...(['16bit', '8bit', '4bit'] as const).map((packed) => ({
        ...writingRow(`writes, ${packed}`, packed),
        entrants: [{ name: 'Thaw', id: 'thaw' } as const],
      })),
    ]
  },
}

/** A token a step, behind 256 of one text. PyTorch has no such formats for a processor. */
function writingRow(label: string, writes: PackingChoice): Omit<Row, 'entrants'> {
  const job: Job = { network: 'smollm2-135m', way: { kind: 'full' }, batch: 1, batches: 4, cached: false, writes }
  return { label, job, turnSteps: 16 }
}

function rowOf(label: string, way: Way): Omit<Row, 'entrants'> {
  return { label, job: { network: 'smollm2-135m', way, batch: 4, batches: 4, cached: false }, turnSteps: 1 }
}
