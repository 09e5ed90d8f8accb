import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tokenPieces } from '../../../src/engine/evaluate/tokenPieces.ts'
import { createTokenizer, type TextTokenizer } from '../../../src/engine/inputs/tokenizer.ts'
import { tinyText } from '../../support/tinyText.ts'

function tokenizerOf(name: string): TextTokenizer {
  const read = (file: string) => JSON.parse(readFileSync(`test/fixtures/reference/tokenizers/${name}/${file}`, 'utf8'))
  return createTokenizer({ tokenizer: read('tokenizer.json'), config: read('tokenizer_config.json'), vocabulary: 1e6 })
}

const wordpiece = tokenizerOf('wordpiece')
const bytelevel = tokenizerOf('bytelevel')
const texts = [
  'The keeper of the lighthouse walked home.',
  '  Two spaces, then “quotes” — and a dash… twice ',
  'Café ÅNGSTRÖM naïve, Stra\u00dfe, İstanbul, e\u0301clair',
  'line one\nline two\n\n\tindented',
  'emoji 👩‍🚀 and 𝒳, 中文字 mixed with English',
  'numbers 3.14159 and 1,000,000 — don’t stop',
]

test.each(texts)('the pieces join to the text, whatever the tokeniser does to it: %s', (text) => {
  for (const tokenizer of [wordpiece, bytelevel]) {
    const ids = [...tokenizer.encode(text, { special: false })]
    const pieces = tokenPieces(text, ids, tokenizer)
    expect(
      pieces
        .map((piece) => piece.text)
        .join('')
        .trimEnd(),
    ).toBe(text.trimEnd())
    expect(pieces[0]?.from).toBe(0)
    for (const [index, { to }] of pieces.entries()) expect(pieces[index + 1]?.from ?? ids.length).toBe(to)
  }
})

test('tokens that only together are a letter are one piece', () => {
  const ids = [...bytelevel.encode('a 👩 b', { special: false })]
  const pieces = tokenPieces('a 👩 b', ids, bytelevel)
  expect(pieces.some(({ text, from, to }) => text.includes('👩') && to - from > 1)).toBe(true)
  expect(pieces.every(({ text }) => !text.includes('\uFFFD'))).toBe(true)
})

test('of a text that was cut the pieces join to its beginning', () => {
  const text = 'The keeper of the lighthouse walked home in the rain.'
  const ids = [...wordpiece.encode(text, { special: false })].slice(0, 6)
  const joined = tokenPieces(text, ids, wordpiece)
    .map((piece) => piece.text)
    .join('')
  expect(text.startsWith(joined)).toBe(true)
  expect(joined.length).toBeGreaterThan(6)
})

test('a word that the vocabulary lacks is told by its neighbours', () => {
  const { tokenizer } = tinyText()
  const text = 'The cat xylophones and then Quark'
  const ids = [...tokenizer.encode(text.replace('The', 'the'), { special: false })]
  expect(tokenPieces(text, ids, tokenizer).map((piece) => piece.text)).toEqual([
    'The',
    ' cat',
    ' xylophones',
    ' and',
    ' then',
    ' Quark',
  ])
})

test('tokens of another text are shown as they are written', () => {
  const { tokenizer } = tinyText()
  const ids = [...tokenizer.encode('the dog barks', { special: false })]
  const joined = tokenPieces('something else', ids, tokenizer)
    .map((piece) => piece.text)
    .join('')
  expect(joined).toBe('the dog barks')
})

test('a text without a token has no piece', () => {
  expect(tokenPieces('', [], wordpiece)).toEqual([])
})
