import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import { exportName } from '../../src/studio/features/deploy/exportName.ts'
import { firstPicture } from '../../src/studio/features/use/pictures.ts'
import { zipFiles } from '../../src/studio/store/zipFiles.ts'

test('an export is one zip that holds every file as it is, uncompressed', async () => {
  const zip = await zipFiles([
    { name: 'config.json', blob: new Blob(['{"a":1}']) },
    { name: 'onnx/größe.onnx', blob: new Blob([new Uint8Array(5000).fill(7)]) },
  ])
  const entries = await new ZipReader(new BlobReader(zip), {
    checkCrc32: true,
    checkOverlappingEntry: true,
  }).getEntries()
  expect(entries.map((entry) => [entry.filename, entry.uncompressedSize, entry.compressionMethod])).toEqual([
    ['config.json', 7, 0],
    ['onnx/größe.onnx', 5000, 0],
  ])
  const [config] = entries
  expect(config && !config.directory && (await config.getData(new TextWriter(), { checkCrc32: true }))).toBe('{"a":1}')
  for (const entry of entries) expect(Math.abs(entry.lastModDate.getTime() - Date.now())).toBeLessThan(60_000)
})

test('of several files the first picture is taken, and without one the first file, so that its error is told', () => {
  const text = new File(['x'], 'a.txt', { type: 'text/plain' })
  const picture = new File(['x'], 'b.png', { type: 'image/png' })
  expect(firstPicture([text, picture])?.name).toBe('b.png')
  expect(firstPicture([text])?.name).toBe('a.txt')
  expect(firstPicture([])).toBeNull()
})

test('an export is named after its data and its model, whatever those are called', () => {
  expect(exportName('microsoft/resnet-18', 'My Flowers.zip')).toBe('my-flowers-zip-microsoft-resnet-18.zip')
  expect(exportName('…', '../')).toBe('thaw-model.zip')
  expect(exportName('gpt2', 'mails', '-onnx')).toBe('mails-gpt2-onnx.zip')
  expect(exportName('gpt2', 'mails', '-page', 'html')).toBe('mails-gpt2-page.html')
})
