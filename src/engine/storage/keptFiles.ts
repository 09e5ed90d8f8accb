/** The files that runs stand on: data sets and dropped model folders, each once, whatever runs name it. */
import type { BlobStore } from './blobStore.ts'
import { packFiles, unpackFiles } from './filesPack.ts'
import type { KeptFiles } from './runRepository.ts'
import type { StorageState } from './storageState.ts'

export interface FilesKeeping {
  keep(key: string, kept: KeptFiles): Promise<boolean>
  read(key: string): Promise<KeptFiles | null>
}

export interface FilesKeepingOptions {
  readonly store: BlobStore
  readonly estimate: () => Promise<StorageEstimate>
  readonly state: StorageState
  readonly write: (work: () => Promise<void>) => Promise<boolean>
}

const mostBytes = 512 * 2 ** 20
/** Of the space that is left. */
const mostShare = 0.5

export function filesKeeping({ store, estimate, state, write }: FilesKeepingOptions): FilesKeeping {
  const underWay = new Map<string, Promise<boolean>>()
  const keep = async (key: string, kept: KeptFiles): Promise<boolean> => {
    const entries = await store.list().catch(() => [])
    if (entries.some((entry) => entry.key === key)) return true
    const bytes = kept.files.reduce((sum, { file }) => sum + file.size, 0)
    const refusal = refusalFor(bytes, await estimate().catch((): StorageEstimate => ({})))
    state.remark(refusal === '' ? '' : `"${kept.name}" ${refusal} Keep the files at hand to go on another day.`)
    return refusal === '' && write(() => store.put(key, packFiles(kept)))
  }
  return {
    keep(key, kept) {
      const work = underWay.get(key) ?? keep(key, kept).finally(() => underWay.delete(key))
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
