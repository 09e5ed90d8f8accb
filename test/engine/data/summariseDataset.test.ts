import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { summariseDataset } from '../../../src/engine/data/summariseDataset.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { dropped, folders, read } from './archives.ts'

const signal = new AbortController().signal

test('a summary has the counts and a few small pictures of each class', async () => {
  const wide = [0, 1, 2].map((k): [string, Blob] => [`wide/${k}.png`, pngBlob(400, 100, (x) => [x % 256, k, 0])])
  const dataset = await read(dropped([...folders(['small'], 9), ...wide]))
  const summary = await summariseDataset(dataset, { codec: nodeCodec, signal })
  expect(summary.classes.map(({ name, count, thumbnails }) => [name, count, thumbnails.length])).toEqual([
    ['small', 9, 6],
    ['wide', 3, 3],
  ])
  expect(summary.examples).toBe(12)
  expect(summary.fingerprint).toBe(dataset.fingerprint)
  const [thumbnail = new Blob()] = summary.classes[1]?.thumbnails ?? []
  expect(await nodeCodec.decode(thumbnail, 1)).toMatchObject({ width: 96, height: 24 })
})

test('of each class it tells how many are not held back from training', async () => {
  const table = (labels: string[], part: string) => labels.map((label, n) => `"${part} text ${n}",${label}`).join('\n')
  const files: [string, string][] = [
    ['train.csv', `text,label\n${table(['no', 'yes', 'no', 'yes'], 'train')}`],
    ['validation.csv', `text,label\n${table(['no', 'yes'], 'validation')}`],
    ['test.csv', `text,label\n${table(['later', 'later', 'new'], 'test')}`],
  ]
  const { classes } = await summariseDataset(await read(dropped(files)), { codec: nodeCodec, signal })
  expect(classes.map(({ name, count, trainable }) => [name, count, trainable])).toEqual([
    ['later', 2, 0],
    ['new', 1, 0],
    ['no', 3, 2],
    ['yes', 3, 2],
  ])
})

test('a picture that cannot be decoded has no thumbnail and stops nothing', async () => {
  const dataset = await read(dropped(folders(['a', 'b'])))
  const content = { kind: 'image', blob: new Blob(['x']) } as const
  const broken = { ...dataset, examples: dataset.examples.map((example) => ({ ...example, content })) }
  const summary = await summariseDataset(broken, { codec: nodeCodec, signal })
  expect(summary.classes.map(({ count, thumbnails }) => [count, thumbnails.length])).toEqual([
    [3, 0],
    [3, 0],
  ])
})

test('summarising stops when it is cancelled', async () => {
  const dataset = await read(dropped(folders(['a', 'b'])))
  await expect(summariseDataset(dataset, { codec: nodeCodec, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  })
})

test('of texts the first of each class are shown, cut', async () => {
  const long = 'A long one. '.repeat(50)
  const rows = Array.from(
    { length: 20 },
    (_, n) => `"${n % 4 === 0 ? `${n} ${long}` : `text\n${n}`}",${n % 2 ? 'odd' : 'even'}`,
  )
  const dataset = await read(dropped([['rows.csv', `text,label\n${rows.join('\n')}`]]))
  const summary = await summariseDataset(dataset, { codec: nodeCodec, signal })
  expect(summary).toMatchObject({
    task: 'text-classification',
    passages: [],
    columns: { text: 'text', label: 'label' },
  })
  expect(
    summary.classes.map(({ name, count, thumbnails, samples }) => [name, count, thumbnails, samples.length]),
  ).toEqual([
    ['even', 10, [], 6],
    ['odd', 10, [], 6],
  ])
  const [even, odd] = summary.classes.map(({ samples }) => samples)
  expect(odd?.every((sample) => /^text \d+$/.test(sample))).toBe(true)
  expect(Math.max(...(even ?? []).map((sample) => sample.length))).toBe(160)
})

test('of a text to continue the first passages are shown with their lines, cut', async () => {
  const paragraphs = Array.from({ length: 40 }, (_, n) => `Paragraph ${n}.\n${'It goes on. '.repeat(40)}`)
  const dataset = await read(dropped([['book.txt', paragraphs.join('\n\n')]]))
  const summary = await summariseDataset(dataset, { codec: nodeCodec, signal })
  expect(summary).toMatchObject({ task: 'text-generation', classes: [], columns: null })
  expect(summary.passages.length).toBe(6)
  expect(summary.passages[0]).toBe(`${`Paragraph 0.\n${'It goes on. '.repeat(40)}`.slice(0, 300)}…`)
  const pairs = [1, 2, 3].map((n) => JSON.stringify({ prompt: `Question ${n}`, completion: `Answer ${n}` }))
  const files = dropped([['pairs.jsonl', pairs.join('\n')]])
  const second = async (dataset: Dataset) => (await summariseDataset(dataset, { codec: nodeCodec, signal })).passages[1]
  expect(await second(await read(files, { task: 'text-generation' }))).toBe('Question 2\nAnswer 2')
  expect(await second(await read(files))).toBe('User: Question 2\nAssistant: Answer 2')
})
