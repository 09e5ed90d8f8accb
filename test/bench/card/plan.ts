/** What is measured, by size: a card takes the full one, an adapter in software the small one. */
import type { Job, Way } from '../work/job.ts'
import type { Operand, Size } from './result.ts'

export interface TrainedJob {
  readonly name: string
  readonly job: Job
}

export interface Plan {
  readonly sides: readonly number[]
  readonly operands: readonly Operand[]
  /** A product is repeated for so long, in milliseconds. */
  readonly productMs: number
  readonly jobs: readonly TrainedJob[]
  /** Steps that are timed after the first, as long as they take no more than so many milliseconds together. */
  readonly steps: number
  readonly stepsMs: number
  /** Seconds, after which what has not begun is left out; what has may take `mostOver` more. */
  readonly patience: number
}

/** Seconds. */
export const mostOver = 60

const lora = (blocks: number): Way => ({ kind: 'lora', rank: 8, blocks })
const topTwo: Way = { kind: 'top-blocks', blocks: 2 }

/** Losses of so many steps are held to WASM's. */
export const checkedSteps = 3

export const plans: Readonly<Record<Size, Plan>> = {
  full: {
    sides: [512, 1024, 2048, 4096],
    operands: ['f32', 'f16', 'int4'],
    productMs: 400,
    steps: 20,
    stepsMs: 8000,
    patience: 380,
    jobs: [
      { name: 'BERT 6 × 384, LoRA', job: jobOf('bert-6x384', lora(6), 16) },
      { name: 'BERT 6 × 384, full', job: jobOf('bert-6x384', { kind: 'full' }, 16) },
      { name: 'ResNet-18, 224 px, top two blocks', job: jobOf('resnet18-224', topTwo, 8) },
      { name: 'ViT-tiny, 224 px, LoRA', job: jobOf('vit-tiny-224', lora(12), 8) },
      // The final norm is a block of its own.
      { name: 'SmolLM2-135M’s shape, 256 tokens, LoRA', job: jobOf('smollm2-135m', lora(31), 4) },
    ],
  },
  small: {
    sides: [128, 256, 512],
    operands: ['f32', 'f16', 'int4'],
    productMs: 100,
    steps: 4,
    stepsMs: 8000,
    patience: 360,
    jobs: [
      { name: 'BERT 2 × 128, LoRA', job: jobOf('bert-2x128', lora(2), 4) },
      { name: 'BERT 2 × 128, full', job: jobOf('bert-2x128', { kind: 'full' }, 4) },
      { name: 'ViT-tiny, 64 px, LoRA', job: jobOf('vit-tiny-64', lora(12), 2) },
      { name: 'GPT 4 × 192, 128 tokens, LoRA', job: jobOf('gpt-4x192', lora(5), 1) },
      { name: 'ResNet-18, 64 px, top two blocks', job: jobOf('resnet18-64', topTwo, 1) },
    ],
  },
  tiny: {
    sides: [64],
    operands: ['f32', 'int4'],
    productMs: 10,
    steps: 2,
    stepsMs: 4000,
    // It says whether everything works, however slow the adapter.
    patience: 500,
    jobs: [{ name: 'BERT 2 × 128, LoRA', job: jobOf('bert-2x128', lora(2), 2) }],
  },
}

function jobOf(network: Job['network'], way: Way, batch: number): Job {
  return { network, way, batch, batches: 2, cached: false }
}
