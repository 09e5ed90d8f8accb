/** Ranks and scales of single layers (peft's rank_pattern and alpha_pattern), against s·BA of each layer by itself. */
import { expect, test } from 'vitest'
import type { StoredTensor } from '../../src/engine/weights/tensorFile.ts'
import { widen } from '../../src/engine/weights/tensorFile.ts'
import { evened, readRanks } from '../../src/methods/lora/uneven.ts'
import { seeded } from '../../src/shared/random.ts'

const prefix = 'base_model.model.'
const [inputs, outputs] = [5, 3]
const random = seeded('uneven')

function tensor(...shape: number[]): StoredTensor {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal())
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }
}

function pair(module: string, rank: number): [string, StoredTensor][] {
  const key = `${prefix}${module}.lora_`
  return [
    [`${key}A.weight`, tensor(rank, inputs)],
    [`${key}B.weight`, tensor(outputs, rank)],
  ]
}

/** s · B A of one layer, row after row. */
function product(tensors: ReadonlyMap<string, StoredTensor>, module: string, scale: number): number[] {
  const [a, b] = ['A', 'B'].map((side) => tensors.get(`${prefix}${module}.lora_${side}.weight`) as StoredTensor)
  if (!a || !b) throw new Error(`no pair at ${module}`)
  const [rank = 0] = a.shape
  const [first, second] = [widen(a), widen(b)]
  return Array.from({ length: outputs * inputs }, (_, at) => {
    const [row, column] = [Math.floor(at / inputs), at % inputs]
    const sum = Array.from(
      { length: rank },
      (_, k) => (second[row * rank + k] ?? 0) * (first[k * inputs + column] ?? 0),
    )
    return scale * sum.reduce((total, each) => total + each, 0)
  })
}

const layers = ['bert.encoder.layer.0.attention.self.query', 'bert.encoder.layer.1.attention.self.query'] as const

test.each([false, true])('each layer answers by its own rank and alpha (rsLoRA: %s)', (stabilised) => {
  const config = {
    ...{ r: 4, lora_alpha: 8, use_rslora: stabilised },
    ...{ rank_pattern: { 'layer.1.attention.self.query': 6 }, alpha_pattern: { 'layer.1.attention.self.query': 33 } },
  }
  const scaleOf = (alpha: number, rank: number) => alpha / (stabilised ? Math.sqrt(rank) : rank)
  const tensors = new Map([...pair(layers[0], 4), ...pair(layers[1], 6)])
  const { rank, alpha } = readRanks(config)
  const even = evened(tensors, config, prefix)
  if (!even) throw new Error('the pairs were left uneven')
  expect(rank).toBe(6)
  for (const [layer, own] of [
    [layers[0], scaleOf(8, 4)],
    [layers[1], scaleOf(33, 6)],
  ] as const) {
    const expected = product(tensors, layer, own)
    const received = product(even, layer, scaleOf(alpha, rank))
    // One float32 rounding of B is all that may lie between them.
    received.forEach((value, at) => void expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 4))
    expect(even.get(`${prefix}${layer}.lora_A.weight`)?.shape).toEqual([6, inputs])
    expect(even.get(`${prefix}${layer}.lora_B.weight`)?.shape).toEqual([outputs, 6])
  }
  const grown = widen(even.get(`${prefix}${layers[0]}.lora_A.weight`) as StoredTensor)
  expect([...grown.subarray(4 * inputs)]).toEqual(new Array(2 * inputs).fill(0))
})

test.each([
  [{ query: 2 }, 2, 2],
  [{ 'layer.1.attention.self.query': 2 }, 4, 2],
  [{ '^bert.encoder.layer.0.attention.self.query': 2 }, 2, 4],
  [{ 'layer\\.[0-9]+\\.attention\\.self\\.query': 2 }, 2, 2],
  [{ 'self.query': 2, query: 3 }, 2, 2],
  [{ quer: 2 }, 4, 4],
  [{}, 4, 4],
])('the pattern %j ends a name as in peft', (pattern, first, second) => {
  const ranks = readRanks({ r: 4, lora_alpha: 8, rank_pattern: pattern })
  expect(layers.map((layer) => ranks.of(layer).rank)).toEqual([first, second])
})

test('settings that are all alike leave the tensors as they are', () => {
  const tensors = new Map(pair(layers[0], 4))
  expect(evened(tensors, { r: 4, lora_alpha: 8, rank_pattern: { query: 4 }, alpha_pattern: {} }, prefix)).toBeNull()
  expect(evened(tensors, { r: 4, lora_alpha: 8 }, prefix)).toBeNull()
})

test.each([
  ['a rank that is none', { rank_pattern: { query: 1.5 } }, /rank_pattern\.query: a rank of 1\.5/],
  ['an expression that could run for ever', { rank_pattern: { '(a+)+': 2 } }, /"\(a\+\)\+" cannot be matched/],
  ['an expression that is none', { alpha_pattern: { '(query': 2 } }, /"\(query" cannot be matched/],
])('%s is refused', (_, change, message) => {
  expect(() => readRanks({ r: 4, lora_alpha: 8, ...change })).toThrow(
    expect.objectContaining({ code: 'adapter-invalid', message: expect.stringMatching(message) }),
  )
})

test('a pair of another rank than its settings say is refused with both shapes', () => {
  const config = { r: 4, lora_alpha: 8, rank_pattern: { query: 6 } }
  expect(() => evened(new Map(pair(layers[0], 5)), config, prefix)).toThrow(/lora_A\.weight" of shape \[6, 5\]/)
})
