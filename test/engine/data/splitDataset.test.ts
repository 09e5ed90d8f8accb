import { expect, test } from 'vitest'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'
import type { SplitName } from '../../../src/shared/domain/data.ts'
import { splitCounts } from '../../../src/studio/store/outlook.ts'
import { inWords } from '../../support/inWords.ts'
import { classTarget, labelOf } from '../../support/targets.ts'

const options = { validation: 0.15, test: 0.2, seed: 1, maxTrain: 0 }
const splitNames: readonly SplitName[] = ['train', 'validation', 'test']

type Sketch = { readonly label: number } & Partial<Example>
const content = { kind: 'image', blob: new Blob([]) } as const

function dataset(sketches: readonly Sketch[]): Dataset {
  const examples = sketches.map(({ label, ...sketch }, i) => ({
    target: classTarget(label),
    path: `${i}.png`,
    split: null,
    content,
    digest: `digest ${i}`,
    ...sketch,
  }))
  const count = sketches.reduce((most, { label }) => Math.max(most, label), 0) + 1
  const classes = Array.from({ length: count }, (_, label) => `class ${label}`)
  const named = new Set(examples.map(({ split }) => split))
  const namedSplits = splitNames.filter((split) => named.has(split))
  return {
    task: 'image-classification',
    name: 'test',
    fingerprint: '',
    classes,
    examples,
    columns: null,
    skipped: [],
    namedSplits,
    warnings: [],
  }
}

function ofSizes(...sizes: number[]): Dataset {
  return dataset(sizes.flatMap((size, label) => Array.from({ length: size }, () => ({ label }))))
}

function perClass({ classes, examples }: Dataset, indices: readonly number[]): number[] {
  return classes.map((_, label) => indices.filter((index) => labelOf(examples[index]) === label).length)
}

test.each([
  [[10, 10, 10], 0.15, 0.2],
  [[3, 4, 60], 0.15, 0.2],
  [[7, 1, 33], 0.3, 0.3],
  [[3, 3], 0.45, 0.45],
])('of classes of %j, validation %d and test %d, the page foretells what is drawn', (sizes, validation, test) => {
  const { train, ...held } = splitDataset(ofSizes(...sizes), { ...options, validation, test })
  const fields = { 'split.validation': validation, 'split.test': test, maxTrain: 0 }
  const classes = sizes.map((count) => ({ count }))
  const examples = sizes.reduce((sum, count) => sum + count, 0)
  expect(splitCounts(examples, fields, classes)).toEqual({
    train: train.length,
    validation: held.validation.length,
    test: held.test.length,
  })
})

test('each class gives its share to each part, and every example is in exactly one', () => {
  const data = ofSizes(80, 20, 200)
  const split = splitDataset(data, options)
  expect(perClass(data, split.validation)).toEqual([12, 3, 30])
  expect(perClass(data, split.test)).toEqual([16, 4, 40])
  expect(perClass(data, split.train)).toEqual([52, 13, 130])
  const all = [...split.train, ...split.validation, ...split.test].toSorted((a, b) => a - b)
  expect(all).toEqual(data.examples.map((_, i) => i))
  expect(split.warnings).toEqual([])
})

test('a class of three has one example in each part', () => {
  const data = ofSizes(30, 3)
  const split = splitDataset(data, options)
  expect([split.train, split.validation, split.test].map((part) => perClass(data, part)[1])).toEqual([1, 1, 1])
})

test('a class of two is trained on, with a warning', () => {
  const data = ofSizes(30, 2)
  const split = splitDataset(data, options)
  expect([split.train, split.validation, split.test].map((part) => perClass(data, part)[1])).toEqual([2, 0, 0])
  expect(inWords(split.warnings)).toEqual([
    'Too few different pictures to keep any for the test: "class 1". All of them are used for training.',
  ])
})

test('large shares leave each class something to train on', () => {
  const data = ofSizes(5, 5)
  const split = splitDataset(data, { ...options, validation: 0.45, test: 0.5 })
  expect(perClass(data, split.test)).toEqual([3, 3])
  expect(perClass(data, split.validation)).toEqual([1, 1])
  expect(perClass(data, split.train)).toEqual([1, 1])
})

test('shares that leave nothing to train on are refused', () => {
  expect(() => splitDataset(ofSizes(9, 9), { ...options, validation: 0.8, test: 0.8 })).toThrow(
    expect.objectContaining({ code: 'recipe-invalid' }),
  )
})

