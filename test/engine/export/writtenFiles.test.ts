/** Large files that are written beside one another, from one place of memory. */
import { expect, test } from 'vitest'
import { freeExports, writtenFiles } from '../../../src/engine/export/writtenFiles.ts'
import { type BlobStore, memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { crc32 } from '../../../src/shared/crc32.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { fileStore } from '../../support/fileStore.ts'

const full = new ThawError('storage', 'storageFull')

test('files that are filled in turns from one place of memory hold what each was given', async () => {
  const store = await fileStore()
  const scratch = new Uint8Array(5)
  const files = await writtenFiles(store, ['a', 'b', 'none'], async (give) => {
    for (let turn = 0; turn < 200; turn++) {
      await give(0, scratch.fill(turn))
      await give(1, scratch.fill(255 - turn).subarray(0, 3))
    }
  })
  const expected = [
    Array.from({ length: 1000 }, (_, at) => Math.floor(at / 5)),
    Array.from({ length: 600 }, (_, at) => 255 - Math.floor(at / 3)),
    [],
  ]
  const bytes = await Promise.all(files.map(async ({ blob }) => new Uint8Array(await blob.arrayBuffer())))
  expect(bytes.map((each) => [...each])).toEqual(expected)
  expect(files.map(({ name, crc }) => [name, crc])).toEqual(
    ['a', 'b', 'none'].map((name, at) => [name, crc32(Uint8Array.from(expected[at] ?? []))]),
  )
  await freeExports(store)
  await store.close()
})

test('a device that is full in one file ends the giver, and leaves nothing of the others', async () => {
  let pieces = 0
  const store = await fileStore(() => {
    if (++pieces > 6) throw full
  })
  const told: string[] = []
  const writing = writtenFiles(store, ['a', 'b'], async (give) => {
    try {
      for (;;) for (const file of [0, 1]) await give(file, new Uint8Array(3))
    } finally {
      told.push('the giver ended')
    }
  })
  await expect(writing).rejects.toBe(full)
  expect([told, await store.list()]).toEqual([['the giver ended'], []])
  await store.close()
})

test('a device that takes nothing at all ends the giver, too', async () => {
  const store: BlobStore = { ...memoryStore(), put: () => Promise.reject(full) }
  const writing = writtenFiles(store, ['a', 'b'], (give) => give(1, new Uint8Array(3)))
  await expect(writing).rejects.toBe(full)
})

test('what the giver throws comes through as it is, and half of a file is not kept', async () => {
  const store = memoryStore()
  const enough = new DOMException('', 'AbortError')
  const writing = writtenFiles(store, ['a', 'b'], async (give) => {
    await give(0, new Uint8Array(3))
    throw enough
  })
  await expect(writing).rejects.toBe(enough)
  expect(await store.list()).toEqual([])
})
