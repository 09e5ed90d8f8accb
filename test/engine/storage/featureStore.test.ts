import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { featureStore } from '../../../src/engine/storage/featureStore.ts'
import { type PackedRow, packRow } from '../../../src/engine/storage/packedRow.ts'
import { retryingStore } from '../../../src/engine/storage/retryingStore.ts'
import { crc32 } from '../../../src/shared/crc32.ts'
import { seeded } from '../../../src/shared/random.ts'
import { type TestFiles, testFiles } from '../../support/featureFiles.ts'

const MiB = 2 ** 20

function storeOver(files: TestFiles, quota: number = 1024 * MiB) {
  let time = 0
  const estimate = async () => ({ quota, usage: 0 })
  return featureStore({ files, estimate, now: () => ++time })
}

const random = seeded('feature store')
function rowOf(values = 64, tokens: number | null = null): PackedRow {
  const width = tokens === null ? values : values / tokens
  return packRow(
    Float32Array.from({ length: values }, () => random.normal()),
    { tokens, width },
  )
}
const key = (name: string) => name.padEnd(16, '.')

async function opened(store: ReturnType<typeof storeOver>, name: string | null = 'aa') {
  const file = await store.open(name)
  if (!file) throw new Error('no file')
  return file
}

test('the checksum is that of zip and PNG', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})

describe('features that a run left', () => {
  test('are there for the next by their names, to the bit, with their shape', async () => {
    const store = storeOver(testFiles())
    const [one, two, three] = [
      rowOf(),
      rowOf(96, 3),
      packRow(Float32Array.of(1e9, 1e9 + 64), { tokens: null, width: 2 }),
    ]
    const first = await opened(store)
    expect(first.inherited).toBe(false)
    expect(await first.add([[key('one'), one]], [8, 8])).toBe(true)
    expect(
      await first.add(
        [
          [key('two'), two],
          [key('three'), three],
        ],
        [8, 8],
      ),
    ).toBe(true)
    expect(first.row(key('two'))).toEqual(two)
    await first.close()
    expect(first.row(key('two'))).toBe(null)
    const second = await opened(store)
    expect(second.inherited).toBe(true)
    expect(second.shape()).toEqual([8, 8])
    expect([second.row(key('one')), second.row(key('two')), second.row(key('three'))]).toEqual([one, two, three])
    expect(three.half).toBe(false)
    expect(second.row(key('four'))).toBe(null)
  })

  test('of which a byte has changed are not there, and the others are', async () => {
    const files = testFiles()
    const store = storeOver(files)
    const file = await opened(store)
    await file.add(
      [
        [key('one'), rowOf()],
        [key('two'), rowOf()],
      ],
      [64],
    )
    const first = files.held.get('aa')?.bytes.length ?? 0
    const three = rowOf()
    await file.add([[key('three'), three]], [64])
    await file.close()
    const bytes = files.held.get('aa')?.bytes as Uint8Array
    bytes[first - 5] = (bytes[first - 5] as number) ^ 1
    const again = await opened(store)
    expect(again.has(key('one'))).toBe(true)
    expect([again.row(key('one')), again.row(key('two')), again.row(key('three'))]).toEqual([null, null, three])
    expect(again.has(key('one'))).toBe(false)
  })

  test.each([1, 40, 190])('torn %i bytes before the end of the last record are written over', async (torn) => {
    const files = testFiles()
    const store = storeOver(files)
    const file = await opened(store)
    const one = rowOf()
    await file.add([[key('one'), one]], [64])
    await file.add([[key('two'), rowOf()]], [64])
    await file.close()
    const held = files.held.get('aa') as { bytes: Uint8Array<ArrayBuffer>; usedAt: number }
    held.bytes = held.bytes.slice(0, -torn)
    const again = await opened(store)
    expect([again.row(key('one')), again.row(key('two'))]).toEqual([one, null])
    const three = rowOf()
    await again.add([[key('three'), three]], [64])
    await again.close()
    expect((await opened(store)).row(key('three'))).toEqual(three)
  })

  test('in a file that is not ours begin anew', async () => {
    const files = testFiles()
    files.held.set('aa', { bytes: new Uint8Array(5000).fill(7), usedAt: 0 })
    const file = await opened(storeOver(files))
    expect(file.inherited).toBe(false)
    expect(await file.add([[key('one'), rowOf()]], [64])).toBe(true)
  })

  test('are thrown away where they are not what the run computes', async () => {
    const store = storeOver(testFiles())
    const file = await opened(store)
    await file.add([[key('one'), rowOf()]], [64])
    file.discard()
    expect([file.has(key('one')), file.shape()]).toEqual([false, null])
    await file.add([[key('two'), rowOf()]], [64])
    await file.close()
    const again = await opened(store)
    expect([again.has(key('one')), again.has(key('two'))]).toEqual([false, true])
  })

  test('that only this run can use go with it', async () => {
    const files = testFiles()
    const store = storeOver(files)
    const file = await opened(store, null)
    await file.add([[key('one'), rowOf()]], [64])
    expect(files.held.size).toBe(1)
    await file.close()
    expect(files.held.size).toBe(0)
  })

  test('that only a run could use whose worker died go with the next run', async () => {
    const files = testFiles()
    files.held.set('spill-1', { bytes: new Uint8Array(100), usedAt: 1 })
    await (await opened(storeOver(files))).close()
    expect([...files.held.keys()]).toEqual(['aa'])
  })
})

