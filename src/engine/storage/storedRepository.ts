/**
 * The repository over a store of blobs. It writes while this tab holds the writer's lock; a reader, a full disk or a browser
 * without storage answers false, and the status says so. Each blob is replaced as a whole, so that whatever happens in
 * the midst leaves what was there before.
 */
import type { RunRecord, StorageStatus } from '../../shared/domain/record.ts'
import type { Message } from '../../shared/messages/message.ts'
import { type BlobStore, memoryStore } from './blobStore.ts'
import { fileSetStore } from './fileSetStore.ts'
import { freeFiles } from './freeing.ts'
import { filesUnder, runKey, runOfKey } from './keys.ts'
import { RepositoryWriter } from './repositoryWriter.ts'
import type { RunRepository, RunWords } from './runRepository.ts'
import { runSummary } from './runSummary.ts'
import { storageState } from './storageState.ts'
import { putVisit, readVisit } from './visitFile.ts'
import { type WriterLock, writerLock } from './writerLock.ts'

export interface StoredRepositoryOptions {
  readonly store: BlobStore
  readonly lock: WriterLock
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly estimate: () => Promise<StorageEstimate>
  readonly onStatus: (status: StorageStatus) => void
  /** Why nothing outlives the page; null or absent where things do. */
  readonly absence?: Message | null
  /** Frees what can be computed anew, before anything else goes; false where there was nothing. Absent: there is none. */
  readonly freeSpace?: () => Promise<boolean>
}

export function storedRepository(options: StoredRepositoryOptions): RunRepository {
  const { store, lock, now, estimate, onStatus, absence = null, freeSpace = async () => false } = options
  const state = storageState({ store, lock, estimate, onStatus, absence })
  const writer = new RepositoryWriter({ store, lock, state, freeSpace })
  const files = fileSetStore({ store, estimate, state, write: (work) => writer.write(work) })
  const inTurn = turns()
  const begin = () => inTurn(() => writer.begin())
  const ready = lock.open(() => void begin()).then(begin)

  async function save(record: RunRecord): Promise<boolean> {
    if (await writer.records.isNewer(record.id)) return false
    const done = await writer.records.save(record)
    if (done) await writer.records.flush()
    return done
  }

  return {
    status: () => ready.then(state.read),
    async takeOver() {
      await ready
      await lock.takeOver()
      await inTurn(async () => {})
      return state.read()
    },
    async records() {
      await ready
      const { records, newer } = await writer.visible()
      return { records, newer }
    },
    async listing() {
      await ready
      const { records, newer, bytesOf } = await writer.visible()
      return { runs: records.map((record) => runSummary(record, bytesOf(record.id))), newer }
    },
    record: (runId) => ready.then(() => (writer.isRemoved(runId) ? null : writer.records.one(runId))),
    async writeRecord(record) {
      await ready
      return inTurn(async () => {
        if (writer.isRemoved(record.id)) await writer.restore([record.id])
        return save(record)
      })
    },
    async writeProgress(record) {
      await ready
      return inTurn(async () => {
        const before = await writer.records.one(record.id)
        return save(before ? { ...record, ...wordsOf(before) } : record)
      })
    },
    async describe(runId, words) {
      await ready
      return inTurn(async () => {
        const before = await writer.records.one(runId)
        // Another tab may be writing it: what is said of it here would be lost, or undo what that tab writes.
        if (!before || (!state.writes && !writer.records.isUnsaved(runId))) return before
        const after = { ...before, ...words, changedAt: now() }
        await writer.records.save(after)
        return after
      })
    },
    async writePart(runId, part, bytes) {
      await ready
      // Parts of a run whose record a later version wrote are left alone, like the record.
      if (await writer.records.isNewer(runId)) return false
      return writer.write(() => store.put(runKey(runId, part), bytes))
    },
    part: (runId, part) => ready.then(() => store.get(runKey(runId, part)).catch(() => null)),
    async removePart(runId, part) {
      await ready
      await writer.write(() => store.delete(runKey(runId, part)))
    },
    async bytesOf(runId) {
      await ready
      const own = (await store.list().catch(() => [])).filter(({ key }) => runOfKey(key) === runId)
      return own.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    remove: (runIds) => ready.then(() => inTurn(() => writer.remove(runIds))),
    restore: (runIds) => ready.then(() => inTurn(() => writer.restore(runIds))),
    async writeVisit(visit) {
      await ready
      return inTurn(async () => {
        const before = await readVisit(store)
        const done = await writer.write(() => putVisit(store, visit))
        if (done && before) await writer.write(() => freeFiles(store, writer.records, filesUnder(before)))
        return done
      })
    },
    visit: () => ready.then(() => readVisit(store)),
    saveFiles: (key, set) => ready.then(() => files.save(key, set)),
    readFiles: (key) => ready.then(() => files.read(key)),
  }
}

/** Keeps as long as the page lasts: for tests, and for Node. */
export function memoryRepository(store: BlobStore = memoryStore()): RunRepository {
  return storedRepository({
    store,
    lock: writerLock(undefined),
    now: () => Date.now(),
    estimate: async () => ({}),
    onStatus: () => {},
  })
}

function wordsOf({ tags, note, testViews, temperature }: RunWords): RunWords {
  return { tags, note, testViews, temperature }
}

/** Work on records is done one after another: each reads what the one before has written. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
