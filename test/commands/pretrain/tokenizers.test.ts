import { Tokenizer } from '@huggingface/tokenizers'
import { expect, test } from 'vitest'
import { cleanText } from '../../../src/commands/pretrain/books.ts'
import { learnMerges } from '../../../src/commands/pretrain/learnMerges.ts'
import { shortVocabulary } from '../../../src/commands/pretrain/shortVocabulary.ts'
import { encodeBooks, type TokenizerFiles } from '../../../src/commands/pretrain/tokenizerFiles.ts'
import { byteLetters, endOfText, piecesOf, trainBytePairs } from '../../../src/commands/pretrain/trainBytePairs.ts'

const read = (files: TokenizerFiles) => new Tokenizer(files['tokenizer.json'], files['tokenizer_config.json'])

test('merges are those worked out by hand: the most frequent pair first, of equals the one of lower ids', () => {
  // low ×5, lower ×2, newest ×6, widest ×3 (Sennrich et al. 2016): e s 9, s t 9, t _ 9, w e 8, l o 7, o w 7 …
  const words = Object.entries({ low: 5, lower: 2, newest: 6, widest: 3 })
  const { merges, units } = learnMerges(
    words.map(([word, count]) => ({ units: [...word], count })),
    { alphabet: [...'deilnorstw'], size: 16, join: (a, b) => a + b },
  )
  expect(merges).toEqual([
    ['e', 's'], // 9, as s t; e comes before s
    ['es', 't'], // 9
    ['l', 'o'], // 7, as o w; l comes before o
    ['lo', 'w'], // 7
    ['e', 'w'], // 6, as n e and w est; e comes first
    ['n', 'ew'], // 6, as ew est; n comes before ew
  ])
  expect(units.slice(10)).toEqual(['es', 'est', 'lo', 'low', 'ew', 'new'])
})

test('a pair that overlaps itself is joined from the left', () => {
  const { merges } = learnMerges([{ units: [...'aaaaa'], count: 1 }], {
    alphabet: ['a'],
    size: 9,
    join: (a, b) => a + b,
  })
  expect(merges).toEqual([
    ['a', 'a'], // aa aa a
  ])
})

test('a shortened WordPiece vocabulary keeps the marks, what spells and the words that came up most', () => {
  const pieces = [
    '[PAD]',
    '[unused0]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '!',
    'a',
    '##b',
    '日',
    'rare',
    'common',
    'other',
    'words',
  ]
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]))
  const mark = (content: string) => ({ id: vocab[content], content, special: true })
  const whole = {
    'tokenizer.json': {
      truncation: { max_length: 4 },
      added_tokens: [mark('[CLS]'), mark('[SEP]')],
      normalizer: { type: 'BertNormalizer', lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
        special_tokens: {
          '[CLS]': { id: '[CLS]', ids: [vocab['[CLS]']], tokens: ['[CLS]'] },
          '[SEP]': { id: '[SEP]', ids: [vocab['[SEP]']], tokens: ['[SEP]'] },
        },
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab },
    },
    'tokenizer_config.json': { name_or_path: 'somewhere', do_lower_case: true },
  } as unknown as TokenizerFiles
  const counts: number[] = []
  counts[vocab.words as number] = 9
  counts[vocab.common as number] = 5
  const { files, origins } = shortVocabulary(whole, counts, { size: 11, longest: 128 })
  const kept = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '!', 'a', '##b', 'words', '日', 'common']
  expect(Object.keys(files['tokenizer.json'].model.vocab)).toEqual(kept)
  expect(origins.map((id) => pieces[id])).toEqual(kept)
  const tokenizer = read(files)
  expect(tokenizer.encode('Ab words rare!').ids).toEqual([2, 6, 7, 8, 1, 5, 3])
  expect(files['tokenizer.json'].truncation).toBe(null)
  expect(files['tokenizer_config.json']).toEqual({ do_lower_case: true, model_max_length: 128 })
})

test('any text survives byte pairs, whatever they were learned from', () => {
  const files = trainBytePairs(['the cat sat on the mat. the cat sat.'], 266)
  const { vocab } = files['tokenizer.json'].model
  expect(vocab[endOfText]).toBe(Object.keys(vocab).length - 1)
  expect(new Set(byteLetters()).size).toBe(256)
  const tokenizer = read(files)
  const text = 'The cat — 猫 🐈 שלום\n\n  sat\t!'
  expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text)
  expect(tokenizer.encode(' the the').ids).toHaveLength(2)
})

test('books encoded piece by piece have the ids of the whole text, and their end', () => {
  const text = "It's 12 o'clock.\n\nThe  cat --  sat;\n the cat sat."
  const files = trainBytePairs([text], 270)
  const whole = read(files).encode(text).ids
  const options = { split: piecesOf, end: [269] }
  expect([
    ...encodeBooks(
      [
        { name: 'a', text },
        { name: 'b', text },
      ],
      files,
      options,
    ),
  ]).toEqual([...whole, 269, ...whole, 269])
})

test('of a book only its own words stay', () => {
  const raw =
    '# Title: X\r\n\r\n## Author: Y\r\n\r\n-------\r\n\r\n## CHAPTER I \r\n\r\n\r\n“_So_  it is,” she **said**. \r\n'
  expect(cleanText(raw)).toBe('CHAPTER I\n\n"So it is," she said.')
  const distributed = 'Notice\n*** START OF THE BOOK X ***\nIt was night.\n*** END OF THE BOOK X ***\nLicence'
  expect(cleanText(distributed)).toBe('It was night.')
})
