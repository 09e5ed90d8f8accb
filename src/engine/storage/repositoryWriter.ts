/**
 * Who may write into the repository, and what makes room. It writes while this tab holds the writer's lock; where the
 * disk is full, what can be computed anew is freed first, then the runs that were removed in this visit.
 */
import type { BlobStore } from './blobStore.ts'
import { freeRuns, freeUnnamed, readRemoved, writeRemoved } from './freeing.ts'
import { openRecordStore, type RecordStore, type StoredRecords } from './recordStore.ts'
import { isQuota, type StorageState } from './storageState.ts'
import type { WriterLock } from './writerLock.ts'

export interface RepositoryWriterOptions {
  readonly store: BlobStore
  readonly lock: WriterLock
  readonly state: StorageState
  /** Frees what can be computed anew; false where there was nothing. */
  readonly freeSpace: () => Promise<boolean>
}

export class RepositoryWriter {
  readonly records: RecordStore
  readonly #store: BlobStore
  readonly #lock: WriterLock
  readonly #state: StorageState
  readonly #freeSpace: () => Promise<boolean>
  /** Runs that were removed in this visit. */
  readonly #removed = new Set<string>()
  #wrote = false

  constructor({ store, lock, state, freeSpace }: RepositoryWriterOptions) {
    this.#store = store
    this.#lock = lock
    this.#state = state
    this.#freeSpace = freeSpace
    this.records = openRecordStore(store, (work) => this.write(work))
  }

  /** What becoming the writer brings with it, now or later: the removals of earlier visits, and records that waited. */
  async begin(): Promise<void> {
    this.#state.tell()
    if (!this.#state.writes) return
    const before = await readRemoved(this.#store)
    try {
      if (this.#wrote) for (const id of before) this.#removed.add(id)
      else await this.#freeEarlier(before)
      this.#wrote = true
      if (before.length + this.#removed.size > 0) await writeRemoved(this.#store, this.#removed)
      await this.records.flush()
    } catch (error) {
      this.#state.failed(error)
    }
  }

  /** False where nothing may be written, or the write failed; the status says why. */
  async write(work: () => Promise<unknown>): Promise<boolean> {
    if (!this.#state.writes) return false
    try {
      await this.#withRoom(work)
      this.#state.worked()
      return true
    } catch (error) {
      this.#state.failed(error)
      return false
    }
  }

  isRemoved(runId: string): boolean {
    return this.#removed.has(runId)
  }

  async remove(runIds: readonly string[]): Promise<void> {
    for (const id of runIds) this.#removed.add(id)
    await this.#writeRemoved()
  }

  async restore(runIds: readonly string[]): Promise<void> {
    for (const id of runIds) this.#removed.delete(id)
    await this.#writeRemoved()
  }

  /** Without the removed runs, the newest first. */
  async visible(): Promise<Omit<StoredRecords, 'unknown'>> {
    const { records, newer, bytesOf } = await this.records.all()
    const elsewhere = this.#wrote && this.#lock.held ? [] : await readRemoved(this.#store)
    const hidden = new Set([...this.#removed, ...elsewhere])
    const shown = records.filter(({ id }) => !hidden.has(id)).sort((a, b) => b.startedAt - a.startedAt)
    return { records: shown, newer, bytesOf }
  }

  async #freeEarlier(before: readonly string[]): Promise<void> {
    const gone = before.filter((id) => !this.#removed.has(id))
    await freeRuns(this.#store, this.records, gone)
    await freeUnnamed(this.#store, this.records)
  }

  /** Where there is no space, what can be computed anew goes first, then what was removed. */
  async #withRoom(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work()
    } catch (error) {
      if (!isQuota(error)) throw error
      const freed = await this.#freeSpace().catch(() => false)
      if (freed) return this.#withRoom(work)
      if (this.#removed.size === 0) throw error
    }
    await this.#freeRemoved()
    return work()
  }

  /** Space is worth more than the chance to bring back what was removed. */
  async #freeRemoved(): Promise<void> {
    await freeRuns(this.#store, this.records, this.#removed)
    this.#removed.clear()
    await writeRemoved(this.#store, this.#removed)
  }

  async #writeRemoved(): Promise<void> {
    await this.write(() => writeRemoved(this.#store, this.#removed))
  }
}
