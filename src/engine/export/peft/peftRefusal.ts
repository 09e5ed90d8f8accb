/** What peft cannot hold, or transformers cannot answer with, and why: found by asking both (test/reference/README.md). */
import { methodPefts } from '../../../methods/pefts.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Adapter } from '../../tuning/adapted.ts'

/** For the person who exports; null where peft loads it and answers alike. */
export function peftRefusal(
  { model: { trunk }, base, task, labels }: TunedModel,
  { options, attachment }: Pick<Adapter, 'options' | 'attachment'>,
): Message | null {
  const { adapter } = methodPefts[options.id]
  const limits = trunk.huggingFace.limits(base?.id)
  if (!adapter) return notice('peftLacksKind')
  if (limits.network) return limits.network.adapter
  if (limits.layers && adapter.wraps === 'layers') return limits.layers.adapter
  if (limits.classifier && taskCard(task).outputs(labels.length) > 0) return limits.classifier.adapter
  return adapter.refusal?.(trunk, attachment) ?? null
}
