import { expect, test } from 'vitest'
import { summariseDataset } from '../../../src/engine/data/summariseDataset.ts'
import { nodeCodec, pngBlob } from '../../support/nodeImages.ts'
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
