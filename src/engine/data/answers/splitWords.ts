/**
 * A text as words, each of which gets a tag: runs of letters and digits, every other character by itself, as BERT's
 * tokenizer parts them before it looks for pieces. Languages that set no spaces are parted by character.
 */
export interface Word {
  readonly text: string
  /** UTF-16 units of the text, the end exclusive. */
  readonly start: number
  readonly end: number
}

const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+|\S/gu

export function splitWords(text: string): Word[] {
  return Array.from(text.matchAll(word), (found) => ({
    text: found[0],
    start: found.index,
    end: found.index + found[0].length,
  }))
}
