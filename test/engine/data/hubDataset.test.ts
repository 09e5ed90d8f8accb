/** Data sets of a hub, by their Parquet conversion, from a folder that answers as the hub does. */
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetDataset, storedDatasets } from '../../../src/engine/data/hub/datasetStore.ts'
import { hubTables, lookUpDataset } from '../../../src/engine/data/hub/hubDataset.ts'
import { type BlobStore, memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { storedModels } from '../../../src/engine/weights/modelFileCache.ts'
import type { HubDataset } from '../../../src/shared/domain/hubDataset.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { type DatasetHub, datasetHub } from '../../support/datasetHub.ts'
import { read } from './archives.ts'

const wanted: HubDataset = { repository: 'ada/reviews', subset: '', splits: [], columns: [], rows: 20_000 }
const truth = JSON.parse(readFileSync(new URL('../../fixtures/tables/codec-zstd.json', import.meta.url), 'utf8'))
let hub: DatasetHub
let store: BlobStore
const around = (signal = new AbortController().signal) => ({ fetch: hub.fetch, store, signal })
const tables = (part: Partial<HubDataset> = {}) => hubTables({ ...wanted, ...part }, around())

beforeEach(async () => {
  store = memoryStore()
  hub = await datasetHub({
    'ada/reviews/default/train/0000.parquet': 'codec-zstd.parquet',
    'ada/reviews/default/train/0001.parquet': 'codec-snappy.parquet',
    'ada/reviews/default/test/0000.parquet': 'codec-gzip.parquet',
    'ada/reviews/default/unsupervised/0000.parquet': 'class-label.parquet',
    'ada/reviews/more/train/0000.parquet': 'groups.parquet',
    'many/default/partial-train/0000.parquet': 'many-pages-1.parquet',
    'shots/default/train/0000.parquet': 'pictures.parquet',
  })
})
afterEach(() => hub.close())

test('what there is: subsets, splits with their sizes, and columns', async () => {
  const card = await lookUpDataset({ repository: 'ada/reviews', subset: '' }, around())
  const size = (name: string) => readFileSync(new URL(`../../fixtures/tables/${name}`, import.meta.url)).length
  expect(card).toEqual({
    repository: 'ada/reviews',
    subsets: ['default', 'more'],
    subset: 'default',
    splits: [
      { name: 'test', files: 1, rows: 12, bytes: size('codec-gzip.parquet'), usual: true },
      { name: 'train', files: 2, rows: 12, bytes: size('codec-zstd.parquet'), usual: true },
      { name: 'unsupervised', files: 1, rows: 6, bytes: size('class-label.parquet'), usual: false },
    ],
    columns: ['text', 'label'],
  })
  expect(await lookUpDataset({ repository: 'ada/reviews', subset: 'more' }, around())).toMatchObject({
    splits: [{ name: 'train', rows: 30 }],
  })
})

test('splits become parts, files of one split follow one another, and values are what pyarrow reads', async () => {
  const dataset = await read(await tables())
  expect(dataset.task).toBe('text-classification')
  expect(dataset.classes).toEqual(['bad', 'fair', 'good'])
  const parts = dataset.examples.map(({ path, split }) => `${path.replace(/, row.*/, '')} ${split}`)
  expect([...new Set(parts)].sort()).toEqual([
    'test.parquet test',
    'train-00000-of-00002.parquet train',
    'train-00001-of-00002.parquet train',
  ])
  expect(parts).toHaveLength(36)
  const tested = dataset.examples.filter(({ split }) => split === 'test').map(({ content }) => content)
  const texts = tested.map((content) => (content.kind === 'text' ? content.text : ''))
  expect(texts.sort()).toEqual(truth.rows.map(([text]: string[]) => text).sort())
})

test('rows are capped over the files of a split, which is told', async () => {
  const dataset = await read(await tables({ splits: ['train'], rows: 15 }))
  expect(dataset.examples).toHaveLength(15)
  expect(dataset.warnings.map(say)).toContain(
    'Only the first 3 of 12 rows of "train-00001-of-00002.parquet" were read.',
  )
})

test('only the chosen columns are read', async () => {
  const dataset = await read(await tables({ repository: 'many', columns: ['text', 'label'], rows: 300 }))
  expect(dataset.columns?.names).toEqual(['text', 'label'])
  // Every 97th of the 300 texts is empty.
  expect(dataset.examples).toHaveLength(296)
})

test('a column of pictures gives a picture a row, in the folders of its classes and parts', async () => {
  const dataset = await read(await tables({ repository: 'shots', rows: 5 }))
  expect(dataset.task).toBe('image-classification')
  expect(dataset.examples.map(({ path }) => path).sort()).toEqual(['cat/1', 'cat/3', 'cat/5', 'dog/2', 'dog/4'])
})

test('what was read once is read again without a network, and can be deleted', async () => {
  await lookUpDataset(wanted, around())
  const first = await read(await tables())
  const asked = hub.asked.length
  const silent: typeof fetch = async () => {
    throw new TypeError('Failed to fetch')
  }
  const again = await read(await hubTables(wanted, { ...around(), fetch: silent }))
  expect(again.fingerprint).toBe(first.fingerprint)
  expect(hub.asked).toHaveLength(asked)
  expect(await lookUpDataset(wanted, { ...around(), fetch: silent }).catch(({ code }) => code)).toBe('network-offline')
  const [kept, ...others] = await storedDatasets(store)
  expect(others).toEqual([])
  expect(kept?.repository).toBe('ada/reviews')
  expect(kept?.storedBytes).toBeGreaterThan(3000)
  expect(await storedModels(store)).toEqual([])
  await forgetDataset(store, 'ada/reviews')
  expect(await store.list()).toEqual([])
}, 20_000)

test('a file that its publisher changed is fetched anew once it is looked up', async () => {
  await read(await tables({ splits: ['test'] }))
  const place = join(hub.folder, 'huggingface.co/datasets/ada/reviews/resolve/refs/convert/parquet/default/test')
  const changed = new URL('../../fixtures/tables/class-label.parquet', import.meta.url)
  await writeFile(join(place, '0000.parquet'), readFileSync(changed))
  await lookUpDataset(wanted, around())
  expect((await read(await tables({ splits: ['test'] }))).classes).toEqual(['-1', 'neg', 'pos'])
})

describe('what cannot be read is told with what to do', () => {
  test.each([
    ['a data set that is not there', { repository: 'ada/nothing' }, 'network-not-found', 'no data set "ada/nothing"'],
    ['a subset', { subset: 'less' }, 'data-unsupported', 'no subset "less"; it has "default", "more"'],
    ['a split', { splits: ['dev'] }, 'data-unsupported', 'no split "dev"; it has "test", "train", "unsupervised"'],
    ['a column', { columns: ['stars'] }, 'data-unsupported', 'no column "stars"; it has "text", "label"'],
  ])('%s', async (_, part, code, message) => {
    await expect(tables(part)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  test('one without a Parquet conversion', async () => {
    await mkdir(join(hub.folder, 'huggingface.co/datasets/ada/raw/resolve/main'), { recursive: true })
    await expect(tables({ repository: 'ada/raw' })).rejects.toMatchObject({
      code: 'data-unsupported',
      message: expect.stringContaining('no Parquet conversion of ada/raw'),
      advice: expect.stringContaining('https://huggingface.co/datasets/ada/raw'),
    })
  })

  test.each([
    ['GatedRepo', 403, 'network-forbidden', 'is gated', 'drop them here'],
    ['RepoNotFound', 401, 'network-not-found', 'no data set "ada/reviews"', 'capitals count'],
  ])('what the hub says of its own accord: %s', async (word, status, code, message, advice) => {
    const fetch: typeof globalThis.fetch = async () => new Response('{}', { status, headers: { 'X-Error-Code': word } })
    await expect(hubTables(wanted, { ...around(), fetch })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      advice: expect.stringContaining(advice),
    })
  })

  test('files at another host, which the page may not fetch', async () => {
    const fetch: typeof globalThis.fetch = async () =>
      Response.json({ default: { train: ['https://elsewhere.example/0.parquet'] } })
    await expect(hubTables(wanted, { ...around(), fetch })).rejects.toMatchObject({
      code: 'data-unsupported',
      message: expect.stringContaining('elsewhere.example'),
      advice: expect.stringContaining('drop it here'),
    })
  })

  test('a file that is cut off', async () => {
    const place = join(hub.folder, 'huggingface.co/datasets/ada/reviews/resolve/refs/convert/parquet/default/test')
    const whole = readFileSync(join(place, '0000.parquet'))
    await writeFile(join(place, '0000.parquet'), whole.subarray(0, whole.length / 2))
    await expect(tables({ splits: ['test'] })).rejects.toMatchObject({ code: 'data-unreadable' })
  })

  test('a host that gives no parts of files', async () => {
    const fetch: typeof globalThis.fetch = async (url, init) => {
      const { Range: _, ...headers } = Object.fromEntries(new Headers(init?.headers))
      return hub.fetch(url, { ...init, headers: { ...headers, Range: '' } })
    }
    await expect(hubTables({ ...wanted, splits: ['test'] }, { ...around(), fetch })).rejects.toMatchObject({
      code: 'network-content',
      advice: expect.stringContaining('drop it here'),
    })
  })

  test('calling it off', async () => {
    const controller = new AbortController()
    const fetch: typeof globalThis.fetch = async (url, init) => {
      if (String(url).endsWith('.parquet')) controller.abort()
      init?.signal?.throwIfAborted()
      return hub.fetch(url, init)
    }
    await expect(hubTables(wanted, { ...around(controller.signal), fetch })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

test('without the folder nothing is there', async () => {
  await rm(join(hub.folder, 'huggingface.co'), { recursive: true })
  await mkdir(join(hub.folder, 'huggingface.co'))
  await expect(tables()).rejects.toMatchObject({ code: 'network-not-found' })
})
