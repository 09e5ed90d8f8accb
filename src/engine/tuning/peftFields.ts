/** What several methods write into peft's files, and read from them, alike. */
import * as v from 'valibot'
import { notice } from '../../shared/messages/say.ts'
import { attentionFrom, type Site, sitesFrom } from '../models/sites.ts'
import type { Trunk } from '../models/trunk.ts'
import { adapterFault } from './adapterFault.ts'
import type { Attachment } from './method.ts'
import type { PeftConfig } from './methodPeft.ts'

/** A count, as peft's configurations have them. */
export const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))

/** @throws ThawError `adapter-invalid` naming the field. */
export function readFields<Fields extends v.ObjectEntries>(fields: Fields, config: unknown) {
  const parsed = v.safeParse(v.object(fields), config)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw adapterFault(notice('adapterConfigInvalid', { place: v.getDotPath(issue), why: issue.message }))
}

export function missingField(field: string): never {
  throw adapterFault(notice('adapterConfigLacks', { field }))
}

/** The layers beside which the attachment has a parameter of that name. */
export function sitesWith(trunk: Trunk, { added }: Attachment, nameOf: (site: Site) => string): Site[] {
  const names = new Set(added.map(({ name }) => name))
  return sitesFrom(trunk, 0).filter((site) => names.has(nameOf(site)))
}

/** As an adapter's file has it. */
export function adapterTokens(trunk: Trunk, tokens: number, of: Tokens) {
  const { token_dim, num_attention_heads, num_layers } = tokenFields(trunk, tokens, of)
  const one = { num_transformer_submodules: 1 }
  return { num_virtual_tokens: tokens, token_dim, ...one, num_attention_heads, num_layers }
}

/** What is put before a text: words, or keys and values of each layer, which heads may share and are narrower then. */
type Tokens = 'words' | 'keys'

/** What peft asks of whoever puts tokens before a text. */
export function tokenFields(trunk: Trunk, tokens: number, of: Tokens) {
  const layers = attentionFrom(trunk, 0)
  return {
    num_virtual_tokens: tokens,
    num_layers: layers.length,
    num_attention_heads: trunk.huggingFace.attentionHeads,
    token_dim: of === 'words' ? trunk.featureSize : (layers[0]?.width ?? 0),
  }
}

/** The number of virtual tokens in a configuration. */
export function readTokens(config: PeftConfig): { readonly tokens: number } {
  const { num_virtual_tokens: tokens } = readFields({ num_virtual_tokens: v.optional(whole) }, config)
  return { tokens: tokens ?? missingField('num_virtual_tokens') }
}
