/**
 * A tokenizer that was given more tokens than the model has rows for: someone added a token, often for padding, and left
 * the embeddings as they were. Such a token is taken out: padding is masked, so that any row does for it, and in a text it
 * would be unknown to the model anyway.
 */
import { isRecord } from '../isRecord.ts'
import { namedToken } from './tokenizerFiles.ts'

export interface FittedFiles {
  readonly tokenizer: unknown
  readonly config: unknown
  /** What was taken out. */
  readonly rowless: readonly string[]
}

/** @param rows of the model's embedding */
export function fitToRows(tokenizer: unknown, config: unknown, rows: number): FittedFiles {
  const added = isRecord(tokenizer) && Array.isArray(tokenizer.added_tokens) ? tokenizer.added_tokens : []
  const beyond = added.filter((token) => isRecord(token) && typeof token.id === 'number' && token.id >= rows)
  const rowless = beyond.flatMap((token) => (typeof token.content === 'string' ? [token.content] : []))
  if (rowless.length === 0) return { tokenizer, config, rowless }
  const kept = added.filter((token) => !beyond.includes(token))
  return {
    tokenizer: { ...(tokenizer as object), added_tokens: kept },
    config: isRecord(config) ? withPadding(withoutTokens(config, new Set(rowless), rows), config, kept) : config,
    rowless,
  }
}

/** Where the token for padding went, another takes its place. */
function withPadding(fitted: Record<string, unknown>, before: Record<string, unknown>, kept: readonly unknown[]) {
  if (before.pad_token === undefined || fitted.pad_token !== undefined) return fitted
  const contents = kept.flatMap((token) =>
    isRecord(token) && typeof token.content === 'string' ? [token.content] : [],
  )
  const found = contents.find((content) => /^(\[PAD\]|<pad>)$/i.test(content)) ?? namedToken(fitted, 'eos_token')
  return found === null ? fitted : { ...fitted, pad_token: found }
}

function withoutTokens(
  config: Record<string, unknown>,
  gone: ReadonlySet<string>,
  rows: number,
): Record<string, unknown> {
  const { added_tokens_decoder: decoder, ...rest } = config
  const named = Object.entries(rest).filter(([name]) => !gone.has(namedToken(config, name) ?? ''))
  const kept = isRecord(decoder) ? Object.entries(decoder).filter(([id]) => Number(id) < rows) : null
  return { ...Object.fromEntries(named), ...(kept && { added_tokens_decoder: Object.fromEntries(kept) }) }
}
