import { expect, test } from 'vitest'
import type { Example } from '../../../src/engine/data/dataset.ts'
import type { TextTokenizer } from '../../../src/engine/inputs/tokenizer.ts'
import {
  bucketedOrder,
  encodeText,
  labelledTokens,
  padRows,
  passageTokens,
  type TokenOptions,
} from '../../../src/engine/inputs/tokenStore.ts'
import { seeded } from '../../../src/shared/random.ts'

/** Each word is a number and that number's id; 1 and 2 are the marks, 0 pads, 99 ends. */
const numbers: TextTokenizer = {
  vocabulary: 100,
  encode: (text, { special = true } = {}) => {
    const inner = text.split(' ').flatMap((word) => (word === '' ? [] : [Number(word)]))
    return Int32Array.from(special ? [1, ...inner, 2] : inner)
  },
  decode: (ids) => ids.join(' '),
  before: [1],
  after: [2],
  pair: { before: [1], between: [2], after: [2], firstType: 0, secondType: 1 },
  byBytes: false,
  padId: 0,
  endId: 99,
  files: { tokenizer: null, config: null },
  rowless: [],
}
const bare: TextTokenizer = { ...numbers, before: [], after: [] }

function options(tokenizer: TextTokenizer, maxTokens: number): TokenOptions {
  return { tokenizer, maxTokens, onProgress: () => {}, signal: new AbortController().signal }
}
function examples(...texts: (string | readonly [prompt: string, text: string])[]): Example[] {
  return texts.map((given, i) => {
    const [prompt, text] = typeof given === 'string' ? ['', given] : given
    return {
      path: `row ${i}`,
      target: { kind: 'text' },
      split: null,
      digest: `${i}`,
      content: { kind: 'text', prompt, text },
    }
  })
}
const plain = (rows: readonly { ids: Int32Array; weights: Float32Array | null }[]) =>
  rows.map(({ ids, weights }) => [[...ids], weights && [...weights]])

test('a text that is too long loses its end and keeps its marks, and is counted', async () => {
  const made = await labelledTokens(examples('10 11', '20 21 22', '30 31 32 33', ''), options(numbers, 5))
  expect(plain(made.rows)).toEqual([
    [[1, 10, 11, 2], null],
    [[1, 20, 21, 22, 2], null],
    [[1, 30, 31, 32, 2], null],
    [[1, 2], null],
  ])
  expect(made.truncated).toBe(1)
  expect(encodeText('30 31 32 33', numbers, 4)).toEqual({ ids: Int32Array.from([1, 30, 31, 2]), cut: true })
})

test('a text without any token is one of padding where the tokenizer sets no marks', async () => {
  expect(plain((await labelledTokens(examples(''), options(bare, 5))).rows)).toEqual([[[0], null]])
})

test('windows follow one another so that each token but the first is predicted once', async () => {
  const made = await passageTokens(examples('10 11 12 13 14 15 16', '20', '30 31 32'), options(bare, 3))
  expect(plain(made.rows)).toEqual([
    [
      [10, 11, 12, 13],
      [0, 1, 1, 1],
    ],
    [
      [13, 14, 15, 16],
      [0, 1, 1, 1],
    ],
    [
      [30, 31, 32],
      [0, 1, 1],
    ],
  ])
  expect([0, 1, 2].map((example) => made.rowsOf(example))).toEqual([[0, 1], [], [2]])
  // Of '10 11 12 13 14 15 16' all but the '10' is asked for: 18 bytes, half of the tokens in each window.
  expect([0, 1, 2].map((row) => made.bytesOf(row))).toEqual([9, 9, 6])
  expect(made.truncated).toBe(0)
})

test('a prompt is given, what answers it is learned with its end', async () => {
  const made = await passageTokens(examples(['10 11', '20 21']), options(bare, 8))
  expect(plain(made.rows)).toEqual([
    [
      [10, 11, 20, 21, 99],
      [0, 0, 1, 1, 1],
    ],
  ])
  const endless = await passageTokens(examples(['10 11', '20 21']), options({ ...bare, endId: null }, 8))
  expect(plain(endless.rows)[0]).toEqual([
    [10, 11, 20, 21],
    [0, 0, 1, 1],
  ])
})

