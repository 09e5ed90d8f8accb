// Whether what a run leaves is an adapter that Thaw alone reads: told before the run starts. Pure.
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'

/** Why Python's peft will not load the adapter; null where it will, as far as is known before, or where none is left. */
export function ownAdapter(
  { peftLimits = {} }: Pick<ModelSummary, 'peftLimits'>,
  task: TaskId,
  method: MethodId,
): Message | null {
  const { leaves, peft } = methodCard(method)
  const { network, layers, classifier } = peftLimits
  if (!leaves.adapter) return null
  if (peft === 'none') return notice('peftLacksKind')
  return network ?? (peft === 'layers' ? layers : undefined) ?? (taskCard(task).headed ? classifier : undefined) ?? null
}
