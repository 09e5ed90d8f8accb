/**
 * A WordPiece vocabulary from books (Schuster and Nakajima 2012), uncased as BERT's: pieces are learned as byte-pair
 * merges of letters, those inside a word written with "##". Files as `@huggingface/tokenizers` reads them.
 */
import { type CountedWord, learnMerges } from './learnMerges.ts'
import type { TokenizerFiles } from './tokenizerFiles.ts'

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
const inside = '##'
/** Rarer characters become [UNK]. */
const rarest = 100

export function trainWordPiece(texts: Iterable<string>, size: number): TokenizerFiles {
  const counts = countWords(texts)
  const characters = alphabetOf(counts)
  const isWritten = new Set(characters)
  const words: CountedWord[] = []
  for (const [word, count] of counts) {
    const letters = [...word]
    if (letters.every((letter) => isWritten.has(letter)))
      words.push({ units: letters.map((letter, at) => (at === 0 ? letter : inside + letter)), count })
  }
  const { units } = learnMerges(words, {
    alphabet: [...special, ...characters, ...characters.map((letter) => inside + letter)],
    size,
    join: (left, right) => left + right.slice(inside.length),
  })
  return wordPieceFiles(units)
}

/** BERT's normaliser and pre-tokeniser: lower case without accents; punctuation stands alone. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
  return plain.match(/[^\s\p{P}$+<=>^`|~]+|[\p{P}$+<=>^`|~]/gu) ?? []
}

function countWords(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function alphabetOf(counts: ReadonlyMap<string, number>): string[] {
  const letters = new Map<string, number>()
  for (let code = 33; code < 127; code++) letters.set(String.fromCharCode(code).toLowerCase(), rarest)
  for (const [word, count] of counts) for (const letter of word) letters.set(letter, (letters.get(letter) ?? 0) + count)
  return [...letters]
    .filter(([, count]) => count >= rarest)
    .map(([letter]) => letter)
    .sort()
}

function wordPieceFiles(units: readonly string[]): TokenizerFiles {
  const id = (token: (typeof special)[number]) => special.indexOf(token)
  const place = (token: '[CLS]' | '[SEP]', type: number) => ({ SpecialToken: { id: token, type_id: type } })
  const part = (name: 'A' | 'B', type: number) => ({ Sequence: { id: name, type_id: type } })
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content) => ({
        id: id(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [place('[CLS]', 0), part('A', 0), place('[SEP]', 0)],
        pair: [place('[CLS]', 0), part('A', 0), place('[SEP]', 0), part('B', 1), place('[SEP]', 1)],
        special_tokens: Object.fromEntries(
          (['[CLS]', '[SEP]'] as const).map((token) => [token, { id: token, ids: [id(token)], tokens: [token] }]),
        ),
      },
      decoder: { type: 'WordPiece', prefix: inside, cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: inside,
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(units.map((unit, index) => [unit, index])),
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      strip_accents: null,
      tokenize_chinese_chars: true,
      model_max_length: 128,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
      mask_token: '[MASK]',
    },
  }
}
