/**
 * The repository over a store of blobs. It writes while this tab holds the writer's lock; a reader, a full disk or a browser
 * without storage answers false, and the status says so. Each blob is replaced as a whole, so that whatever happens in
 * the midst leaves what was there before.
 */
import type { RunRecord, StorageStatus } from '../../shared/domain/record.ts'
import { type BlobStore, memoryStore } from './blobStore.ts'
import { fileSetStore } from './fileSetStore.ts'
import { freeRuns, freeUnnamed, readRemoved, writeRemoved } from './freeing.ts'
import { runKey, runOfKey } from './keys.ts'
import { openRecordStore } from './recordStore.ts'
import type { RunRepository, RunWords } from './runRepository.ts'
import { runSummary } from './runSummary.ts'
import { isQuota, storageState } from './storageState.ts'
import { type WriterLock, writerLock } from './writerLock.ts'

export interface StoredRepositoryOptions {
  readonly store: BlobStore
  readonly lock: WriterLock
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly estimate: () => Promise<StorageEstimate>
  readonly onStatus: (status: StorageStatus) => void
  /** Why nothing outlives the page; absent where things do. */
  readonly absence?: string
  /** Frees what can be computed anew, before anything else goes; false where there was nothing. Absent: there is none. */
  readonly freeSpace?: () => Promise<boolean>
}

export function storedRepository(options: StoredRepositoryOptions): RunRepository {
  const { store, lock, now, estimate, onStatus, absence = '', freeSpace = async () => false } = options
  const state = storageState({ store, lock, estimate, onStatus, absence })
  const recordStore = openRecordStore(store, (work) => write(work))
  const files = fileSetStore({ store, estimate, state, write: (work) => write(work) })
  /** Removed in this visit. */
  const removed = new Set<string>()
  let wrote = false
  const inTurn = turns()
  const ready = lock.open(() => void inTurn(begin)).then(() => inTurn(begin))

  /** What becoming the writer brings with it, now or later. */
  async function begin(): Promise<void> {
    state.tell()
    if (!state.writes) return
    const before = await readRemoved(store)
    try {
      if (wrote) for (const id of before) removed.add(id)
      else {
        await freeRuns(
          store,
          recordStore,
          before.filter((id) => !removed.has(id)),
        )
        await freeUnnamed(store, recordStore)
      }
      wrote = true
      if (before.length + removed.size > 0) await writeRemoved(store, removed)
      await recordStore.flush()
    } catch (error) {
      state.failed(error)
    }
  }

  async function write(work: () => Promise<void>): Promise<boolean> {
    if (!state.writes) return false
    try {
      await withRoom(work)
      state.worked()
      return true
    } catch (error) {
      state.failed(error)
      return false
    }
  }

  /** Where there is no space, what can be computed anew goes first, then what was deleted. */
  async function withRoom(work: () => Promise<void>): Promise<void> {
    try {
      return await work()
    } catch (error) {
      if (!isQuota(error)) throw error
      const freed = await freeSpace().catch(() => false)
      if (freed) return withRoom(work)
      if (removed.size === 0) throw error
    }
    await freeRemoved()
    return work()
  }

  /** Space is worth more than the chance to bring back what was deleted. */
  async function freeRemoved(): Promise<void> {
    await freeRuns(store, recordStore, removed)
    removed.clear()
    await writeRemoved(store, removed)
  }

  async function visible() {
    const { records, newer, bytesOf } = await recordStore.all()
    const hidden = new Set([...removed, ...(wrote && lock.held ? [] : await readRemoved(store))])
    const shown = records.filter(({ id }) => !hidden.has(id)).sort((a, b) => b.startedAt - a.startedAt)
    return { records: shown, newer, bytesOf }
  }

  async function save(record: RunRecord): Promise<boolean> {
    if (await recordStore.isNewer(record.id)) return false
    const done = await recordStore.save(record)
    if (done) await recordStore.flush()
    return done
  }

  async function hide(change: () => void): Promise<void> {
    await ready
    await inTurn(async () => {
      change()
      await write(() => writeRemoved(store, removed))
    })
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
      const { records, newer } = await visible()
      return { records, newer }
    },
    async listing() {
      await ready
      const { records, newer, bytesOf } = await visible()
      return { runs: records.map((record) => runSummary(record, bytesOf(record.id))), newer }
    },
    record: (runId) => ready.then(() => (removed.has(runId) ? null : recordStore.one(runId))),
    async writeRecord(record) {
      await ready
      return inTurn(async () => {
        if (removed.delete(record.id)) await write(() => writeRemoved(store, removed))
        return save(record)
      })
    },
    async writeProgress(record) {
      await ready
      return inTurn(async () => {
        const before = await recordStore.one(record.id)
        return save(before ? { ...record, ...wordsOf(before) } : record)
      })
    },
    async describe(runId, words) {
      await ready
      return inTurn(async () => {
        const before = await recordStore.one(runId)
        // Another tab may be writing it: what is said of it here would be lost, or undo what that tab writes.
        if (!before || (!state.writes && !recordStore.isUnsaved(runId))) return before
        const after = { ...before, ...words, changedAt: now() }
        await recordStore.save(after)
        return after
      })
    },
    async writePart(runId, part, bytes) {
      await ready
      // What belongs to a record of a later version is left alone with it.
      if (await recordStore.isNewer(runId)) return false
      return write(() => store.put(runKey(runId, part), bytes))
    },
    part: (runId, part) => ready.then(() => store.get(runKey(runId, part)).catch(() => null)),
    async removePart(runId, part) {
      await ready
      await write(() => store.delete(runKey(runId, part)))
    },
    async bytesOf(runId) {
      await ready
      const own = (await store.list().catch(() => [])).filter(({ key }) => runOfKey(key) === runId)
      return own.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    remove: (runIds) => hide(() => void runIds.map((id) => removed.add(id))),
    restore: (runIds) => hide(() => void runIds.map((id) => removed.delete(id))),
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

function wordsOf({ tags, note, looks, temperature }: RunWords): RunWords {
  return { tags, note, looks, temperature }
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
