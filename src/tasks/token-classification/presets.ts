/** How runs that mark words may begin: as those of other texts, but with few sentences at the task's own LoRA of rank 8. */
import { textPresets } from '../classification/presets.ts'
import type { TaskPresets } from '../taskPresets.ts'

export const tagPresets: TaskPresets = {
  ...textPresets,
  small: {
    ...textPresets.small,
    balanced: {
      reason: 'LoRA of rank 8 adapts every layer: one sentence already holds many words to learn from.',
      fields: { 'method.id': 'lora' },
    },
  },
}
