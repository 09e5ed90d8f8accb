/** What keeps runs, over stores that fail and beside other tabs. */
import { expect, test } from 'vitest'
import { type BlobStore, memoryStore } from '../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import { type StoredRepositoryOptions, storedRepository } from '../../../src/engine/storage/storedRepository.ts'
import { writerLock } from '../../../src/engine/storage/writerLock.ts'
import type { StorageStatus } from '../../../src/shared/domain/record.ts'
import { notice, say } from '../../../src/shared/messages/say.ts'
import { fakeLocks } from '../../support/fakeLocks.ts'
import { someRecord, someResult } from '../../support/runRecords.ts'

test('records, parts and files are there in the next visit, the newest run first', async () => {
  const store = memoryStore()
  const first = open({ store })
  const older = someRecord('a', { startedAt: 1, data: dataOf('f1') })
  const newer = someRecord('b', { startedAt: 2, weights: true, status: 'finished', result: someResult('b') })
  expect(await first.saveFiles('data/f1', files('cats'))).toBe(true)
  expect([await first.writeRecord(older), await first.writeRecord(newer)]).toEqual([true, true])
  expect(await first.writePart('b', 'weights', bytes('learned'))).toBe(true)

  const second = open({ store })
  expect((await second.records()).records).toEqual([newer, older])
  expect(await (await second.part('b', 'weights'))?.text()).toBe('learned')
  expect(await second.part('a', 'checkpoint')).toBe(null)
  const kept = await second.readFiles('data/f1')
  expect([kept?.name, kept?.files[0]?.path, await kept?.files[0]?.file.text()]).toEqual(['cats', 'a.txt', 'cats'])
  const { runs } = await second.listing()
  expect(runs.map(({ id, testScore, seconds }) => [id, testScore, seconds])).toEqual([
    ['b', 1, 2],
    ['a', null, null],
  ])
  expect(runs[0]?.bytes).toBe(await second.bytesOf('b'))
  expect(await second.status()).toMatchObject({ kind: 'keeping', reason: null, usedBytes: 10, quotaBytes: 1e9 })
})

test('progress leaves what a person said meanwhile, and a word leaves the progress', async () => {
  const repository = open({})
  await repository.writeRecord(someRecord('a'))
  await repository.describe('a', { tags: ['good'], testViews: 2 })
  await repository.writeProgress(someRecord('a', { status: 'finished', tags: [] }))
  expect(await repository.record('a')).toMatchObject({ status: 'finished', tags: ['good'], testViews: 2 })
  await repository.describe('a', { note: 'slow' })
  expect(await repository.record('a')).toMatchObject({ status: 'finished', tags: ['good'], note: 'slow' })
  expect(await repository.describe('nobody', { note: '' })).toBe(null)
})

test('a run that lost its checkpoint or its weights does not promise them', async () => {
  const store = memoryStore()
  const repository = open({ store })
  const checkpoint = { step: 5, epoch: 1, at: 1 }
  await repository.writePart('a', 'checkpoint', bytes('here'))
  await repository.writeRecord(someRecord('a', { checkpoint, weights: true }))
  expect(await repository.record('a')).toMatchObject({ checkpoint, weights: false })
  await store.delete('run/a/checkpoint')
  expect((await repository.listing()).runs).toMatchObject([{ id: 'a', checkpoint: null, weights: false }])
})

test('where the disk is full, what can be computed anew goes before anything is refused or freed for good', async () => {
  const disk = fullable()
  let spared = 0
  const freeSpace = async () => {
    disk.full = ++spared > 1
    return spared === 1
  }
  const repository = open({ store: disk.store, freeSpace })
  await repository.writeRecord(someRecord('a'))
  await repository.writeRecord(someRecord('b'))
  await repository.remove(['b'])
  disk.full = true
  expect(await repository.writePart('a', 'checkpoint', bytes('here'))).toBe(true)
  expect(await (await repository.part('a', 'checkpoint'))?.text()).toBe('here')
  expect(spared).toBe(1)
  await repository.restore(['b'])
  expect((await repository.records()).records.map(({ id }) => id)).toContain('b')
  disk.full = true
  expect(await repository.writePart('a', 'checkpoint', bytes('more'))).toBe(false)
  expect(spared).toBe(2)
})

