import { expect, test } from 'vitest'
import { maskWords } from '../../../src/commands/pretrain/maskWords.ts'
import { cutPassages, passageAt } from '../../../src/commands/pretrain/passages.ts'
import { scaled, wordVectors } from '../../../src/commands/pretrain/wordVectors.ts'
import { seeded } from '../../../src/shared/random.ts'

test('passages begin at sentences and do not overlap', () => {
  const stop = 9
  const ids = Uint16Array.from([1, 2, stop, 3, 4, 5, 6, stop, 7, 8, stop, 1, 2])
  const passages = cutPassages(ids, (id) => id === stop, 4)
  // Sentences start at 0, 3, 8 and 11; the one at 3 lies in the first passage, and at 11 too little is left.
  expect(passages.starts).toEqual([0, 8])
  expect([...passageAt(passages, 8)]).toEqual([7, 8, stop, 1])
})

test('whole words are masked, eight of ten places by the mask', () => {
  const isInside = (id: number) => id >= 50
  const [places, masked, kept] = [[] as number[], [] as number[], [] as number[]]
  for (let round = 0; round < 400; round++) {
    const before = Int32Array.from([10, 50, 51, 11, 12, 52, 13, 14, 15, 16])
    const ids = before.slice()
    const options = { share: 0.2, mask: 4, first: 5, vocabulary: 60, continues: isInside }
    const chosen = maskWords(ids, options, seeded(`round ${round}`))
    expect(chosen.places.length).toBeGreaterThanOrEqual(2)
    expect(chosen.places.length).toBeLessThanOrEqual(4)
    expect(chosen.targets).toEqual(chosen.places.map((place) => before[place]))
    const hidden = new Set(chosen.places)
    expect(hidden.has(1)).toBe(hidden.has(0))
    expect(hidden.has(2)).toBe(hidden.has(0))
    expect(hidden.has(5)).toBe(hidden.has(4))
    for (const [place, id] of before.entries()) if (!hidden.has(place)) expect(ids[place]).toBe(id)
    for (const place of chosen.places) {
      places.push(place)
      if (ids[place] === 4) masked.push(place)
      if (ids[place] === before[place]) kept.push(place)
    }
  }
  expect(masked.length / places.length).toBeGreaterThan(0.75)
  expect(masked.length / places.length).toBeLessThan(0.85)
  expect(kept.length / places.length).toBeGreaterThan(0.06)
  expect(kept.length / places.length).toBeLessThan(0.15)
})

test('tokens of the same surroundings get vectors that point the same way', () => {
  // 0 and 1 stand between 2 and 3; 4 and 5 between 6 and 7.
  const random = seeded('corpus')
  const ids = Uint16Array.from({ length: 4000 }).map(() => 0)
  for (let at = 0; at + 4 <= ids.length; at += 4) {
    const group = at % 80 < 40 ? 0 : 4
    ids.set([group + 2, group + random.below(2), group + 3, group + 2 + random.below(2)], at)
  }
  const width = 8
  const options = { vocabulary: 8, width, window: 2, negatives: 3, rate: 0.05, frequent: 1 }
  const vectors = wordVectors(ids, options, seeded('vectors'))
  const alike = (a: number, b: number) => {
    const [x, y] = [a, b].map((id) => vectors.subarray(id * width, (id + 1) * width)) as [Float32Array, Float32Array]
    const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, value, at) => sum + value * (q[at] as number), 0)
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
  }
  expect(alike(0, 1)).toBeGreaterThan(alike(0, 4) + 0.5)
  expect(alike(4, 5)).toBeGreaterThan(alike(1, 5) + 0.5)
  const small = scaled(vectors, 0.05)
  expect(Math.sqrt(small.reduce((sum, value) => sum + value * value, 0) / small.length)).toBeCloseTo(0.05, 5)
})
