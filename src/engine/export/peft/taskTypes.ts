/** peft's names of the tasks; null where it has none, as for pictures. */
import type { TaskId } from '../../../tasks/ids.ts'

export const taskTypes: Readonly<Record<TaskId, string | null>> = {
  'image-classification': null,
  'text-classification': 'SEQ_CLS',
  'text-generation': 'CAUSAL_LM',
}
