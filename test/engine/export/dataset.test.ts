// Clean data that are taken away hold the same rows, labels and parts when they are read again, whatever the task.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { editDataset } from '../../../src/engine/data/editDataset.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { splitDataset } from '../../../src/engine/data/splitDataset.ts'
import { named } from '../../../src/engine/data/target.ts'
import { exportDataset } from '../../../src/engine/export/dataset/dataExporters.ts'
import type { DataExportId } from '../../../src/shared/catalog/dataExports.ts'
import type { DataSettings } from '../../../src/shared/domain/cleaning.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import { zipOf } from '../../support/archives.ts'
import { pngBlob } from '../../support/nodeImages.ts'

const settings: DataSettings = { validation: 0.15, test: 0.2, seed: 3, maxTrain: 0, maxTokens: 128, weighted: true }

type Files = readonly { readonly path: string; readonly file: Blob }[]

const read = (files: Files) =>
  readDataset(
    { name: 'data', files },
    {
      ...{ textColumn: '', labelColumn: '', readings: dataReadings, onProgress: () => {}, codec: nodeCodec },
      signal: new AbortController().signal,
    },
  )

const file = (path: string, content: string): Files => [{ path, file: new Blob([content]) }]
const words = (n: number) => `Text ${n} says "so", and\nmore of ${n * 7}, or ${n * 13}`
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const many = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n))

/** What each example says, what it is answered with, and where it is used. */
function told(dataset: Dataset, partOf: (index: number) => string) {
  return dataset.examples
    .map(({ content, target }, index) =>
      JSON.stringify([content.kind === 'image' ? '' : content, named(target, dataset.classes), partOf(index)]),
    )
    .toSorted()
}

function toldBySplit(dataset: Dataset) {
  const { train, validation, test: tested } = splitDataset(dataset, settings)
  const parts = new Map<number, string>([
    ...train.map((index) => [index, 'train'] as const),
    ...validation.map((index) => [index, 'validation'] as const),
    ...tested.map((index) => [index, 'test'] as const),
  ])
  return told(dataset, (index) => parts.get(index) ?? '')
}

const datasets: Readonly<Record<string, Files>> = {
  classes: file(
    'a.csv',
    [
      'text,label',
      ...many(
        60,
        (n) =>
          `${quoted(words(n))},${['good', 'bad, really', 'it "is"'][n % 3]?.replace(/.*[",].*/, (all) => quoted(all))}`,
      ),
    ].join('\n'),
  ),
  pairs: file(
    'a.jsonl',
    many(60, (n) => JSON.stringify({ premise: words(n), hypothesis: `Not ${n}`, label: n % 2 ? 'yes' : 'no' })).join(
      '\n',
    ),
  ),
  numbers: file('a.csv', ['text,price', ...many(60, (n) => `${quoted(words(n))},${n * 1.25 + 0.1}`)].join('\n')),
  labels: file(
    'a.jsonl',
    many(60, (n) =>
      JSON.stringify({ text: words(n), labels: ['news', 'sport', 'art, old'].filter((_, label) => (n >> label) % 2) }),
    ).join('\n'),
  ),
  tags: file(
    'a.jsonl',
    many(60, (n) =>
      JSON.stringify({ tokens: ['Anna', 'went', 'to', `Ulm${n}`], tags: ['B-PER', 'O', 'O', 'B-LOC'] }),
    ).join('\n'),
  ),
  conversations: file(
    'a.jsonl',
    many(60, (n) =>
      JSON.stringify({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: words(n) },
          { role: 'assistant', content: `[${n}] "So"` },
          { role: 'user', content: 'And then?' },
          { role: 'assistant', content: '…' },
        ],
      }),
    ).join('\n'),
  ),
  instructions: file(
    'a.jsonl',
    many(60, (n) => JSON.stringify({ prompt: `Say ${n}`, completion: words(n) })).join('\n'),
  ),
}

const forms: readonly DataExportId[] = ['csv', 'jsonl', 'parquet']
const cases = Object.keys(datasets).flatMap((name) => forms.map((form) => [name, form] as const))

