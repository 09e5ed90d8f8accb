/** A text that is continued, as ids: with the marks that begin every text of its network, or the end of one before where there is nothing. */
import type { TextTokenizer } from '../inputs/tokenizer.ts'

/** At least one id. */
export function promptIds(tokenizer: TextTokenizer, text: string): number[] {
  const ids = [...tokenizer.before, ...tokenizer.encode(text, { special: false })]
  return ids.length > 0 ? ids : [tokenizer.endId ?? 0]
}

/** The last of the ids, after the marks that begin every text: never more than `most`. */
export function lastIds(ids: readonly number[], marks: readonly number[], most: number): readonly number[] {
  if (ids.length <= most) return ids
  return marks.length < most ? [...marks, ...ids.slice(marks.length - most)] : ids.slice(-most)
}
