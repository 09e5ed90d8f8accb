/** What is kept of data sets of a hub: what it lists, how long each file is, and the blocks of files that were read. */
import * as v from 'valibot'
import type { KeptHubDataset } from '../../../shared/domain/hubDataset.ts'
import type { BlobStore } from '../../storage/blobStore.ts'

/** No model is called so: the hub keeps the word for itself. */
const folder = 'datasets/'

export interface DatasetStore {
  json<Schema extends v.GenericSchema>(name: string, schema: Schema): Promise<v.InferOutput<Schema> | null>
  bytes(name: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Where there is no room, what was fetched serves this time and is fetched again the next. */
  keep(name: string, content: Uint8Array<ArrayBuffer> | object): Promise<void>
}

export function datasetStore(store: BlobStore, repository: string): DatasetStore {
  const keyOf = (name: string) => `${folder}${repository}@${name}`
  return {
    async json(name, schema) {
      try {
        const blob = await store.get(keyOf(name))
        const parsed = blob && v.safeParse(schema, JSON.parse(await blob.text()))
        return parsed?.success ? parsed.output : null
      } catch {
        return null
      }
    },
    async bytes(name) {
      try {
        const blob = await store.get(keyOf(name))
        return blob && new Uint8Array(await blob.arrayBuffer())
      } catch {
        return null
      }
    },
    async keep(name, content) {
      const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content))
      await store.put(keyOf(name), bytes).catch(() => {})
    },
  }
}

export async function storedDatasets(store: BlobStore): Promise<readonly KeptHubDataset[]> {
  const bytesOf = new Map<string, number>()
  for (const { key, bytes } of await store.list()) {
    if (!key.startsWith(folder)) continue
    const repository = key.slice(folder.length, key.indexOf('@'))
    bytesOf.set(repository, (bytesOf.get(repository) ?? 0) + bytes)
  }
  return Array.from(bytesOf, ([repository, storedBytes]) => ({ repository, storedBytes }))
}

export async function forgetDataset(store: BlobStore, repository: string): Promise<void> {
  for (const { key } of await store.list()) if (key.startsWith(`${folder}${repository}@`)) await store.delete(key)
}