describe('the room for features', () => {
  const large = () => packRow(new Float32Array(MiB).fill(0), { tokens: null, width: 1 })

  test('is a fifth of what is left; the oldest file goes first, one that is open never', async () => {
    const files = testFiles()
    const store = storeOver(files, 30 * MiB)
    for (const name of ['aa', 'bb']) {
      const file = await opened(store, name)
      await file.add([[key('one'), large()]], [MiB])
      await file.close()
    }
    const [kept, next] = [await opened(store, 'aa'), await opened(store, 'cc')]
    for (const at of [1, 2]) expect(await next.add([[key(`${at}`), large()]], [MiB])).toBe(true)
    expect([...files.held.keys()]).toEqual(['aa', 'cc'])
    expect(kept.row(key('one'))).not.toBe(null)
    // 6 MiB and some are allowed, of which 6 MiB are taken.
    expect(await next.add([[key('3'), large()]], [MiB])).toBe(false)
    expect(next.open).toBe(false)
    expect(await store.bytes()).toBeLessThan(7 * MiB)
  })

  test('is not asked for where there is hardly any, where another tab has the file, or where there is none', async () => {
    const files = testFiles()
    expect(await storeOver(files, 2 * MiB).open('aa')).toBe(null)
    const file = await opened(storeOver(files))
    expect(await storeOver(files).open('aa')).toBe(null)
    await file.close()
    files.locked = true
    expect(await storeOver(files).open('aa')).toBe(null)
  })

  test('a device that refuses in the midst leaves what was there, and is asked no more', async () => {
    const files = testFiles()
    const file = await opened(storeOver(files))
    const one = rowOf()
    await file.add([[key('one'), one]], [64])
    files.room = 300
    expect(await file.add([[key('two'), rowOf(512)]], [512])).toBe(false)
    files.room = Number.POSITIVE_INFINITY
    expect(await file.add([[key('three'), rowOf()]], [64])).toBe(false)
    expect([file.open, file.row(key('one'))]).toEqual([false, one])
  })

  test('is given back all at once, by a run under way too', async () => {
    const files = testFiles()
    const store = storeOver(files)
    const done = await opened(store, 'aa')
    await done.add([[key('one'), rowOf()]], [64])
    await done.close()
    const open = await opened(store, 'bb')
    await open.add([[key('one'), rowOf()]], [64])
    expect(await store.bytes()).toBeGreaterThan(0)
    expect(await store.clear()).toBe(true)
    expect([files.held.size, await store.bytes(), open.open, open.row(key('one'))]).toEqual([0, 0, false, null])
    expect(await open.add([[key('two'), rowOf()]], [64])).toBe(false)
    expect(await store.clear()).toBe(false)
  })

  test('goes to a model that finds none', async () => {
    const blobs = memoryStore()
    let [room, spared] = [0, 0]
    const full = new DOMException('full', 'QuotaExceededError')
    const tight = {
      ...blobs,
      put: async (name: string, content: Uint8Array<ArrayBuffer>) => {
        if (content.byteLength > room) throw new Error('storage', { cause: full })
        return blobs.put(name, content)
      },
    }
    const sparing = retryingStore(tight as typeof blobs, async () => {
      spared++
      const before = room
      room = 10
      return room > before
    })
    await sparing.put('model', new Uint8Array(10))
    expect((await sparing.get('model'))?.size).toBe(10)
    await expect(sparing.put('model', new Uint8Array(11))).rejects.toThrow('storage')
    expect(spared).toBe(2)
  })
})
