/** Passages are held back in runs of neighbours. */
import { expect, test } from 'vitest'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'

const options = { validation: 0.15, test: 0.2, seed: 1, maxTrain: 0 }

function passages(count: number, change: (n: number) => Partial<Example> = () => ({})): Dataset {
  const examples = Array.from({ length: count }, (_, n): Example => {
    const content = { kind: 'text', prompt: '', text: `passage ${n}` } as const
    return {
      path: `book.txt, passage ${n + 1}`,
      target: { kind: 'text' as const },
      split: null,
      content,
      digest: `digest ${n}`,
      ...change(n),
    }
  })
  const namedSplits = (['train', 'validation', 'test'] as const).filter((name) =>
    examples.some(({ split }) => split === name),
  )
  return {
    task: 'text-generation',
    name: 'book',
    fingerprint: '',
    classes: [],
    examples,
    columns: null,
    skipped: [],
    namedSplits,
    warnings: [],
  }
}

/** Lengths of the runs of neighbours. */
function runs(indices: readonly number[]): number[] {
  const lengths: number[] = []
  for (const [i, index] of indices.entries()) {
    if (i > 0 && index === (indices[i - 1] ?? 0) + 1) lengths.push((lengths.pop() ?? 0) + 1)
    else lengths.push(1)
  }
  return lengths
}

test('each part gets its share, every passage is in exactly one, and what is held back lies in a few runs', () => {
  for (let seed = 0; seed < 20; seed++) {
    const split = splitDataset(passages(200), { ...options, seed })
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([130, 30, 40])
    expect([...split.train, ...split.validation, ...split.test].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    )
    expect(runs(split.test).length).toBeLessThanOrEqual(4)
    expect(Math.min(...runs(split.test))).toBeGreaterThanOrEqual(10)
    expect(runs(split.validation).length).toBeLessThanOrEqual(4)
    expect(split.warnings).toEqual([])
  }
})

test('the seed decides, and runs fall everywhere in the text', () => {
  expect(splitDataset(passages(50), options)).toEqual(splitDataset(passages(50), options))
  const places = new Set<number>()
  for (let seed = 0; seed < 200; seed++)
    for (const index of splitDataset(passages(20), { ...options, seed }).test) places.add(index)
  expect(places.size).toBe(20)
})

test('of three passages each part gets one, whatever the shares', () => {
  for (const [validation, test] of [
    [0.15, 0.2],
    [0.01, 0.01],
    [0.45, 0.5],
  ] as const) {
    const split = splitDataset(passages(3), { ...options, validation, test })
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([1, 1, 1])
  }
})

test('large shares leave something to train on', () => {
  const split = splitDataset(passages(10), { ...options, validation: 0.45, test: 0.5 })
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([1, 4, 5])
})

test('a passage that occurs again is held back with its copy', () => {
  const data = passages(60, (n) => ({ digest: `digest ${n % 25}` }))
  for (let seed = 0; seed < 20; seed++) {
    const split = splitDataset(data, { ...options, seed })
    const digests = [split.train, split.validation, split.test].map((part) => new Set(part.map((n) => n % 25)))
    expect(digests.reduce((sum, set) => sum + set.size, 0)).toBe(25)
  }
})

test('splits that a table names are kept, the others drawn from training', () => {
  const split = splitDataset(
    passages(30, (n) => ({ split: n < 10 ? 'test' : 'train' })),
    options,
  )
  expect(split.test).toEqual(Array.from({ length: 10 }, (_, n) => n))
  expect([split.train.length, split.validation.length]).toEqual([17, 3])
})

test('maxTrain caps training, and a smaller cap keeps a part of what a larger one keeps', () => {
  const whole = splitDataset(passages(200), options)
  const some = splitDataset(passages(200), { ...options, maxTrain: 60 })
  const fewer = splitDataset(passages(200), { ...options, maxTrain: 20 })
  expect([some.train.length, fewer.train.length]).toEqual([60, 20])
  expect([some.test, some.validation]).toEqual([whole.test, whole.validation])
  expect(some.train.every((index) => whole.train.includes(index))).toBe(true)
  expect(fewer.train.every((index) => some.train.includes(index))).toBe(true)
})

test('too few passages are refused with the numbers', () => {
  expect(() => splitDataset(passages(2), options)).toThrow(
    'The passages divide into 1 for training, 1 for validation and 0 for the test; none of these may be empty.',
  )
})
