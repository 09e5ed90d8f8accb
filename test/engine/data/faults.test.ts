/** Hostile and broken input, one row or test each; the numbers are those of the list of faults the studio must survive. */
import { expect, test } from 'vitest'
import { limits } from '../../../src/engine/data/limits.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { openZip } from '../../../src/engine/data/readers/zip.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { bytesOf, type Content, dropped, folders, photo, picture, read, readZip, zipOf } from './archives.ts'

const textIsNoPicture =
  'This is text, not a picture. If you want to use it, let its name end in .txt, or in .csv for a table.'

const good = folders(['rose', 'daisy'])
const asFile = (file: Blob, path = 'data.zip') => [{ path, file }]

// ---- Single files: each stands among good ones, is left out with its reason, and takes nothing with it.

interface Fault {
  readonly fault: string
  readonly path: string
  readonly content: () => Content | Promise<Content>
  readonly reason: string
}
const cut = 'Copy or download it again.'
const tooLarge = 'at most 40 megapixels and 16,384 pixels a side are read. Make it smaller.'
const faults: readonly Fault[] = [
  {
    fault: '3 a name that leads out',
    path: '../../rose/x.png',
    content: () => picture(50),
    reason: 'Its name leads out of the archive ("..").',
  },
  {
    fault: '3 a hidden way out',
    path: 'rose/..\\..\\x.png',
    content: () => picture(50),
    reason: 'Its name leads out of the archive ("..").',
  },
  {
    fault: '3 an absolute name',
    path: '/etc/x.png',
    content: () => picture(50),
    reason: 'Its name is an absolute path. Pack the folder again with relative names.',
  },
  {
    fault: '3 a drive',
    path: 'C:\\rose\\x.png',
    content: () => picture(50),
    reason: 'Its name begins with a drive. Pack the folder again with relative names.',
  },
  {
    fault: '4 more than 8 levels',
    path: 'a/b/c/d/e/f/g/h/i/x.png',
    content: () => picture(50),
    reason: 'It lies 9 folders deep; at most 8 are read.',
  },
  {
    fault: '6 a nested zip named .jpg',
    path: 'rose/more.jpg',
    content: () => zipOf(folders(['lily'])),
    reason: 'This is an archive inside the data; it was not opened. Unpack it first.',
  },
  {
    fault: '7 text named .jpg',
    path: 'rose/x.jpg',
    content: () => 'not a picture at all',
    reason: textIsNoPicture,
  },
  {
    fault: '7 a PDF named .png',
    path: 'rose/x.png',
    content: () => '%PDF-1.7 and so on',
    reason: 'It is damaged, or no document of the kind that its name says. Save it anew, or as .txt.',
  },
  {
    fault: '7 noise named .png',
    path: 'rose/x.png',
    content: () => Uint8Array.from({ length: 99 }, (_, i) => (i * 89) % 251),
    reason: 'This is not a picture that the studio can read (JPEG, PNG, WebP, GIF, BMP, ICO, HEIC, AVIF, TIFF).',
  },
  { fault: '8 zero bytes', path: 'rose/x.png', content: () => '', reason: 'It is empty (0 bytes).' },
  {
    fault: '10 a PNG of 100,000 × 100,000',
    path: 'rose/x.png',
    content: () => pngHeader(100_000, 100_000),
    reason: `100,000 × 100,000 pixels is too large: ${tooLarge}`,
  },
  {
    fault: '10 a JPEG of 65,000 × 65,000',
    path: 'rose/x.jpg',
    content: () => jpegHeader(65_000, 65_000),
    reason: `65,000 × 65,000 pixels is too large: ${tooLarge}`,
  },
  {
    fault: '10 a GIF of 60,000 × 2',
    path: 'rose/x.gif',
    content: () => gif(60_000, 2),
    reason: `60,000 × 2 pixels is too large: ${tooLarge}`,
  },
  {
    fault: '10 a BMP of 100,000 × 100,000',
    path: 'rose/x.bmp',
    content: () => bmp(100_000, 100_000),
    reason: `100,000 × 100,000 pixels is too large: ${tooLarge}`,
  },
  {
    fault: '10 a WebP of 16,385 × 16',
    path: 'rose/x.webp',
    content: () => webp('VP8X', 16_385, 16),
    reason: `16,385 × 16 pixels is too large: ${tooLarge}`,
  },
  {
    fault: '10 a picture of no width',
    path: 'rose/x.png',
    content: () => pngHeader(0, 5),
    reason: 'Its header says 0 × 5 pixels: it is empty.',
  },
  {
    fault: '11 half a JPEG',
    path: 'rose/x.jpg',
    content: () => half(photo(9)),
    reason: `The JPEG is cut off. ${cut}`,
  },
  {
    fault: '11 a JPEG cut in its header',
    path: 'rose/x.jpg',
    content: async () => (await bytesOf(photo(9))).slice(0, 40),
    reason: `The JPEG is cut off. ${cut}`,
  },
  {
    fault: '11 half a PNG',
    path: 'rose/x.png',
    content: () => half(picture(9)),
    reason: `The PNG is cut off. ${cut}`,
  },
  {
    fault: '11 half a GIF',
    path: 'rose/x.gif',
    content: () => gif(4, 4).slice(0, -4),
    reason: `The GIF is cut off. ${cut}`,
  },
  {
    fault: '11 half a BMP',
    path: 'rose/x.bmp',
    content: () => bmp(40, 40).slice(0, 900),
    reason: `The BMP is cut off. ${cut}`,
  },
  {
    fault: '11 half a WebP',
    path: 'rose/x.webp',
    content: () => webp('VP8L', 9, 9).slice(0, 28),
    reason: `The WebP is cut off. ${cut}`,
  },
  {
    fault: '12 a lossless JPEG',
    path: 'rose/x.jpg',
    content: () => jpegHeader(4, 4, 0xc3),
    reason: 'This rare kind of JPEG (lossless, arithmetic or 12-bit) cannot be read. Save it as plain JPEG.',
  },
  {
    fault: '13 an SVG',
    path: 'rose/x.svg',
    content: () => '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    reason: `SVG holds drawing commands, not pixels. Convert it to PNG.`,
  },
  {
    fault: '14 a HEIC that is cut off',
    path: 'rose/x.jpg',
    content: () => '\0\0\0\u0018ftypheic\0\0\0\0',
    reason: 'The HEIC is cut off. Copy or download it again.',
  },
  {
    fault: '14 a TIFF that is cut off',
    path: 'rose/x.tif',
    content: () => 'II*\0\u0008\0\0\0',
    reason: 'The TIFF is cut off. Copy or download it again.',
  },
  {
    fault: 'a video',
    path: 'rose/x.mp4',
    content: () => '\0\0\0\u0018ftypisom\0\0\0\0',
    reason: 'This is a video, not a picture.',
  },
]