test.each(cases)('%s as %s are the same when they are read again', async (name, form) => {
  const whole = await read(datasets[name] ?? [])
  const [left] = whole.examples
  const edited = await editDataset(whole, left ? [{ digest: left.digest, path: left.path, label: null }] : [])
  expect(edited.examples).toHaveLength(59)
  const [written] = await exportDataset(edited, form, settings)
  const again = await read([{ path: written?.name ?? '', file: written?.blob ?? new Blob() }])
  expect(again.task).toBe(edited.task)
  expect(again.skipped).toEqual([])
  expect(told(again, (index) => again.examples[index]?.split ?? '')).toEqual(toldBySplit(edited))
})

test('a conversation leaves as turns, which a training script reads without unpacking a text', async () => {
  const dataset = await read(datasets.conversations ?? [])
  const [lines] = await exportDataset(dataset, 'jsonl', settings)
  const rows = ((await lines?.blob.text()) ?? '').trim().split('\n')
  expect(JSON.parse(rows.find((row) => row.includes('"[0] ')) ?? 'null').messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: words(0) },
    { role: 'assistant', content: '[0] "So"' },
    { role: 'user', content: 'And then?' },
    { role: 'assistant', content: '…' },
  ])
  const [table] = await exportDataset(dataset, 'parquet', settings)
  const { parquetReadObjects } = await import('hyparquet')
  const read0 = await parquetReadObjects({ file: (await table?.blob.arrayBuffer()) ?? new ArrayBuffer(0) })
  expect(read0[0]?.messages).toHaveLength(5)
  expect(read0[0]?.messages[0]).toEqual({ role: 'system', content: 'Be brief.' })
})

const folder = process.env.THAW_CLEAN_DATA
/** For `test/reference/check_dataset.py`: how pandas and pyarrow read them is not seen from here. */
test.runIf(folder !== undefined)('files of three tasks are written for Python to read', async () => {
  for (const name of ['classes', 'numbers', 'labels']) {
    const dataset = await read(datasets[name] ?? [])
    await mkdir(join(folder ?? '', name), { recursive: true })
    for (const form of forms)
      for (const written of await exportDataset(dataset, form, settings))
        await writeFile(join(folder ?? '', name, written.name), Buffer.from(await written.blob.arrayBuffer()))
  }
})

const picture = (n: number) => pngBlob(8, 8, (x, y) => [n, 20 * x, 20 * y])

test('pictures as folders of parts and classes are the same when the zip is read again', async () => {
  const files = many(60, (n) => `${['cat', 'Großer Hund', 'owl'][n % 3]}/${n % 20}.png`)
  const dataset = await read(files.map((path, n) => ({ path, file: picture(n) })))
  const written = await exportDataset(dataset, 'pictures', settings)
  expect(written.map(({ name }) => name.split('/').slice(0, 2).join('/'))).toContain('test/Großer Hund')
  const entries = await Promise.all(
    written.map(async ({ name, blob }) => ({ path: name, bytes: Buffer.from(await blob.arrayBuffer()) })),
  )
  const again = await read([{ path: 'examples.zip', file: new Blob([new Uint8Array(await zipOf(entries))]) }])
  const byDigest = (of: Dataset, lines: readonly string[]) => [
    of.examples.map(({ digest }) => digest).toSorted(),
    lines,
  ]
  expect(
    byDigest(
      again,
      told(again, (index) => again.examples[index]?.split ?? ''),
    ),
  ).toEqual(byDigest(dataset, toldBySplit(dataset)))
})

test('a class that is no name of a folder, or one of a part, is written in a table beside the pictures', async () => {
  const labels = ['a/b', 'test', 'c: d']
  const rows = many(60, (n) => `${n}.png,${labels[n % 3]}`)
  const files: Files = [
    ...many(60, (n) => `p/${n}.png`).map((path, n) => ({ path, file: picture(n) })),
    { path: 'p/metadata.csv', file: new Blob([['file_name,label', ...rows].join('\n')]) },
  ]
  const dataset = await read(files)
  expect(dataset.classes).toEqual(['a/b', 'c: d', 'test'])
  const written = await exportDataset(dataset, 'pictures', settings)
  const again = await read(written.map(({ name, blob }) => ({ path: name, file: blob })))
  expect(told(again, (index) => again.examples[index]?.split ?? '')).toEqual(toldBySplit(dataset))
})
