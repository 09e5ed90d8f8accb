import { Tokenizer } from '@huggingface/tokenizers'
import { expect, test } from 'vitest'
import { cleanText } from '../../../src/commands/pretrain/books.ts'
import { learnMerges } from '../../../src/commands/pretrain/learnMerges.ts'
import { encodeBooks, type TokenizerFiles } from '../../../src/commands/pretrain/tokenizerFiles.ts'
import { byteLetters, endOfText, piecesOf, trainBytePairs } from '../../../src/commands/pretrain/trainBytePairs.ts'
import { trainWordPiece, wordsOf } from '../../../src/commands/pretrain/trainWordPiece.ts'

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

test('a WordPiece vocabulary writes pieces inside words with ##, and its files are read by the library', () => {
  const files = trainWordPiece(['Hug hug HUGS pug hugs\n'.repeat(40)], 160)
  const { vocab } = files['tokenizer.json'].model
  expect(vocab).toMatchObject({ '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '[MASK]': 4 })
  expect(new Set(Object.values(vocab)).size).toBe(Math.max(...Object.values(vocab)) + 1)
  expect(vocab).toHaveProperty('hug')
  expect(vocab).toHaveProperty('##u')
  const tokenizer = read(files)
  expect(tokenizer.tokenize('Hugs, pug!')).toEqual(['hugs', ',', 'pug', '!'])
  expect(tokenizer.encode('hug').ids).toEqual([2, vocab.hug, 3])
  expect(tokenizer.tokenize('日')).toEqual(['[UNK]'])
})

test("words are counted as BERT's pre-tokeniser cuts them", () => {
  expect(wordsOf('Élan -- “don’t”, 3$')).toEqual(['elan', '-', '-', '“', 'don', '’', 't', '”', ',', '3', '$'])
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