test('a full disk answers false, keeps what was there, shows the run, and is over once a write succeeds', async () => {
  const told: StorageStatus[] = []
  const disk = fullable()
  const repository = open({ store: disk.store, onStatus: (status) => told.push(status) })
  await repository.writeRecord(someRecord('a', { note: 'kept' }))
  disk.full = true
  expect(await repository.writePart('a', 'checkpoint', bytes('x'))).toBe(false)
  expect(await repository.writeRecord(someRecord('b'))).toBe(false)
  const { kind, reason } = await repository.status()
  expect(kind).toBe('full')
  expect(reason && say(reason)).toContain('no more space')
  expect((await repository.records()).records.map(({ id }) => id).sort()).toEqual(['a', 'b'])
  expect((await open({ store: disk.store }).records()).records.map(({ id }) => id)).toEqual(['a'])
  disk.full = false
  expect(await repository.writePart('a', 'checkpoint', bytes('x'))).toBe(true)
  expect(await repository.status()).toMatchObject({ kind: 'keeping', reason: null })
  await repository.writeRecord(someRecord('a', { note: 'again' }))
  expect((await open({ store: disk.store }).records()).records.map(({ id }) => id).sort()).toEqual(['a', 'b'])
  expect(told.map(({ kind }) => kind)).toEqual(['keeping', 'full', 'keeping'])
})

test('a full disk takes the space of what was deleted before it gives up', async () => {
  const disk = fullable()
  const repository = open({ store: disk.store })
  await repository.writePart('old', 'weights', bytes('long'))
  await repository.writeRecord(someRecord('old'))
  await repository.remove(['old'])
  disk.fullWhile = async () => (await disk.store.list()).some(({ key }) => key.startsWith('run/old/'))
  expect(await repository.writePart('new', 'checkpoint', bytes('x'))).toBe(true)
  await repository.restore(['old'])
  expect((await repository.records()).records).toEqual([])
})

test('a write that fails otherwise says why', async () => {
  const store = { ...memoryStore(), put: () => Promise.reject(new Error('the drive was pulled out')) }
  const repository = open({ store })
  expect(await repository.writeRecord(someRecord('a'))).toBe(false)
  const { kind, reason } = await repository.status()
  expect(kind).toBe('full')
  expect(reason && say(reason)).toContain('drive was pulled out. ')
})

test('where the browser keeps nothing, the visit still shows its runs', async () => {
  const absence = notice('nothingKept', { detail: 'Private mode.' })
  const repository = open({ absence })
  expect(await repository.writeRecord(someRecord('a'))).toBe(false)
  expect(await repository.writePart('a', 'weights', bytes('x'))).toBe(false)
  expect(await repository.describe('a', { note: 'mine' })).toMatchObject({ note: 'mine' })
  expect((await repository.listing()).runs).toMatchObject([{ id: 'a', note: 'mine' }])
  expect(await repository.status()).toMatchObject({ kind: 'absent', reason: absence })
})

test('a run of a later version is counted, and neither overwritten nor freed, nor are files that it may need', async () => {
  const store = memoryStore()
  const later = JSON.stringify({ version: 3, id: 'a', secret: 1 })
  await store.put('run/a/record', bytes(later))
  await store.put('run/a/soul', bytes('soul'))
  await store.put('removed', bytes('["a"]'))
  const before = open({ store: memoryStore() })
  await before.saveFiles('data/f', files('of the later run'))
  await store.put('data/f', bytes('of the later run'))
  const repository = open({ store })
  expect(await repository.listing()).toEqual({ runs: [], newer: 1 })
  expect(await repository.writeRecord(someRecord('a'))).toBe(false)
  expect(await repository.writeProgress(someRecord('a'))).toBe(false)
  expect(await repository.writePart('a', 'weights', bytes('other'))).toBe(false)
  expect(await repository.part('a', 'weights')).toBe(null)
  expect(await repository.describe('a', { note: 'x' })).toBe(null)
  await repository.remove(['a'])
  await open({ store }).records()
  expect(await (await store.get('run/a/record'))?.text()).toBe(later)
  expect((await store.list()).map(({ key }) => key)).toEqual(expect.arrayContaining(['run/a/soul', 'data/f']))
})

