/** What peft cannot hold, or transformers cannot answer with, and why: found by asking both (test/reference/README.md). */

import type { TunedModel } from '../../inference/tunedModel.ts'
import { attentionFrom } from '../../models/sites.ts'
import type { Adapter } from '../../tuning/adapted.ts'

const types = ['lora', 'dora', 'ia3', 'norm', 'prompt', 'prefix']

/** In words, for the person who exports; null where peft loads it and answers alike. */
export function peftRefusal(
  { model: { trunk }, base, labels }: TunedModel,
  { options, attachment }: Pick<Adapter, 'options' | 'attachment'>,
): string | null {
  const { family, blocks, input } = trunk
  if (!types.includes(options.id)) return 'peft has no adapter of this kind.'
  if (family === 'mobilenet-v1') return 'transformers has no network that is built like Keras’s MobileNet.'
  if (family === 'mobilenet-v2' && options.id !== 'norm' && asksConvolutions(trunk.config(null)))
    return 'transformers’ MobileNet v2 pads as TensorFlow does, and asks each convolution for a stride that peft’s has not.'
  if (base?.id.startsWith('timm/')) return 'transformers calls the layers of timm’s networks by other names.'
  if (family === 'bert' && labels.length > 0 && !blocks.some(({ name }) => name === 'bert.pooler'))
    return 'transformers’ classifier reads BERT’s pooler, and this one reads the mean of the tokens.'
  if (options.id !== 'prompt' && options.id !== 'prefix') return null
  if (input.kind === 'image') return 'peft puts prompts and prefixes before texts only.'
  if (options.id === 'prompt') return null
  if (family === 'distilbert') return 'transformers’ DistilBERT takes no keys and values from outside.'
  const everywhere = attentionFrom(trunk, 0).length * 2 === attachment.added.length
  return everywhere ? null : 'peft puts a prefix before every layer, not before the upper ones only.'
}

/** With TensorFlow's padding, transformers looks at the convolutions themselves. */
function asksConvolutions(config: unknown): boolean {
  return (config as { readonly tf_padding?: unknown }).tf_padding !== false
}
