/** A model published on a hub of this machine, and the one way that the tests ask for it. */
import { createHash } from 'node:crypto'
import { type BlobStore, memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { type FetchOptions, fetchModelFiles, type ModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { ModelSource } from '../../../src/shared/catalog/models.ts'
import { seeded } from '../../../src/shared/random.ts'
import { type LocalHub, openLocalHub, serve, testClock } from './localHub.ts'

export type Published = Readonly<Record<string, Uint8Array>>

export const id = 'owner/net'
export const source: ModelSource = { kind: 'hugging-face', repository: id, revision: 'main' }
export const commit = 'a'.repeat(40)
export const listing = `https://huggingface.co/api/models/${id}/revision/main?blobs=true`
export const at = (name: string, revision = commit) => `https://huggingface.co/${id}/resolve/${revision}/${name}`

export const weights = writeSafetensors([['w', { dtype: 'F32', shape: [500], bytes: finite(500) }]], { format: 'pt' })
export const files: Published = {
  'config.json': json({ model_type: 'resnet', id2label: { 0: 'tench' } }),
  'preprocessor_config.json': json({ size: 224 }),
  'model.safetensors': weights,
}

/** A hub, a store, and a page that fetches from the one into the other. */
export interface ModelHub {
  readonly hub: LocalHub
  store: BlobStore
  get(options?: Partial<FetchOptions>, from?: ModelSource, name?: string): Promise<ModelFiles>
  /** Puts the files on the hub, with a listing of them. */
  publish(published?: Published, sha?: string, listed?: string): void
  /** The store's key of the file with this name. */
  keyOf(name: string): Promise<string>
}

export async function openModelHub(): Promise<ModelHub> {
  const hub = await openLocalHub()
  const opened: ModelHub = {
    hub,
    store: memoryStore(),
    get: (options = {}, from = source, name = id) =>
      fetchModelFiles(from, name, {
        fetch: hub.fetch,
        store: opened.store,
        siteBase: 'https://studio.example/app/',
        onProgress: () => {},
        signal: new AbortController().signal,
        clock: testClock(),
        random: seeded(1),
        ...options,
      }),
    publish: (published = files, sha = commit, listed = listing) => {
      hub.handlers.set(listed, serve(json({ sha, siblings: Object.entries(published).map(sibling) })))
      for (const [name, bytes] of Object.entries(published)) hub.handlers.set(at(name, sha), serve(bytes))
    },
    keyOf: async (name) => (await opened.store.list()).find(({ key }) => key.endsWith(name))?.key ?? '',
  }
  return opened
}

export function total(published: Published): number {
  return Object.values(published).reduce((sum, bytes) => sum + bytes.length, 0)
}

export function finite(count: number): Uint8Array {
  return new Uint8Array(Float32Array.from({ length: count }, (_, i) => i / 7).buffer)
}

export function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** The hub hashes what it keeps apart, and only that. */
function sibling([rfilename, bytes]: readonly [string, Uint8Array]) {
  const lfs = rfilename.endsWith('.json') ? {} : { lfs: { sha256: createHash('sha256').update(bytes).digest('hex') } }
  return { rfilename, size: bytes.length, ...lfs }
}
