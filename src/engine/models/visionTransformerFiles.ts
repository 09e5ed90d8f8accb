/** What the files of ViT, DeiT and DINOv2 have in common: fields of config.json, and names old and new. */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { nameIn4, type Renaming } from './huggingFace.ts'
import { checkHeads, readConfig, whole } from './readConfig.ts'

export const square = v.pipe(
  v.union([
    whole(16384),
    v.pipe(
      v.tuple([whole(16384), whole(16384)]),
      v.check(([h, w]) => h === w, 'not a square'),
    ),
  ]),
  v.transform((side) => (typeof side === 'number' ? side : side[0])),
)

/** Fields that all three have; the defaults are transformers'. */
export const transformerFields = {
  num_channels: v.optional(v.literal(3), 3),
  hidden_size: v.optional(whole(16384), 768),
  num_hidden_layers: v.optional(whole(200), 12),
  num_attention_heads: v.optional(whole(1024), 12),
  hidden_act: v.optional(v.literal('gelu'), 'gelu'),
  qkv_bias: v.optional(v.boolean(), true),
  image_size: v.optional(square, 224),
}

interface Sides {
  readonly hidden_size: number
  readonly num_attention_heads: number
  readonly image_size: number
  readonly patch_size: number
}

/** @throws ThawError `model-unsupported` naming the field. */
export function readTransformer<Schema extends v.GenericSchema<unknown, Sides>>(
  schema: Schema,
  raw: unknown,
  kind: string,
): v.InferOutput<Schema> {
  const config: v.InferOutput<Schema> = readConfig(schema, raw, kind)
  checkHeads(config.hidden_size, config.num_attention_heads)
  if (config.image_size >= config.patch_size) return config
  throw new ThawError('model-unsupported', 'patchesTooLarge', { patch: config.patch_size, picture: config.image_size })
}

const unneeded = /(^|\.)(embeddings\.mask_token$|(pooler|decoder|cls_classifier|distillation_classifier)\.)/

/** What transformers 5 renamed in all three. */
export const attentionNames: Renaming = [
  ['attention.attention.query', 'attention.q_proj'],
  ['attention.attention.key', 'attention.k_proj'],
  ['attention.attention.value', 'attention.v_proj'],
  ['attention.output.dense', 'attention.o_proj'],
]

/** Names of transformers 4 and 5, with the trunk's prefix or without → those of transformers 4 with it. */
export function transformerNames(prefix: string, renaming: Renaming): (name: string) => string | null {
  return (name) => {
    if (unneeded.test(name)) return null
    const bare = name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name
    if (!/^(embeddings|encoder|layers|layernorm)\./.test(bare)) return name
    return `${prefix}.${nameIn4(renaming, bare)}`
  }
}
