import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import type { ImageCodec } from '../../../src/engine/data/imageCodec.ts'
import { limits } from '../../../src/engine/data/limits.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { labelOf } from '../../support/targets.ts'
import { bytesOf, dropped, folders, picture, read, readZip, zipOf } from './archives.ts'

const counts = (dataset: Dataset) =>
  dataset.classes.map((name, label) => [name, dataset.examples.filter((example) => labelOf(example) === label).length])
const splitOf = (dataset: Dataset) =>
  Object.fromEntries(
    dataset.examples.map(({ path, split, ...example }) => [path, [dataset.classes[labelOf(example) ?? -1], split]]),
  )

test('folders name the classes, in a zip as in a dropped folder', async () => {
  const entries = folders(['flowers/rose', 'flowers/daisy'])
  const zipped = await readZip(entries, { level: 6 })
  const loose = await read(dropped(entries))
  expect(counts(zipped)).toEqual([
    ['daisy', 3],
    ['rose', 3],
  ])
  expect(zipped.skipped).toEqual([])
  expect(zipped.warnings).toEqual([])
  expect({ ...loose, examples: loose.examples.map(({ path, digest, target }) => [path, digest, target]) }).toEqual({
    ...zipped,
    examples: zipped.examples.map(({ path, digest, target }) => [path, digest, target]),
  })
})

test('an archive far larger than one read of it gives every picture whole', async () => {
  // About 6 MB of pictures that do not compress, so that files read at the same time lie in different reads.
  const noisy = (n: number) =>
    pngBlob(160, 120, (x, y) => [(x * 7919 + y * n) % 251, (x * y * 31 + n) % 253, (x ^ y) % 256])
  const padded = async (n: number) => new Blob([await bytesOf(noisy(n)), new Uint8Array(150_000).fill(n)])
  const entries: [string, Blob][] = []
  for (let n = 0; n < 40; n++) entries.push([`${n % 2 ? 'rose' : 'daisy'}/${n}.png`, await padded(n)])
  const zipped = await readZip(entries)
  const loose = await read(dropped(entries))
  expect(zipped.skipped).toEqual([])
  expect(zipped.fingerprint).toBe(loose.fingerprint)
  expect(zipped.examples.length).toBe(40)
})

test('several archives stand side by side as folders', async () => {
  const archive = async (from: number) => zipOf([0, 1, 2].map((k) => [`${k}.png`, picture(from + k)]))
  const dataset = await read([
    { path: 'cats.zip', file: await archive(0) },
    { path: 'dogs.zip', file: await archive(10) },
    ...dropped(folders(['birds']).map(([path], k) => [path, picture(20 + k)])),
  ])
  expect(counts(dataset)).toEqual([
    ['birds', 3],
    ['cats', 3],
    ['dogs', 3],
  ])
})

test.each([
  ['split above class', 'data/training/cat', 'data/valid/cat', 'data/eval/dog', 'data/train/dog'],
  ['class above split', 'data/cat/Train', 'data/cat/dev', 'data/dog/test', 'data/dog/train'],
])('splits named by folders are kept: %s', async (_, catTrain, catValidation, dogTest, dogTrain) => {
  const names = [catTrain, catValidation, dogTest, dogTrain]
  const dataset = await readZip(folders(names, 1))
  expect(dataset.namedSplits).toEqual(['train', 'validation', 'test'])
  expect(splitOf(dataset)).toEqual({
    [`${catTrain}/0.png`]: ['cat', 'train'],
    [`${catValidation}/0.png`]: ['cat', 'validation'],
    [`${dogTest}/0.png`]: ['dog', 'test'],
    [`${dogTrain}/0.png`]: ['dog', 'train'],
  })
})

test('a lone folder "train" above the classes names no split', async () => {
  const dataset = await readZip(folders(['train/cat', 'train/dog']))
  expect(dataset.namedSplits).toEqual([])
  expect(dataset.examples.every(({ split }) => split === null)).toBe(true)
})

test('a test folder beside class folders holds back its pictures', async () => {
  const dataset = await readZip(folders(['cat', 'dog', 'test/cat', 'test/dog'], 1))
  expect(dataset.namedSplits).toEqual(['test'])
  expect(splitOf(dataset)['test/dog/0.png']).toEqual(['dog', 'test'])
})

