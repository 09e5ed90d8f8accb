import { beforeEach, expect, test } from 'vitest'
import type { BlobStore } from '../../../src/engine/storage/blobStore.ts'
import {
  type Files,
  generationStore,
  type Index,
  type IndexEntry,
} from '../../../src/engine/storage/generationStore.ts'
import { slicedDigest } from '../../../src/engine/storage/sha256.ts'

let entries: Map<string, IndexEntry>
let disk: Map<string, Blob>
let index: Index
let files: Files

beforeEach(() => {
  entries = new Map()
  disk = new Map()
  index = {
    get: async (key) => entries.get(key) ?? null,
    put: async (entry) => void entries.set(entry.key, entry),
    delete: async (key, file) => {
      if (file === undefined || entries.get(key)?.file === file) entries.delete(key)
    },
    all: async () => [...entries.values()],
  }
  files = {
    read: async (name) => disk.get(name) ?? null,
    write: async (name, pieces) => void disk.set(name, await collected(pieces)),
    async *pieces(name) {
      yield new Uint8Array((await disk.get(name)?.arrayBuffer()) ?? new ArrayBuffer(0))
    },
    remove: async (name) => void disk.delete(name),
  }
})

test('what is put comes back, is listed, and goes with its file', async () => {
  const store = open()
  await store.put('a', bytes('one'))
  expect(await text(store, 'a')).toBe('one')
  expect(await store.list()).toEqual([{ key: 'a', bytes: 3 }])
  await store.delete('a')
  expect([await store.get('a'), await store.list(), disk.size]).toEqual([null, [], 0])
})

test('a new generation replaces the old one and frees its file', async () => {
  const store = open()
  await store.put('a', bytes('one'))
  await store.put('a', bytes('two'))
  expect([await text(store, 'a'), disk.size]).toEqual(['two', 1])
})

const failures: readonly (readonly [string, () => BlobStore])[] = [
  ['the disk is full', () => open({ write: () => Promise.reject(new DOMException('', 'QuotaExceededError')) })],
  [
    'the write is torn',
    () => open({ write: async (name, pieces) => void disk.set(name, (await collected(pieces)).slice(0, 1)) }),
  ],
  ['the write is lost', () => open({ write: async () => {} })],
  ['the pointer cannot move', () => open({}, { put: () => Promise.reject(new Error('blocked')) })],
]
test.each(failures)('when %s, the generation before stays and nothing else is left', async (_, failing) => {
  await open().put('a', bytes('one'))
  await expect(failing().put('a', bytes('two'))).rejects.toMatchObject({ code: 'storage' })
  expect([await text(open(), 'a'), disk.size]).toEqual(['one', 1])
})

test('a full disk is called so', async () => {
  const [, full] = failures[0] ?? []
  await expect(full?.().put('a', bytes('x'))).rejects.toThrow('no more space')
})

test.each([
  ['changed', () => disk.set([...disk.keys()][0] ?? '', new Blob(['one!'.slice(1)]))],
  ['evicted', () => disk.clear()],
])('a file that was %s is no file, and its entry goes', async (_, damage) => {
  const store = open()
  await store.put('a', bytes('one'))
  damage()
  expect(await store.get('a')).toBe(null)
  expect([await store.list(), disk.size]).toEqual([[], 0])
})

test('what comes in pieces is written as it comes, and is what it would be in one', async () => {
  const whole = new Uint8Array(9 * 2 ** 20).map((_, at) => at % 251)
  async function* pieces() {
    for (let at = 0; at < whole.length; at += 700_001) yield whole.slice(at, at + 700_001)
  }
  const store = open()
  await store.put('pieces', pieces())
  await store.put('whole', whole)
  expect(Buffer.compare(whole, new Uint8Array(await ((await store.get('pieces')) as Blob).arrayBuffer()))).toBe(0)
  expect(entries.get('pieces')?.digest).toBe(entries.get('whole')?.digest)
  await store.put('pieces', noPieces())
  expect(await text(store, 'pieces')).toBe('')
})

test('pieces that fail on their way leave the generation before', async () => {
  async function* failing() {
    yield bytes('half')
    throw new Error('the file went away')
  }
  await open().put('a', bytes('one'))
  await expect(open().put('a', failing())).rejects.toMatchObject({ code: 'storage' })
  expect([await text(open(), 'a'), disk.size]).toEqual(['one', 1])
})

test('a blob that another tab replaces while it is read is found where it is now', async () => {
  await open().put('a', bytes('one'))
  let replaced = false
  const reading = open({
    read: async (name) => {
      if (!replaced) {
        replaced = true
        await open().put('a', bytes('two'))
      }
      return disk.get(name) ?? null
    },
  })
  expect(await text(reading, 'a')).toBe('two')
})

let names = 0

function open(filesDo: Partial<Files> = {}, indexDoes: Partial<Index> = {}): BlobStore {
  const newName = () => `file ${names++}`
  return generationStore({ ...index, ...indexDoes }, { ...files, ...filesDo }, newName, () => 0)
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

async function* noPieces(): AsyncGenerator<Uint8Array<ArrayBuffer>> {}

async function collected(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const all: Blob[] = []
  for await (const piece of pieces) all.push(new Blob([piece]))
  return new Blob(all)
}

async function text(store: BlobStore, key: string): Promise<string | undefined> {
  return (await store.get(key))?.text()
}

test('the digest of what is kept is known without reading it, and a put gives back what it read', async () => {
  const store = open()
  const kept = await store.put('a', bytes('one'))
  expect(await kept.text()).toBe('one')
  disk.clear()
  expect(await store.digestOf('a')).toBe(await slicedDigest(bytes('one')))
  expect(await store.digestOf('b')).toBeNull()
})
