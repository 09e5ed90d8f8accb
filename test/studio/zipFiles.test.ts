/** Exported files as one archive: what large files' sums are, whoever wrote them has told, and other readers agree. */
import { expect, test } from 'vitest'
import { writtenFiles } from '../../src/engine/export/writtenFiles.ts'
import { memoryStore } from '../../src/engine/storage/blobStore.ts'
import { crc32 } from '../../src/shared/crc32.ts'
import { zipFiles } from '../../src/studio/store/zipFiles.ts'
import { entriesOf } from '../support/archives.ts'

test('a file that was written in pieces brings its sum, is not read for its archive, and is unpacked whole', async () => {
  const [written] = await writtenFiles(memoryStore(), ['model.onnx'], async (give) => {
    for (const text of ['The ', 'quick', ' brown fox']) await give(0, new TextEncoder().encode(text))
  })
  if (!written) throw new Error('Nothing was written.')
  expect(written.crc).toBe(crc32(new TextEncoder().encode('The quick brown fox')))
  let read = 0
  const blob = new Blob([written.blob])
  Object.defineProperty(blob, 'stream', { value: () => void read++ })
  const zip = await zipFiles([
    { ...written, blob },
    { name: 'README.md', blob: new Blob(['# Fox']) },
  ])
  expect(read).toBe(0)
  const entries = await entriesOf(new Uint8Array(await zip.arrayBuffer()))
  const texts = entries.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)])
  expect(texts).toEqual([
    ['model.onnx', 'The quick brown fox'],
    ['README.md', '# Fox'],
  ])
})