test('a train among buses is a class', async () => {
  expect((await readZip(folders(['bus', 'train', 'tram']))).classes).toEqual(['bus', 'train', 'tram'])
  const divided = await readZip(folders(['train/bus', 'train/train', 'test/train'], 1))
  expect(splitOf(divided)['train/train/0.png']).toEqual(['train', 'train'])
  expect(splitOf(divided)['test/train/0.png']).toEqual(['train', 'test'])
})

test('a picture beside the class folders is listed, not made a class', async () => {
  const dataset = await readZip([...folders(['flowers/rose', 'flowers/daisy']), ['flowers/cover.png', picture(99)]])
  expect(dataset.classes).toEqual(['daisy', 'rose'])
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'flowers/cover.png', reason: 'It is not in a class folder. Put it into a folder named after its class.' },
  ])
})

test('what systems leave behind is not mentioned', async () => {
  const litter: [string, string][] = [
    '.DS_Store',
    '__MACOSX/rose/._0.png',
    'rose/Thumbs.db',
    'rose/.hidden.jpg',
    'desktop.ini',
  ].map((path) => [path, 'x'])
  const dataset = await readZip([...litter, ...folders(['rose', 'daisy'])])
  expect(dataset.skipped).toEqual([])
  expect(dataset.examples.length).toBe(6)
})

const pictures: [string, Blob][] = [0, 1, 2, 3].map((k) => [`images/${k}.png`, picture(k)])

test.each([
  [
    'metadata.csv',
    'file_name,label\r\nimages/0.png,"Rose, red"\r\nimages/1.png,daisy\r\nimages/2.png,daisy\r\nimages/3.png,"Rose, red"\r\n',
  ],
  [
    'metadata.csv',
    '\uFEFFtarget,file_name\ndaisy,images/1.png\ndaisy,images/2.png\n"Rose, red",images/0.png\n"Rose, red",images/3.png',
  ],
  [
    'metadata.jsonl',
    [0, 1, 2, 3]
      .map((k) => JSON.stringify({ file_name: `images/${k}.png`, y: k % 3 === 0 ? 'Rose, red' : 'daisy' }))
      .join('\n'),
  ],
])('a table beside the pictures gives the labels: %s %#', async (name, text) => {
  const dataset = await readZip([...pictures, [name, text]])
  expect(counts(dataset)).toEqual([
    ['Rose, red', 2],
    ['daisy', 2],
  ])
})

test('the label column can be named, and an unknown one is answered with those there are', async () => {
  const table =
    'file_name,label,colour\nimages/0.png,a,red\nimages/1.png,b,red\nimages/2.png,a,blue\nimages/3.png,b,blue\n'
  const files = dropped([...pictures, ['metadata.csv', table]])
  expect((await read(files, { labelColumn: 'colour' })).classes).toEqual(['blue', 'red'])
  await expect(read(files, { labelColumn: 'size' })).rejects.toMatchObject({
    code: 'data-unsupported',
    message: 'The table "metadata.csv" has no column "size"; its columns are "file_name", "label", "colour".',
  })
})

test('tables of a split each keep their split, and pictures that no table lists are named', async () => {
  const dataset = await readZip([
    ['train/0.png', picture(0)],
    ['train/1.png', picture(1)],
    ['train/2.png', picture(2)],
    ['train/metadata.csv', 'file_name,label\n0.png,a\n1.png,b\nlost.png,b\n'],
    ['test/3.png', picture(3)],
    ['test/metadata.csv', 'file_name,label\n3.png,a\n'],
  ])
  expect(splitOf(dataset)).toEqual({
    'train/0.png': ['a', 'train'],
    'train/1.png': ['b', 'train'],
    'test/3.png': ['a', 'test'],
  })
  expect(leftOut(dataset.skipped)).toEqual([{ path: 'train/2.png', reason: 'The metadata table does not list it.' }])
  expect(inWords(dataset.warnings)[0]).toBe('The metadata table lists 1 file that is not among the readable pictures.')
})

