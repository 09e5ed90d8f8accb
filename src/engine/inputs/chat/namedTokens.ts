/** The tokens that a template may name: those of the tokenizer's settings, as transformers hands them to it. */
import { isRecord } from '../../isRecord.ts'
import type { TextTokenizer } from '../tokenizer.ts'
import type { NamedTokens } from './chatTemplate.ts'

/** What ends a text has a name in any case, if there is such a token. */
export function namedTokens({ files, endId, decode }: TextTokenizer): NamedTokens {
  const settings = isRecord(files.config) ? files.config : {}
  const named = Object.entries(settings).flatMap(([name, token]) => {
    const text = isRecord(token) ? token.content : token
    return name.endsWith('_token') && typeof text === 'string' ? [[name, text] as const] : []
  })
  return { eos_token: endId === null ? '' : decode([endId], { special: true }), ...Object.fromEntries(named) }
}
