/**
 * The records of runs over a store. A record that could not be written stays here, so that the visit still shows its
 * run, and is written as soon as that works again. What a later version wrote is counted and left alone.
 */
import type { RunRecord } from '../../shared/domain/record.ts'
import type { BlobStore } from './blobStore.ts'
import { runKey, runOfKey } from './keys.ts'
import { readRecord, writeRecord } from './recordFile.ts'

export interface RecordStore {
  /** In no order. `unknown` counts what could not be read, which may name files too. */
  all(): Promise<StoredRecords>
  one(runId: string): Promise<RunRecord | null>
  /** Whether there is one of a later version. */
  isNewer(runId: string): Promise<boolean>
  /** As `write` says; where that is false, the record stays here. */
  save(record: RunRecord): Promise<boolean>
  /** Writes what could not be written before. */
  flush(): Promise<void>
  isUnsaved(runId: string): boolean
  forget(runId: string): void
}

export interface StoredRecords {
  readonly records: readonly RunRecord[]
  readonly newer: number
  readonly unknown: number
  /** Bytes of a run. */
  bytesOf(runId: string): number
}

/** `write` does its work where writing is possible, and says whether it was done. */
export function openRecordStore(
  store: BlobStore,
  write: (work: () => Promise<unknown>) => Promise<boolean>,
): RecordStore {
  const unsaved = new Map<string, RunRecord>()
  /** Null where there is none, or another tab has just taken it away. */
  const stored = async (runId: string): Promise<ReturnType<typeof readRecord> | null> => {
    try {
      const blob = await store.get(runKey(runId, 'record'))
      return blob && readRecord(new Uint8Array(await blob.arrayBuffer()))
    } catch {
      return null
    }
  }
  const recordStore: RecordStore = {
    async all() {
      const entries = await store.list().catch(() => [])
      const keys = new Set(entries.map(({ key }) => key))
      const ids = new Set(entries.flatMap(({ key }) => (key.endsWith('/record') ? (runOfKey(key) ?? []) : [])))
      const records = [...unsaved.values()]
      let [newer, unknown] = [0, 0]
      for (const id of ids) {
        if (unsaved.has(id)) continue
        const record = await stored(id)
        if (record === 'newer') newer++
        else if (record === 'unreadable') unknown++
        else if (record) records.push(asStored(record, keys))
      }
      return { records, newer, unknown, bytesOf: byteCounter(entries) }
    },
    async one(runId) {
      const here = unsaved.get(runId)
      if (here) return here
      const record = await stored(runId)
      if (record === null || record === 'newer' || record === 'unreadable') return null
      const entries = await store.list().catch(() => [])
      return asStored(record, new Set(entries.map(({ key }) => key)))
    },
    isNewer: async (runId) => (await stored(runId)) === 'newer',
    async save(record) {
      const done = await write(() => store.put(runKey(record.id, 'record'), writeRecord(record)))
      if (done) unsaved.delete(record.id)
      else unsaved.set(record.id, record)
      return done
    },
    async flush() {
      for (const record of [...unsaved.values()]) {
        const other = await stored(record.id)
        const overtaken = other === 'newer' || (other && other !== 'unreadable' && other.changedAt > record.changedAt)
        if (overtaken) unsaved.delete(record.id)
        else if (!(await recordStore.save(record))) return
      }
    },
    isUnsaved: (runId) => unsaved.has(runId),
    forget: (runId) => void unsaved.delete(runId),
  }
  return recordStore
}

/** A checkpoint or weights that are lost are not promised. */
function asStored(record: RunRecord, keys: ReadonlySet<string>): RunRecord {
  return {
    ...record,
    checkpoint: keys.has(runKey(record.id, 'checkpoint')) ? record.checkpoint : null,
    weights: record.weights && keys.has(runKey(record.id, 'weights')),
  }
}

function byteCounter(entries: readonly { readonly key: string; readonly bytes: number }[]): (id: string) => number {
  const counts = new Map<string, number>()
  for (const { key, bytes } of entries) {
    const id = runOfKey(key)
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + bytes)
  }
  return (id) => counts.get(id) ?? 0
}