test.each([
  ['ragged rows', 'metadata.csv', 'file_name,label\nimages/0.png,x\nimages/1.png,y\nimages/2.png\nimages/3.png,y\n', 4],
  ['an unclosed quote', 'metadata.csv', 'file_name,label\nimages/0.png,x\nimages/1.png,y\n"images/2.png,x\n', 4],
  [
    'a broken JSON line',
    'metadata.jsonl',
    '{"file_name":"images/0.png","label":"x"}\n{"file_name":\n{"file_name":"images/1.png","label":"y"}\n',
    2,
  ],
])('%s cost that row, which is named', async (_, name, text, row) => {
  const dataset = await read(dropped([...pictures, [name, text]]))
  expect(dataset.classes).toEqual(['x', 'y'])
  expect(dataset.skipped[0]?.path).toBe(`${name}, row ${row}`)
  expect(leftOut(dataset.skipped).slice(1)).toContainEqual({
    path: 'images/2.png',
    reason: 'The metadata table does not list it.',
  })
})

test('tables in UTF-16 and Latin-1 are read', async () => {
  const text = 'file_name,label\nimages/0.png,Löwe\nimages/1.png,Bär\nimages/2.png,Löwe\nimages/3.png,Bär\n'
  const utf16 = new Uint8Array(2 + 2 * text.length)
  utf16.set([0xff, 0xfe])
  for (let i = 0; i < text.length; i++) utf16[2 + 2 * i] = text.charCodeAt(i)
  const latin = Uint8Array.from(text, (character) => character.charCodeAt(0))
  for (const table of [utf16, latin])
    expect((await readZip([...pictures, ['metadata.csv', table]])).classes).toEqual(['Bär', 'Löwe'])
})

test('hostile labels are ordinary text, cut where they are shown', async () => {
  const long = 'x'.repeat(10_000)
  const labels = ['__proto__', 'constructor', '<img src=x onerror=alert(1)>', '\u202Egnp.exe', long, `${long}y`]
  const rows = labels.map((label, k) => JSON.stringify({ file_name: `${k}.png`, label }))
  const dataset = await readZip([
    ...labels.map((_, k): [string, Blob] => [`${k}.png`, picture(k)]),
    ['metadata.jsonl', rows.join('\n')],
  ])
  const cut = `${'x'.repeat(79)}…`
  expect(dataset.classes).toEqual([
    '<img src=x onerror=alert(1)>',
    '__proto__',
    'constructor',
    cut,
    `${'x'.repeat(71)}… (2)`,
    '\u202Egnp.exe',
  ])
  expect(dataset.examples.length).toBe(6)
})

test('a letter composed and decomposed is the same class', async () => {
  const dataset = await readZip(
    [
      ['Löwe'.normalize('NFD'), 0],
      ['Löwe', 1],
      ['Bär', 2],
    ].map(([name, k]) => [`${name}/${k}.png`, picture(Number(k))]),
  )
  expect(counts(dataset)).toEqual([
    ['Bär', 1],
    ['Löwe', 2],
  ])
})

test('the fingerprint follows the bytes and labels, and neither names nor order', async () => {
  const entries = folders(['rose', 'daisy'])
  const renamed = entries.map(([path, blob], k): [string, Blob] => [
    `flowers/${path.split('/')[0]}/other-${k}.png`,
    blob,
  ])
  const first = await readZip(entries)
  const second = await read(dropped(renamed.toReversed()))
  expect(second.fingerprint).toBe(first.fingerprint)
  expect(second.examples.map(({ digest }) => digest)).toEqual(first.examples.map(({ digest }) => digest))
  expect((await readZip(folders(['rose', 'lily']))).fingerprint).not.toBe(first.fingerprint)
  expect((await readZip(entries.slice(1))).fingerprint).not.toBe(first.fingerprint)
})