test.each(faults)(
  '$fault: left out with its reason, from a zip and from a folder',
  async ({ path, content, reason }) => {
    const entries: [string, Content][] = [...good, [path, await content()]]
    for (const dataset of [await readZip(entries), await read(dropped(entries))]) {
      expect(leftOut(dataset.skipped)).toEqual([{ path, reason }])
      expect(dataset.examples.length).toBe(6)
    }
  },
)

test('7 pictures with wrong extensions are read as what they are', async () => {
  const dataset = await readZip([
    ...good,
    ['rose/a.txt', photo(1)],
    ['daisy/b', picture(60)],
    ['daisy/c.png', photo(2)],
  ])
  expect(dataset.skipped).toEqual([])
  expect(dataset.examples.length).toBe(9)
})

test('3 names with backslashes are folders as any other', async () => {
  const dataset = await readZip(good.map(([path, blob]) => [path.replace('/', '\\'), blob]))
  expect(dataset.classes).toEqual(['daisy', 'rose'])
})

test('a JPEG with bytes after its end is whole', async () => {
  const trailing = new Uint8Array([...(await bytesOf(photo(1))), ...new Uint8Array(500)])
  expect((await readZip([...good, ['rose/x.jpg', trailing]])).skipped).toEqual([])
})

test('8 a file that can no longer be read is left out', async () => {
  const gone = Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.reject(new Error('gone')) })
  const dataset = await read([...dropped(good), { path: 'rose/x.png', file: gone }])
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'rose/x.png', reason: 'It could not be read (gone). Was it moved or deleted?' },
  ])
})

// ---- Archives.

test('1 an entry that unpacks to more than 100 times its size is stopped', async () => {
  const bomb = new Uint8Array(8 * 1024 ** 2)
  bomb.set(await bytesOf(picture(1)))
  const dataset = await readZip([...good, ['rose/bomb.png', bomb]], { level: 9 })
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'rose/bomb.png', reason: 'It unpacks to more than 100 times its packed size, which no picture does.' },
  ])
})

test('1 unpacking stops when all archives together have used up their bytes', async () => {
  const signal = new AbortController().signal
  const budget = { bytes: 150 }
  const { files } = await openZip(await zipOf(good), 'data.zip', { budget, pace: createPace(signal), signal })
  const [first, second] = files
  const size = (await first?.read(() => {}))?.length ?? 0
  expect(size).toBeGreaterThan(75)
  await expect(second?.read(() => {})).rejects.toMatchObject({
    code: 'data-too-large',
    message: 'The archive unpacks to more than 2 GB; unpacking was stopped.',
  })
  expect(limits.unpackedBytes).toBe(2 * 1024 ** 3)
})

