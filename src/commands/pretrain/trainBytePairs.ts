/**
 * Byte-level byte-pair encoding as GPT-2's (Radford et al. 2019), learned from books: any text can be written in it.
 * Files as `@huggingface/tokenizers` reads them.
 */
import { learnMerges } from './learnMerges.ts'
import type { TokenizerFiles } from './tokenizerFiles.ts'

export const endOfText = '<|endoftext|>'
/** GPT-2's words: contractions, then letters, digits or signs with the space before them, then spaces. */
const words = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** @param longest tokens that the network reads at most */
export function trainBytePairs(texts: Iterable<string>, size: number, longest = 256): TokenizerFiles {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of piecesOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const letterOf = byteLetters()
  const { units, merges } = learnMerges(
    [...counts].map(([word, count]) => ({ units: lettersOf(word, letterOf), count })),
    { alphabet: letterOf, size: size - 1, join: (left, right) => left + right },
  )
  return bytePairFiles(units, merges, longest)
}

export function piecesOf(text: string): string[] {
  return text.match(words) ?? []
}

/** A visible letter for each byte: itself where it is printable, else one from 256 on. */
export function byteLetters(): string[] {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
    return String.fromCharCode(printable ? byte : next++)
  })
}

function lettersOf(word: string, letterOf: readonly string[]): string[] {
  return Array.from(new TextEncoder().encode(word), (byte) => letterOf[byte] as string)
}

function bytePairFiles(
  units: readonly string[],
  merges: readonly (readonly [string, string])[],
  longest: number,
): TokenizerFiles {
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: units.length,
          content: endOfText,
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: '',
        end_of_word_suffix: '',
        fuse_unk: false,
        vocab: Object.fromEntries([...units, endOfText].map((unit, index) => [unit, index])),
        merges: merges.map((pair) => pair.join(' ')),
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'GPT2Tokenizer',
      add_prefix_space: false,
      model_max_length: longest,
      bos_token: endOfText,
      eos_token: endOfText,
      unk_token: endOfText,
    },
  }
}
