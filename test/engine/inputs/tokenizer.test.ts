import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTokenizer, type TextTokenizer } from '../../../src/engine/inputs/tokenizer.ts'

const folder = new URL('../../fixtures/reference/tokenizers/', import.meta.url)
const json = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))

interface Golden {
  readonly short: readonly { name: string; text: string; ids: number[]; decoded: string }[]
  readonly long: readonly { name: string; count: number; sha256: string }[]
}
const kinds = ['wordpiece', 'bytelevel', 'roberta', 'unigram', 'unigram-lower'] as const
const goldenOf = (kind: string): Golden => json(`${kind}/golden.json`)
const tokenizerOf = (kind: string): TextTokenizer =>
  createTokenizer({
    tokenizer: json(`${kind}/tokenizer.json`),
    config: json(`${kind}/tokenizer_config.json`),
    vocabulary: 600,
  })

const repeated = (text: string) => text.repeat(Math.ceil(100_000 / [...text].length))
const firstCharacters = (text: string) => [...text].slice(0, 100_000).join('')

function longText(name: string): string {
  if (name === '100,000 spaces') return ' '.repeat(100_000)
  if (name === '100,000 Chinese signs') return firstCharacters(repeated('今天天气很好我们去公园散步吧猫在桌子上睡觉'))
  if (name === '100,000 letters without a space') return firstCharacters(repeated('thefogliftedbeforetheferryleft'))
  const parts = [...json('longLine.json').corpus, ...goldenOf('wordpiece').short.map(({ text }) => text)]
  let line = ''
  for (let turn = 0; line.length < 250_000; turn++)
    line += parts[turn % parts.length].replace(/[\n\r]/g, ' ') + ' '.repeat(1 + (turn % 4))
  return firstCharacters(line)
}

for (const kind of kinds) {
  const tokenizer = tokenizerOf(kind)
  const golden = goldenOf(kind)
  test.each(golden.short)(`${kind}: the original's ids and text for $name`, ({ text, ids, decoded }) => {
    expect([...tokenizer.encode(text)]).toEqual(ids)
    expect(tokenizer.decode(ids)).toBe(decoded)
  })

  test.each(golden.long)(`${kind}: the original's ids for $name, within seconds`, ({ name, count, sha256 }) => {
    const text = longText(name)
    const started = performance.now()
    const ids = tokenizer.encode(text)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(ids.length).toBe(count)
    expect(createHash('sha256').update(ids.join(' ')).digest('hex')).toBe(sha256)
  })
}

test('BERT sets marks around a text, GPT-2 none; both can be told not to', () => {
  const [bert, gpt] = kinds.map(tokenizerOf) as [TextTokenizer, TextTokenizer]
  expect([bert.before, bert.after]).toEqual([[2], [3]])
  expect([...bert.encode('ships')]).toEqual([2, ...bert.encode('ships', { special: false }), 3])
  expect([gpt.before, gpt.after]).toEqual([[], []])
  expect(bert.decode([...bert.encode('ships')])).toBe('ships')
  expect(bert.decode([...bert.encode('ships')], { special: true })).toBe('[CLS] ships [SEP]')
  expect(bert.decode([])).toBe('')
})

test('padding is [PAD], or the end of text where a tokenizer has none', () => {
  const [bert, gpt] = kinds.map(tokenizerOf) as [TextTokenizer, TextTokenizer]
  expect([bert.padId, bert.endId]).toEqual([0, 3])
  const [end = -1] = gpt.encode('<|endoftext|>')
  expect([gpt.padId, gpt.endId]).toEqual([end, end])
  const bare = createTokenizer({ tokenizer: json('bytelevel/tokenizer.json'), config: null, vocabulary: 600 })
  expect([bare.padId, bare.endId]).toEqual([end, end])
})

test('a long text may be encoded only as far as is needed', () => {
  for (const kind of kinds) {
    const tokenizer = tokenizerOf(kind)
    const text = 'the fog lifted before the ferry left '.repeat(2000)
    const all = tokenizer.encode(text, { special: false })
    const some = tokenizer.encode(text, { special: false, enough: 100 })
    expect(some.length).toBeGreaterThanOrEqual(100)
    expect(some.length).toBeLessThan(all.length / 5)
    expect([...some]).toEqual([...all.subarray(0, some.length)])
  }
})

