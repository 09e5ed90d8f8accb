/**
 * Words that were cut by whoever tagged them, as token ids: each word's pieces by themselves, one after the other, as
 * transformers' tokenizers read `is_split_into_words`.
 */
import type { TextTokenizer } from './tokenizer.ts'

export interface WordTokens {
  readonly ids: Int32Array
  /** Of each word, where its first piece stands; −1 where it was cut off, or has no piece at all. */
  readonly starts: Int32Array
  /** Some words found no room. */
  readonly cut: boolean
}

/** With the tokenizer's marks; what is too long loses its end and keeps the marks. */
export function encodeWords(words: readonly string[], tokenizer: TextTokenizer, maxTokens: number): WordTokens {
  const { before, after, padId } = tokenizer
  const last = Math.max(before.length + 1, maxTokens - after.length)
  const ids: number[] = [...before]
  const starts = new Int32Array(words.length).fill(-1)
  let cut = false
  for (const [at, word] of words.entries()) {
    // A space stands before each, which tokenizers of bytes take into the word, and others drop.
    const pieces = tokenizer.encode(` ${word}`, { special: false })
    if (pieces.length === 0) continue
    if (ids.length >= last) {
      cut = true
      break
    }
    starts[at] = ids.length
    ids.push(...pieces.subarray(0, last - ids.length))
  }
  ids.push(...after)
  // What has no token still needs one, or there would be nothing to feed.
  return { ids: Int32Array.from(ids.length > 0 ? ids : [padId]), starts, cut }
}