test('the seed decides the split', () => {
  const data = ofSizes(50, 50)
  expect(splitDataset(data, options)).toEqual(splitDataset(data, options))
  expect(splitDataset(data, { ...options, seed: 2 }).test).not.toEqual(splitDataset(data, options).test)
})

test('the split does not depend on what files are called', () => {
  const data = ofSizes(50, 50)
  const renamed = { ...data, examples: data.examples.map((example, i) => ({ ...example, path: `${(i * 7) % 100}` })) }
  expect(splitDataset(renamed, options)).toEqual(splitDataset(data, options))
})

test.each([
  [['train', 'validation', 'test'], { train: 10, validation: 10, test: 10 }],
  [['train', 'test'], { train: 8, validation: 2, test: 10 }],
  [['train', 'validation'], { train: 8, validation: 10, test: 2 }],
  [[null, 'test'], { train: 8, validation: 2, test: 10 }],
] as const)('splits that folders name are kept, the others drawn from training: %s', (splits, expected) => {
  const data = dataset(splits.flatMap((split) => Array.from({ length: 10 }, (_, i) => ({ label: i % 2, split }))))
  const { train, validation, test: tested } = splitDataset(data, { ...options, validation: 0.2 })
  expect({ train: train.length, validation: validation.length, test: tested.length }).toEqual(expected)
  for (const [part, name] of [
    [validation, 'validation'],
    [tested, 'test'],
  ] as const)
    if (data.namedSplits.includes(name)) expect(part.every((index) => data.examples[index]?.split === name)).toBe(true)
})

test('copies of a picture stay on one side, whatever their class', () => {
  const copies = [...Array.from({ length: 60 }, (_, i) => ({ label: i % 2, digest: `digest ${i % 25}` }))]
  const data = dataset(copies)
  for (let seed = 0; seed < 20; seed++) {
    const split = splitDataset(data, { ...options, seed })
    const digests = [split.train, split.validation, split.test].map(
      (part) => new Set(part.map((i) => data.examples[i]?.digest)),
    )
    expect(digests.reduce((sum, set) => sum + set.size, 0)).toBe(25)
  }
})

test('maxTrain caps training evenly over the classes, and touches nothing else', () => {
  const data = ofSizes(100, 20, 100)
  const whole = splitDataset(data, options)
  const some = splitDataset(data, { ...options, maxTrain: 60 })
  expect(perClass(data, some.train)).toEqual([24, 13, 23])
  expect(some.test).toEqual(whole.test)
  expect(some.validation).toEqual(whole.validation)
  expect(some.train.every((index) => whole.train.includes(index))).toBe(true)
  const fewer = splitDataset(data, { ...options, maxTrain: 30 })
  expect(perClass(data, fewer.train)).toEqual([10, 10, 10])
  expect(fewer.train.every((index) => some.train.includes(index))).toBe(true)
  expect(inWords(splitDataset(data, { ...options, maxTrain: 2 }).warnings)).toEqual([
    'There is no picture of "class 2" to train on, so it will not be recognised.',
  ])
})

test('of many classes that are not trained on three are named, and the others counted', () => {
  const { warnings } = splitDataset(ofSizes(9, 9, 9, 9, 9, 9), { ...options, maxTrain: 1 })
  expect(warnings).toHaveLength(4)
  expect(inWords(warnings).at(-1)).toBe('The same is true for 2 more classes.')
})

test('a class that only the test holds is warned of', () => {
  const named = (label: number, split: SplitName) => Array.from({ length: 4 }, () => ({ label, split }))
  const data = dataset([...named(0, 'train'), ...named(1, 'train'), ...named(0, 'test'), ...named(2, 'test')])
  expect(inWords(splitDataset(data, options).warnings)).toEqual([
    'There is no picture of "class 2" to train on, so it will not be recognised.',
  ])
})

test('too little data for any part is refused with the numbers', () => {
  expect(() => splitDataset(ofSizes(2, 2), options)).toThrow(
    'The pictures divide into 4 for training, 0 for validation and 0 for the test; none of these may be empty.',
  )
})

test('a text that occurs two hundred thousand times is kept on one side', () => {
  const sketches = Array.from({ length: 200_000 }, () => ({ label: 0, digest: 'the same' }))
  const data = dataset([...sketches, ...[0, 0, 0, 1, 1, 1].map((label) => ({ label }))])
  const split = splitDataset(data, options)
  expect(perClass(data, split.train)[0]).toBeGreaterThanOrEqual(200_000)
  const passages = splitDataset({ ...data, task: 'text-generation', classes: [] }, options)
  expect([passages.train, passages.validation, passages.test].flat()).toHaveLength(200_006)
})
