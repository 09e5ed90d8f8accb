import { expect, test } from 'vitest'
import type { Content } from '../../../src/engine/storage/blobStore.ts'
import { packFiles, unpackFiles } from '../../../src/engine/storage/filesPack.ts'

test('30,000 files come back by path, each with its bytes and its type', async () => {
  const files = Array.from({ length: 30_000 }, (_, at) => ({
    path: `class ${at % 7}/${at}.png`,
    file: new Blob([`picture ${at}`], { type: 'image/png' }),
  }))
  const unpacked = await unpackFiles(await collected(packFiles({ name: 'many', files })))
  expect(unpacked?.name).toBe('many')
  expect(unpacked?.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path))
  expect(await unpacked?.files[29_999]?.file.text()).toBe('picture 29999')
  expect(unpacked?.files[0]?.file.type).toBe('image/png')
})

test('an empty file stays one, and paths are only labels', async () => {
  const files = [
    { path: '../../etc', file: new Blob([]) },
    { path: '__proto__', file: new Blob(['x']) },
  ]
  const unpacked = await unpackFiles(await collected(packFiles({ name: '', files })))
  expect(unpacked?.files.map(({ path, file }) => [path, file.size])).toEqual([
    ['../../etc', 0],
    ['__proto__', 1],
  ])
})

test('a pack that was cut, or is none, is nothing', async () => {
  const pack = await collected(packFiles({ name: 'one', files: [{ path: 'a', file: new Blob(['abc']) }] }))
  const cut = [0, 3, 10, pack.size - 1]
  expect(await Promise.all(cut.map((size) => unpackFiles(pack.slice(0, size))))).toEqual([null, null, null, null])
  expect(await unpackFiles(new Blob(['not a pack at all']))).toBe(null)
})

async function collected(content: Content): Promise<Blob> {
  if (content instanceof Uint8Array) return new Blob([content])
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of content) pieces.push(piece)
  return new Blob(pieces)
}
