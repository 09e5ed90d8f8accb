/** Makes room: what was removed in an earlier visit, and what no run stands on any more. */
import type { BlobStore } from './blobStore.ts'
import { filesUnder, isFilesKey, removedKey, runKey, runOfKey } from './keys.ts'
import type { RecordStore } from './recordStore.ts'
import { readVisit } from './visitFile.ts'

/** With the files that only they name. The record goes first, so that half a removal is no run; later versions' stay. */
export async function freeRuns(store: BlobStore, recordStore: RecordStore, runIds: Iterable<string>): Promise<void> {
  const files: string[] = []
  for (const id of runIds) {
    if (await recordStore.isNewer(id)) continue
    const record = await recordStore.one(id)
    if (record) files.push(...filesUnder(record))
    recordStore.forget(id)
    await store.delete(runKey(id, 'record'))
    for (const { key } of await store.list()) if (runOfKey(key) === id) await store.delete(key)
  }
  await freeFiles(store, recordStore, files)
}

/** Those of the files that neither a run nor the last visit names. */
export async function freeFiles(store: BlobStore, recordStore: RecordStore, files: readonly string[]): Promise<void> {
  if (files.length === 0) return
  const { named, certain } = await namedFiles(store, recordStore)
  if (!certain) return
  for (const key of files) if (!named.has(key)) await store.delete(key)
}

/** A record that cannot be read may name any file: then it is not certain that the others are unnamed. */
async function namedFiles(store: BlobStore, recordStore: RecordStore) {
  const { records, newer, unknown } = await recordStore.all()
  const visit = await readVisit(store)
  const named = new Set([...records.flatMap(filesUnder), ...(visit ? filesUnder(visit) : [])])
  return { named, records, certain: newer + unknown === 0 }
}

/**
 * Frees parts of runs that have no record, and files that neither a run nor the last visit names. Where that is not
 * certain, all files stay.
 */
export async function freeUnnamed(store: BlobStore, recordStore: RecordStore): Promise<void> {
  const { named, records, certain } = await namedFiles(store, recordStore)
  const entries = await store.list()
  const recorded = new Set(entries.map(({ key }) => key).filter((key) => key.endsWith('/record')))
  for (const { id } of records) recorded.add(runKey(id, 'record'))
  for (const { key } of entries) {
    const id = runOfKey(key)
    const orphan = id !== null && !recorded.has(runKey(id, 'record'))
    const unnamed = certain && isFilesKey(key) && !named.has(key)
    if (orphan || unnamed) await store.delete(key)
  }
}

/** Ids that are to go with the next visit. */
export async function readRemoved(store: BlobStore): Promise<readonly string[]> {
  try {
    const ids: unknown = JSON.parse((await (await store.get(removedKey))?.text()) ?? '[]')
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export async function writeRemoved(store: BlobStore, ids: Iterable<string>): Promise<void> {
  await store.put(removedKey, new TextEncoder().encode(JSON.stringify([...ids])))
}