test('1 a false size does not hide a bomb', async () => {
  const bomb = new Uint8Array(8 * 1024 ** 2)
  bomb.set(await bytesOf(picture(1)))
  const bytes = await bytesOf(await zipOf([['rose/bomb.png', bomb], ...good], { level: 9 }))
  const view = new DataView(bytes.buffer)
  view.setUint32(22, 100, true)
  view.setUint32(find(bytes, 0x02014b50) + 24, 100, true)
  const dataset = await read(asFile(new Blob([bytes])))
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['rose/bomb.png'])
  expect(dataset.examples.length).toBe(6)
})

test('2 an archive with the same name twice gives the first', async () => {
  const bytes = await bytesOf(await zipOf([...good, ['rose/9.png', picture(9)]]))
  // Renames the last entry to that of the first, in its own header and in the list.
  for (let at = 0; at + 10 <= bytes.length; at++)
    if (new TextDecoder().decode(bytes.subarray(at, at + 10)) === 'rose/9.png') bytes[at + 5] = '0'.charCodeAt(0)
  const dataset = await read(asFile(new Blob([bytes])))
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'rose/0.png', reason: 'The archive holds this name more than once; the first one was read.' },
  ])
  expect(dataset.examples.length).toBe(6)
})

test('2 entries that overlap are read once', async () => {
  const bytes = await bytesOf(await zipOf([...good, ['rose/8.png', picture(8)], ['rose/9.png', picture(9)]]))
  const view = new DataView(bytes.buffer)
  const list = centralHeaders(bytes)
  const [eighth = 0, ninth = 0] = list.slice(-2)
  bytes.copyWithin(ninth + 10, eighth + 10, eighth + 28) // the same method, checksum and sizes …
  view.setUint32(ninth + 42, view.getUint32(eighth + 42, true), true) // … at the same place
  const dataset = await read(asFile(new Blob([bytes])))
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['rose/9.png'])
  expect(dataset.examples.length).toBe(7)
})

test('4 over 50,000 files are refused, as an archive and as a folder', async () => {
  const bytes = await bytesOf(await zipOf([['rose/0.png', picture(0)]]))
  const start = find(bytes, 0x02014b50)
  const header = bytes.slice(start, bytes.length - 22)
  const end = bytes.slice(-22)
  const zip = new Blob([bytes.slice(0, start), ...new Array<Uint8Array<ArrayBuffer>>(50_001).fill(header), end])
  new DataView(end.buffer).setUint16(10, 50_001, true)
  new DataView(end.buffer).setUint32(12, 50_001 * header.length, true)
  const patched = new Blob([zip.slice(0, zip.size - 22), end])
  await expect(read(asFile(patched))).rejects.toMatchObject({
    code: 'data-too-large',
    message: 'The zip archive "data.zip" holds more than 50,000 files.',
  })
  const files = Array.from({ length: limits.files + 1 }, (_, k) => ({ path: `rose/${k}.png`, file: new Blob([]) }))
  await expect(read(files)).rejects.toMatchObject({
    code: 'data-too-large',
    message: 'There are more than 50,000 files.',
  })
}, 300_000)

test('5 encrypted entries are named, and the rest offered', async () => {
  const locked = await bytesOf(await zipOf(folders(['lily']), { password: 'secret' }))
  const dataset = await read([{ path: 'locked.zip', file: new Blob([locked]) }, ...dropped(good)])
  expect(dataset.skipped.map(({ path }) => path)).toEqual([
    'locked/lily/0.png',
    'locked/lily/1.png',
    'locked/lily/2.png',
  ])
  expect(leftOut(dataset.skipped)[0]?.reason).toBe(
    'It is encrypted. Unpack the archive with its password, then add the folder.',
  )
  await expect(read(asFile(new Blob([locked])))).rejects.toMatchObject({
    code: 'data-empty',
    message: expect.stringMatching(/^None of the 3 files can be used. lily\/0.png: It is encrypted./),
  })
})

test.each([0, 6])('5 a wrong checksum names the entry, and the rest is offered (compression %d)', async (level) => {
  const bytes = await bytesOf(await zipOf(good, { level }))
  const view = new DataView(bytes.buffer)
  for (const at of [0, find(bytes, 0x02014b50)]) view.setUint32(at + (at === 0 ? 14 : 16), 0xdeadbeef, true)
  const dataset = await read(asFile(new Blob([bytes])))
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'rose/0.png', reason: 'Its checksum is wrong: the archive is damaged here. Download or pack it again.' },
  ])
  expect(dataset.examples.length).toBe(5)
})

