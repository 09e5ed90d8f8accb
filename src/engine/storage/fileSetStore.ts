/** The files that runs stand on: data sets and dropped model folders, each once, whatever runs name it. */
import type { BlobStore } from './blobStore.ts'
import { packFiles, unpackFiles } from './filesPack.ts'
import type { FileSet } from './runRepository.ts'
import type { StorageState } from './storageState.ts'

export interface FileSetStore {
  save(key: string, set: FileSet): Promise<boolean>
  read(key: string): Promise<FileSet | null>
}

export interface FileSetStoreOptions {
  readonly store: BlobStore
  readonly estimate: () => Promise<StorageEstimate>
  readonly state: StorageState
  readonly write: (work: () => Promise<void>) => Promise<boolean>
}

const mostBytes = 512 * 2 ** 20
/** Of the space that is left. */
const mostShare = 0.5

export function fileSetStore({ store, estimate, state, write }: FileSetStoreOptions): FileSetStore {
  const underWay = new Map<string, Promise<boolean>>()
  const save = async (key: string, set: FileSet): Promise<boolean> => {
    const entries = await store.list().catch(() => [])
    if (entries.some((entry) => entry.key === key)) return true
    const bytes = set.files.reduce((sum, { file }) => sum + file.size, 0)
    const refusal = refusalFor(bytes, await estimate().catch((): StorageEstimate => ({})))
    state.remark(refusal === '' ? '' : `"${set.name}" ${refusal} Keep the files at hand to go on another day.`)
    return refusal === '' && write(() => store.put(key, packFiles(set)))
  }
  return {
    save(key, set) {
      const work = underWay.get(key) ?? save(key, set).finally(() => underWay.delete(key))
      underWay.set(key, work)
      return work
    },
    async read(key) {
      const pack = await store.get(key).catch(() => null)
      return pack && unpackFiles(pack)
    },
  }
}

/** Empty where there is none. */
function refusalFor(bytes: number, { quota, usage }: StorageEstimate): string {
  const size = `takes ${megabytes(bytes)}`
  if (bytes > mostBytes) return `${size} and is not kept with its runs: that is done up to ${megabytes(mostBytes)}.`
  if (quota === undefined) return ''
  const left = Math.max(0, quota - (usage ?? 0))
  return bytes > left * mostShare
    ? `${size} of the ${megabytes(left)} that are left, and is not kept with its runs.`
    : ''
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en')} MB`
}