test('the same picture in two splits and in two classes is reported with its places', async () => {
  const dataset = await readZip([
    ...folders(['train/cat', 'train/dog', 'test/cat']),
    ['test/dog/copy.png', picture(1000)],
    ['train/cat/also a dog.png', picture(1001)],
  ])
  expect(inWords(dataset.warnings)).toContain(
    '1 picture is in more than one class ("cat", "dog"): "train/cat/also a dog.png", "train/dog/1.png".',
  )
  expect(inWords(dataset.warnings)).toContain(
    '1 picture is in more than one split: "test/dog/copy.png", "train/dog/0.png". The test would contain what was trained on; remove one of each.',
  )
})

test('small classes are warned of', async () => {
  const dataset = await readZip([...folders(['rose', 'daisy']), ['lily/0.png', picture(77)]])
  expect(inWords(dataset.warnings)).toEqual([
    '1 class has fewer than 3 pictures: "lily". Add pictures: at least 3 are needed, for training, validation and the test.',
  ])
})

test('a damaged picture that looks whole is left out when it is met, and a format unknown here altogether', async () => {
  const damaged = await bytesOf(picture(5))
  damaged.fill(7, 41, damaged.length - 12)
  const dataset = await readZip([['rose/damaged.png', damaged], ...folders(['rose', 'daisy'])])
  expect(dataset.examples.length).toBe(6)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'rose/damaged.png', reason: 'It is damaged: it cannot be decoded. Copy or download it again.' },
  ])
  const gif = Uint8Array.from([
    71, 73, 70, 56, 57, 97, 1, 0, 1, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 68, 1, 0, 0x3b,
  ])
  const unknowing: ImageCodec = {
    ...nodeCodec,
    decode: (blob, side) =>
      blob.type === 'image/gif' ? Promise.reject(new Error('GIF')) : nodeCodec.decode(blob, side),
  }
  const archive = await zipOf([...folders(['rose', 'daisy']), ['rose/dot.gif', gif]])
  const other = await read([{ path: 'data.zip', file: archive }], { codec: unknowing })
  expect(leftOut(other.skipped)).toEqual([
    { path: 'rose/dot.gif', reason: 'GIF pictures cannot be decoded here. Convert it to JPEG or PNG.' },
  ])
})

test('progress counts up to the number of files', async () => {
  const seen: [number, number, string][] = []
  await read(dropped(folders(['a', 'b'], 40)), {
    onProgress: (done, total, stage) => seen.push([done, total, say(stage)]),
  })
  const reading = seen.filter(([, , stage]) => stage === 'Reading pictures')
  expect(reading[0]?.slice(0, 2)).toEqual([0, 80])
  expect(reading.at(-1)?.slice(0, 2)).toEqual([80, 80])
  expect(reading.map(([done]) => done)).toEqual(reading.map(([done]) => done).toSorted((a, b) => a - b))
})

test('reading stops when it is cancelled', async () => {
  const stop = new AbortController()
  const files = dropped(folders(['a', 'b'], 200))
  const reading = read(files, { signal: stop.signal, onProgress: (done) => done > 0 && stop.abort() })
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  await expect(read(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  const zip = [{ path: 'data.zip', file: await zipOf(folders(['a', 'b'])) }]
  await expect(read(zip, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
})

test('the event loop turns while many files are read', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const started = performance.now()
  await read(dropped(folders(['a', 'b'], 1000)))
  clearInterval(timer)
  // At least once in 50 ms on average: the stretch is 15 ms, the rest is room for a busy machine.
  expect(turns).toBeGreaterThan((performance.now() - started) / 50)
})

test('work in several lanes makes the event loop turn once for all of them', async () => {
  const pace = createPace(new AbortController().signal)
  const end = performance.now() + 100
  let made = 0
  const lane = async () => {
    while (performance.now() < end) if (await pace.breathe()) made++
  }
  await Promise.all([lane(), lane(), lane()])
  expect(made).toBeGreaterThanOrEqual(1)
  expect(made).toBeLessThanOrEqual(7)
})

test('more classes than can be trained are refused with the number', async () => {
  const many = Array.from({ length: limits.classes + 1 }, (_, k): [string, Blob] => [`class ${k}/0.png`, picture(k)])
  await expect(read(dropped(many))).rejects.toMatchObject({
    code: 'data-too-large',
    message: 'Received 1,001 classes; at most 1,000 can be trained.',
  })
})