test('5 a truncated archive gives its whole files and names the one that is lost', async () => {
  const zip = await zipOf([...good, ['rose/last.png', picture(99)]])
  const local = new TextDecoder('latin1').decode(await bytesOf(zip)).indexOf('rose/last.png')
  const dataset = await read(asFile(zip.slice(0, local + 30)))
  expect(dataset.examples.length).toBe(6)
  expect(inWords(dataset.warnings)[0]).toBe(
    '"data.zip" is cut off in "rose/last.png". 6 complete files before that were read; download it again for the rest.',
  )
})

test.each([
  [
    'an archive cut in its first file',
    async () => (await zipOf(good)).slice(0, 50),
    'data-unreadable',
    'The zip archive "data.zip" cannot be read: its list of contents is missing, and no whole file was found.',
  ],
  [
    'text named .zip',
    async () => new Blob(['hello']),
    'data-unsupported',
    `"data.zip" is not a zip archive. ${textIsNoPicture}`,
  ],
  [
    'a RAR named .zip',
    async () => new Blob(['Rar!\u001a\u0007\0']),
    'data-unsupported',
    '"data.zip" is not a zip archive. This archive format cannot be read. Unpack it, or make a zip.',
  ],
  [
    'an empty file',
    async () => new Blob([]),
    'data-unsupported',
    '"data.zip" is not a zip archive. It is empty (0 bytes).',
  ],
  [
    'a model',
    () =>
      zipOf([
        ['model/model.safetensors', 'x'],
        ['model/config.json', '{}'],
      ]),
    'data-unsupported',
    '"model/model.safetensors" is a file of a model, not data.',
  ],
  ['an empty zip', () => zipOf([]), 'data-empty', 'There are no pictures or texts in it.'],
  [
    'only text of another kind',
    () => zipOf([['a/b.cfg', 'x']]),
    'data-empty',
    `The file cannot be used. a/b.cfg: ${textIsNoPicture}`,
  ],
  [
    '22 one class',
    () => zipOf(folders(['photos/rose'])),
    'classes-too-few',
    'Expected at least 2 classes, received 1 ("rose", 3 pictures).',
  ],
  [
    '22 one class in splits',
    () => zipOf(folders(['rose/train', 'rose/test'])),
    'classes-too-few',
    'Expected at least 2 classes, received 1 ("rose", 6 pictures).',
  ],
] as const)('%s is refused in words', async (_, file, code, message) => {
  await expect(read(asFile(await file()))).rejects.toMatchObject({ code, message, advice: expect.stringMatching(/\w/) })
})

test('one class is advised to get a second folder', async () => {
  await expect(readZip(folders(['rose']))).rejects.toMatchObject({
    advice: 'Add a second folder of pictures, named after its class.',
  })
})

async function half(blob: Blob): Promise<Uint8Array> {
  const bytes = await bytesOf(blob)
  return bytes.slice(0, bytes.length >> 1)
}

function find(bytes: Uint8Array<ArrayBuffer>, signature: number): number {
  const view = new DataView(bytes.buffer)
  let at = 0
  while (view.getUint32(at, true) !== signature) at++
  return at
}

function centralHeaders(bytes: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(bytes.buffer)
  const found: number[] = []
  for (let at = find(bytes, 0x02014b50); view.getUint32(at, true) === 0x02014b50; ) {
    found.push(at)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return found
}

function pngHeader(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(45)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  bytes.set([0x49, 0x45, 0x4e, 0x44], 37)
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}

function jpegHeader(width: number, height: number, frame = 0xc0): Uint8Array {
  const sizes = [height >> 8, height & 255, width >> 8, width & 255]
  return Uint8Array.from([0xff, 0xd8, 0xff, frame, 0, 11, 8, ...sizes, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 5, 0xff, 0xd9])
}

function gif(width: number, height: number): Uint8Array {
  const sizes = [width & 255, width >> 8, height & 255, height >> 8]
  const head = [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, ...sizes, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
  return Uint8Array.from([...head, 0x21, 0xf9, 1, 0, 0, 0x2c, 0, 0, 0, 0, ...sizes, 0, 2, 2, 0x44, 1, 0, 0x3b])
}

function bmp(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(54 + 4 * width * height, 10_000))
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, -height, true)
  view.setUint16(28, 32, true)
  return bytes
}

function webp(chunk: 'VP8X' | 'VP8L', width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(32)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('RIFF....WEBP'))
  bytes.set(new TextEncoder().encode(chunk), 12)
  view.setUint32(4, 24, true)
  if (chunk === 'VP8L') view.setUint32(21, (width - 1) | ((height - 1) << 14), true)
  else {
    view.setUint32(24, width - 1, true)
    view.setUint16(27, height - 1, true)
  }
  return bytes
}