test('a record that is damaged hides its run and harms no other', async () => {
  const store = memoryStore()
  const repository = open({ store })
  await repository.writeRecord(someRecord('a'))
  await repository.writeRecord(someRecord('b'))
  await store.put('run/a/record', bytes('{"version":1,"id":"a"'))
  expect(await repository.listing()).toMatchObject({ runs: [{ id: 'b' }], newer: 0 })
  expect(await repository.record('a')).toBe(null)
})

test('what is removed can be brought back in this visit; the next one frees it with the data that nobody names', async () => {
  const store = memoryStore()
  const first = open({ store })
  await first.saveFiles('data/f1', files('one'))
  await first.saveFiles('data/f2', files('two'))
  for (const [id, data] of [
    ['a', 'f1'],
    ['b', 'f2'],
    ['c', 'f2'],
  ] as const)
    await first.writeRecord(someRecord(id, { data: dataOf(data) }))
  await first.writePart('a', 'weights', bytes('x'))
  await first.remove(['a', 'b'])
  expect((await first.records()).records.map(({ id }) => id)).toEqual(['c'])
  await first.restore(['a'])
  expect((await first.records()).records.map(({ id }) => id).sort()).toEqual(['a', 'c'])
  await first.remove(['a'])
  expect((await store.list()).map(({ key }) => key)).toContain('run/a/weights')

  const second = open({ store })
  expect((await second.records()).records.map(({ id }) => id)).toEqual(['c'])
  await second.restore(['a'])
  expect((await second.records()).records.map(({ id }) => id)).toEqual(['c'])
  const keys = (await store.list()).map(({ key }) => key).sort()
  expect(keys).toEqual(['data/f2', 'removed', 'run/c/record'])
})

test('the files of the last visit outlive it, and are freed when another takes its place, unless a run names them', async () => {
  const store = memoryStore()
  const first = open({ store })
  const stands = (fingerprint: string) => ({ data: dataOf(fingerprint), model: null, runId: null })
  for (const key of ['f1', 'f2', 'f3']) await first.saveFiles(`data/${key}`, files(key))
  await first.writeRecord(someRecord('a', { data: dataOf('f1') }))
  await first.writeVisit(stands('f1'))
  expect(await first.writeVisit(stands('f2'))).toBe(true)

  const second = open({ store })
  expect(await second.visit()).toEqual(stands('f2'))
  expect((await second.readFiles('data/f2'))?.name).toBe('f2')
  // Neither a run nor the last visit names it.
  expect(await second.readFiles('data/f3')).toBe(null)
  await second.writeVisit(stands('f1'))
  expect(await second.readFiles('data/f2')).toBe(null)
  expect((await second.readFiles('data/f1'))?.name).toBe('f1')

  await store.put('visit', bytes('{"data": 3}'))
  expect(await open({ store }).visit()).toBe(null)
})

test('parts of a run that never had a record are freed', async () => {
  const store = memoryStore()
  await open({ store }).writePart('torn', 'checkpoint', bytes('x'))
  await open({ store }).records()
  expect((await store.list()).map(({ key }) => key)).toEqual([])
})

