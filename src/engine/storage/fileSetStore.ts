/** The files that runs stand on: data sets and dropped model folders, each once, whatever runs name it. */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
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
  readonly write: (work: () => Promise<unknown>) => Promise<boolean>
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
    const refusal = refusalFor(set.name, bytes, await estimate().catch((): StorageEstimate => ({})))
    state.remark(refusal)
    return refusal === null && write(() => store.put(key, packFiles(set)))
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

/** Null where there is none. */
function refusalFor(name: string, bytes: number, { quota, usage }: StorageEstimate): Message | null {
  if (bytes > mostBytes) return notice('filesTooLargeToKeep', { name, bytes, most: mostBytes })
  if (quota === undefined) return null
  const left = Math.max(0, quota - (usage ?? 0))
  return bytes > left * mostShare ? notice('filesTakeWhatIsLeft', { name, bytes, left }) : null
}