test('a mark that begins every text stands before it and its prompt, and is never asked for', async () => {
  const made = await passageTokens(examples('10 11', ['10 11 12 13 14', '20 21']), options(numbers, 5))
  expect(plain(made.rows)).toEqual([
    [
      [1, 10, 11],
      [0, 1, 1],
    ],
    [
      [1, 13, 14, 20, 21, 99],
      [0, 0, 0, 1, 1, 1],
    ],
  ])
  expect([0, 1].map((row) => made.bytesOf(row))).toEqual([5, 5])
  expect(made.truncated).toBe(1)
})

test('of a prompt that is too long the end is kept, at least half a window, and it is counted', async () => {
  const made = await passageTokens(
    examples(['10 11 12 13 14 15', '20 21'], ['10 11 12', '20 21 22 23']),
    options(bare, 4),
  )
  expect(plain(made.rows)).toEqual([
    [
      [14, 15, 20, 21, 99],
      [0, 0, 1, 1, 1],
    ],
    [
      [11, 12, 20, 21, 22],
      [0, 0, 1, 1, 1],
    ],
    [
      [22, 23, 99],
      [0, 1, 1],
    ],
  ])
  expect(made.truncated).toBe(2)
  expect([0, 1, 2].map((row) => made.bytesOf(row))).toEqual([5, 3 * (11 / 5), 2 * (11 / 5)])
})

test('encoding many texts lets the event loop turn and stops when it is cancelled', async () => {
  const slow: TextTokenizer = {
    ...bare,
    encode: (text, more) => {
      const until = performance.now() + 5
      while (performance.now() < until);
      return numbers.encode(text, more)
    },
  }
  const stop = new AbortController()
  let turns = 0
  const timer = setInterval(() => {
    if (++turns === 3) stop.abort()
  }, 1)
  const texts = examples(...Array.from({ length: 200 }, () => '5'))
  await expect(labelledTokens(texts, { ...options(slow, 4), signal: stop.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
  clearInterval(timer)
  expect(turns).toBe(3)
})

test('rows are padded to the longest of their batch, with a mask only where something is padded', () => {
  const row = (...ids: number[]) => ({ ids: Int32Array.from(ids), weights: null })
  expect(padRows([row(5, 6, 7), row(8)], 9)).toEqual({
    ids: Int32Array.from([5, 6, 7, 8, 9, 9]),
    mask: Float32Array.from([1, 1, 1, 1, 0, 0]),
    batch: 2,
    tokens: 3,
  })
  expect(padRows([row(5, 6), row(7, 8)], 9)).toMatchObject({ mask: null, tokens: 2 })
})

test('batches hold rows of about one length, all of them once, in an order that the seed decides', () => {
  const random = seeded('lengths')
  const lengths = Array.from({ length: 1003 }, () => 1 + random.below(100))
  const rows = lengths.map((_, row) => row)
  const lengthOf = (row: number) => lengths[row] ?? 0
  const order = bucketedOrder(rows, lengthOf, 10, seeded(1))
  expect(order.toSorted((a, b) => a - b)).toEqual(rows)
  expect(bucketedOrder(rows, lengthOf, 10, seeded(1))).toEqual(order)
  expect(bucketedOrder(rows, lengthOf, 10, seeded(2))).not.toEqual(order)
  const padding = (sequence: readonly number[]) => {
    let padded = 0
    for (let at = 0; at < sequence.length; at += 10) {
      const batch = sequence.slice(at, at + 10).map(lengthOf)
      padded += batch.length * Math.max(...batch) - batch.reduce((sum, length) => sum + length, 0)
    }
    return padded
  }
  expect(padding(order)).toBeLessThan(0.15 * padding(seeded(1).shuffled(rows)))
  // Batches of short and of long rows take turns: the first half is not the shorter one.
  const mean = (part: readonly number[]) => part.reduce((sum, row) => sum + lengthOf(row), 0) / part.length
  expect(Math.abs(mean(order.slice(0, 500)) - mean(order.slice(500)))).toBeLessThan(12)
})
