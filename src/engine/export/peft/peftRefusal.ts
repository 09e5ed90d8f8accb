/** What peft cannot hold, or transformers cannot answer with, and why: found by asking both (test/reference/README.md). */

import type { TunedModel } from '../../inference/tunedModel.ts'
import { attentionFrom } from '../../models/sites.ts'
import type { Adapter } from '../../tuning/adapted.ts'

const types = ['lora', 'dora', 'ia3', 'norm', 'prompt', 'prefix']
/** Those that wrap layers. */
const wrapping = ['lora', 'dora', 'ia3']

/** In words, for the person who exports; null where peft loads it and answers alike. */
export function peftRefusal(
  { model: { trunk }, base, labels }: TunedModel,
  { options, attachment }: Pick<Adapter, 'options' | 'attachment'>,
): string | null {
  const limits = trunk.huggingFace.limits(base?.id)
  if (!types.includes(options.id)) return 'peft has no adapter of this kind.'
  if (limits.network) return limits.network.adapter
  if (limits.layers && wrapping.includes(options.id)) return limits.layers.adapter
  if (limits.classifier && labels.length > 0) return limits.classifier.adapter
  if (options.id !== 'prompt' && options.id !== 'prefix') return null
  if (trunk.input.kind === 'image') return 'peft puts prompts and prefixes before texts only.'
  if (options.id === 'prompt') return null
  if (limits.prefix) return limits.prefix.adapter
  const everywhere = attentionFrom(trunk, 0).length * 2 === attachment.added.length
  return everywhere ? null : 'peft puts a prefix before every layer, not before the upper ones only.'
}
