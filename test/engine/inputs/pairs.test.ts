import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { tokenTensors } from '../../../src/engine/inputs/inputs.ts'
import { createTokenizer } from '../../../src/engine/inputs/tokenizer.ts'
import { encodePair, longestFirst } from '../../../src/engine/inputs/tokenStore.ts'
import { splitTypes } from '../../../src/engine/models/textParts.ts'
import { startBackend } from '../../support/backends.ts'

interface PairRow {
  readonly first: string
  readonly second: string
  readonly limit: number
  readonly ids: number[]
  readonly types: number[]
}

const folder = new URL('../../fixtures/reference/tokenizers/', import.meta.url)
const json = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))
const tokenizerOf = (kind: string) =>
  createTokenizer({
    tokenizer: json(`${kind}/tokenizer.json`),
    config: json(`${kind}/tokenizer_config.json`),
    vocabulary: 600,
  })

const rows = ['wordpiece', 'roberta', 'unigram'].flatMap((kind) =>
  (json(`${kind}/pairs.json`) as PairRow[]).map((row) => ({ kind, ...row })),
)

test.each(rows)(
  '$kind: two texts get the ids and types of the original within $limit tokens: "$first" and "$second"',
  ({ kind, first, second, limit, ids, types }) => {
    const row = encodePair([first, second], tokenizerOf(kind), limit)
    expect([...row.ids]).toEqual(ids)
    expect([...row.types]).toEqual(types)
    expect(row.cut).toBe(ids.length === limit)
  },
)

test('a tokenizer that sets nothing between two texts gets its end mark there', () => {
  const gpt = tokenizerOf('bytelevel')
  const { ids, types } = encodePair(['ships', 'fog'], gpt, 64)
  const plain = (text: string) => [...gpt.encode(text, { special: false })]
  expect([...ids]).toEqual([...plain('ships'), gpt.endId, ...plain('fog')])
  expect(types.every((type) => type === 0)).toBe(true)
})

test('of two texts the longer loses its end first', () => {
  expect(longestFirst(3, 4, 8)).toEqual([3, 4])
  expect(longestFirst(2, 9, 6)).toEqual([2, 4])
  expect(longestFirst(9, 2, 6)).toEqual([4, 2])
  expect(longestFirst(9, 9, 7)).toEqual([3, 4])
})

test('types travel beside the ids, padded with them', async () => {
  await startBackend('cpu')
  const rows = [
    { ids: Int32Array.of(5, 6, 7), types: Int32Array.of(0, 1, 1), weights: null },
    { ids: Int32Array.of(8), types: Int32Array.of(0), weights: null },
  ]
  const { x, mask } = tokenTensors(rows, 9)
  const { ids, types } = splitTypes(x)
  expect(x.shape).toEqual([2, 3, 2])
  expect([...(await ids.data())]).toEqual([5, 6, 7, 8, 9, 9])
  expect([...((await types?.data()) ?? [])]).toEqual([0, 1, 1, 0, 0, 0])
  expect([...((await mask?.data()) ?? [])]).toEqual([1, 1, 1, 1, 0, 0])
  tf.dispose([x, ids, ...(types ? [types] : []), ...(mask ? [mask] : [])])
})