test('data are kept once, and not at all where they would take more than half of what is left', async () => {
  let puts = 0
  const inner = memoryStore()
  const store = {
    ...inner,
    put: (...given: Parameters<BlobStore['put']>) => {
      puts++
      return inner.put(...given)
    },
  }
  const repository = open({ store, estimate: async () => ({ usage: 0, quota: 20 }) })
  expect(await repository.saveFiles('data/small', files('1234567890'))).toBe(true)
  expect(await repository.saveFiles('data/small', files('1234567890'))).toBe(true)
  expect(puts).toBe(1)
  expect(await repository.saveFiles('data/large', files('12345678901'))).toBe(false)
  const { kind, reason } = await repository.status()
  expect(kind).toBe('keeping')
  expect(reason && say(reason)).toBe(
    '"12345678901" takes 1 MB of the 1 MB that are left, and is not saved with its runs. Keep the files, so that you can continue another day.',
  )
  const huge = { size: 513 * 2 ** 20, type: '' } as Blob
  expect(await open({}).saveFiles('data/huge', { name: 'huge', files: [{ path: 'a', file: huge }] })).toBe(false)
})

test('of two tabs one writes; the other reads, and takes over when it is told to', async () => {
  const store = memoryStore()
  const locks = fakeLocks()
  const told = { one: [] as string[], two: [] as string[] }
  const one = openTab(store, locks.tab().locks, told.one)
  await one.writeRecord(someRecord('a', { note: 'by one' }))
  const two = openTab(store, locks.tab().locks, told.two)
  expect(await two.writeRecord(someRecord('b'))).toBe(false)
  expect(await two.describe('a', { note: 'by two' })).toMatchObject({ note: 'by one' })
  expect(await two.status()).toMatchObject({ kind: 'reader' })
  expect((await two.records()).records.map(({ id }) => id).sort()).toEqual(['a', 'b'])
  expect((await one.records()).records.map(({ id }) => id)).toEqual(['a'])

  expect(await two.takeOver()).toMatchObject({ kind: 'keeping' })
  expect((await one.records()).records.map(({ id }) => id).sort()).toEqual(['a', 'b'])
  expect(await two.describe('a', { note: 'by two' })).toMatchObject({ note: 'by two' })
  expect(await one.writePart('a', 'checkpoint', bytes('x'))).toBe(false)
  expect(await one.status()).toMatchObject({ kind: 'reader' })
  expect(told).toEqual({ one: ['keeping', 'reader'], two: ['reader', 'keeping'] })
})

test('a reader keeps by itself once the tab that wrote is closed, without undoing what that one wrote last', async () => {
  const store = memoryStore()
  const locks = fakeLocks()
  const first = locks.tab()
  const one = openTab(store, first.locks, [])
  await one.writeRecord(someRecord('a', { changedAt: 1 }))
  const told: string[] = []
  const two = openTab(store, locks.tab().locks, told)
  await two.writeProgress(someRecord('a', { changedAt: 2, note: 'early' }))
  await one.writeRecord(someRecord('a', { changedAt: 3, note: 'late' }))
  first.close()
  expect(await two.writeRecord(someRecord('b'))).toBe(true)
  expect(await two.status()).toMatchObject({ kind: 'keeping' })
  expect(await two.record('a')).toMatchObject({ note: 'late' })
})

function open(options: Partial<StoredRepositoryOptions>): RunRepository {
  return storedRepository({
    store: memoryStore(),
    lock: writerLock(undefined),
    now: () => 5000,
    estimate: async () => ({ usage: 10, quota: 1e9 }),
    onStatus: () => {},
    ...options,
  })
}

function openTab(store: BlobStore, locks: LockManager, told: string[]): RunRepository {
  return open({ store, lock: writerLock(locks, 5), onStatus: ({ kind }) => void told.push(kind) })
}

interface Fullable {
  readonly store: BlobStore
  full: boolean
  fullWhile: () => Promise<boolean>
}

function fullable(): Fullable {
  const inner = memoryStore()
  const disk: Fullable = {
    full: false,
    fullWhile: async () => disk.full,
    store: {
      ...inner,
      async put(key, content) {
        if (await disk.fullWhile()) throw new DOMException('', 'QuotaExceededError')
        return inner.put(key, content)
      },
    },
  }
  return disk
}

function dataOf(fingerprint: string) {
  return { request: { kind: 'kept' as const, fingerprint }, columns: { textColumn: '', labelColumn: '' }, edits: [] }
}

function files(text: string) {
  return { name: text, files: [{ path: 'a.txt', file: new Blob([text]) }] }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