test('a file as GPT-2 first published it, without the kind of model and the parts it does not use, is read', () => {
  const { model, pre_tokenizer, decoder } = json('bytelevel/tokenizer.json')
  const { type: _, ...untyped } = model
  const old = createTokenizer({
    tokenizer: { model: { ...untyped, unk_token: '' }, pre_tokenizer, decoder },
    config: null,
    vocabulary: 600,
  })
  const [{ text, ids } = { text: '', ids: [] }] = goldenOf('bytelevel').short
  expect([...old.encode(text)]).toEqual(ids)
})

const wordpiece = json('wordpiece/tokenizer.json')
const withModel = (change: object) => ({ ...wordpiece, model: { ...wordpiece.model, ...change } })
const splitBy = (expression: string) => ({
  ...wordpiece,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [{ type: 'Split', pattern: { Regex: expression }, behavior: 'Isolated', invert: false }],
  },
})

test.each([
  ['a list', [], /cannot be used: "model" is not as expected/],
  ['nothing', null, /cannot be used: the file is not as expected/],
  ['no model', { version: '1.0' }, /"model" is not as expected/],
  [
    'a kind of model that is not read',
    withModel({ type: 'WordLevel' }),
    /"WordLevel"; WordPiece, BPE and Unigram can be read/,
  ],
  ['an empty vocabulary', withModel({ vocab: {} }), /"model.vocab" is not as expected: it is empty/],
  ['ids that are no numbers', withModel({ vocab: { '[UNK]': 'x' } }), /every token needs a whole number as its id/],
  ['an id beyond all sizes', withModel({ vocab: { '[UNK]': 1e12 } }), /every token needs a whole number as its id/],
  ['no unknown word', withModel({ unk_token: '[NIL]' }), /lacks the token "\[NIL\]" for unknown words/],
  ['an unknown normalizer', { ...wordpiece, normalizer: { type: 'Shuffle' } }, /Unknown Normalizer type: Shuffle/],
])('%s is refused as a tokenizer, in words', (_, tokenizer, message) => {
  expect(() => createTokenizer({ tokenizer, config: null, vocabulary: 600 })).toThrow(
    expect.objectContaining({ code: 'model-unsupported', message: expect.stringMatching(message) }),
  )
})

test.each([
  ['a repetition in a repetition', '(a+)+$'],
  ['a choice in a repetition', '(a|aa)*b'],
  ['repetitions of nothing', '(?:x*y?)*'],
  ['groups in groups', '((ab)*c)+'],
  ['an open count', '(\\w+\\s?){2,}'],
  ['a back reference', '(a)\\1+'],
  ['many repetitions in a row', 'a*a*a*a*a*a*$'],
  ['thousands of letters', 'x'.repeat(3000)],
])('24 an expression that could run for ever is refused unseen: %s', (_, expression) => {
  expect(() => createTokenizer({ tokenizer: splitBy(expression), config: null, vocabulary: 600 })).toThrow(
    /could run for ever/,
  )
})

test('the expressions of well-known tokenizers are not refused', () => {
  const known = [
    `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+`,
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  ]
  for (const expression of known)
    expect(createTokenizer({ tokenizer: splitBy(expression), config: null, vocabulary: 600 }).vocabulary).toBe(585)
})

test('a tokenizer with more tokens than the model has rows is another model’s', () => {
  const source = { tokenizer: wordpiece, config: null }
  const { vocabulary } = createTokenizer({ ...source, vocabulary: 600 })
  expect(createTokenizer({ ...source, vocabulary }).vocabulary).toBe(vocabulary)
  expect(() => createTokenizer({ ...source, vocabulary: vocabulary - 1 })).toThrow(
    expect.objectContaining({
      code: 'model-mismatch',
      message: `The tokenizer holds ${vocabulary} tokens, the model only ${vocabulary - 1}: they do not belong together.`,
    }),
  )
})
