/** What stood in the last visit, as it is stored. One that cannot be read, or that a later version wrote, is none. */
import * as v from 'valibot'
import type { Visit } from '../../shared/domain/record.ts'
import type { BlobStore } from './blobStore.ts'
import { visitKey } from './keys.ts'
import { visitSchema } from './recordSchema.ts'

export async function readVisit(store: BlobStore): Promise<Visit | null> {
  try {
    const text = await (await store.get(visitKey))?.text()
    return text === undefined ? null : v.parse(visitSchema, JSON.parse(text))
  } catch {
    return null
  }
}

export async function putVisit(store: BlobStore, visit: Visit): Promise<void> {
  await store.put(visitKey, new TextEncoder().encode(JSON.stringify(visit)))
}
