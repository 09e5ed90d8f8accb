/** How runs on conversations may begin. */
import type { DatasetSize, PresetRow, TaskPresets } from '../taskPresets.ts'

const balanced: PresetRow = {
  reason: 'LoRA of rank 8 on every layer learns how to answer, and forgets little of the language.',
  fields: { 'method.id': 'lora' },
}

function rows(quick: number, thorough: number): Readonly<Record<'quick' | 'balanced' | 'thorough', PresetRow>> {
  return {
    quick: {
      reason: 'LoRA of rank 4 and few epochs, for a first impression.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: quick },
    },
    balanced,
    thorough: {
      reason: 'LoRA of rank 16 sees the conversations more often; it stops when it starts to memorise them.',
      fields: { 'method.id': 'lora', 'method.rank': 16, 'method.alpha': 32, epochs: thorough },
    },
  }
}

export const talkingPresets: TaskPresets = {
  small: rows(2, 6),
  middle: rows(1, 5),
  large: rows(1, 4),
} satisfies Record<DatasetSize, unknown>
