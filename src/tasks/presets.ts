/** How a run of each task may begin. */
import { picturePresets, textPresets } from './classification/presets.ts'
import { talkingPresets } from './conversation/presets.ts'
import type { TaskId } from './ids.ts'
import type { TaskPresets } from './taskPresets.ts'
import { continuingPresets } from './text-generation/presets.ts'
import { tagPresets } from './token-classification/presets.ts'

const presets = {
  'image-classification': picturePresets,
  'text-classification': textPresets,
  'text-generation': continuingPresets,
  'image-regression': picturePresets,
  'text-regression': textPresets,
  'token-classification': tagPresets,
  'image-multi-label': picturePresets,
  'text-multi-label': textPresets,
  'text-pair-classification': textPresets,
  'text-pair-regression': textPresets,
  conversation: talkingPresets,
} satisfies Record<TaskId, TaskPresets>

export function taskPresets(id: TaskId): TaskPresets {
  return presets[id]
}
