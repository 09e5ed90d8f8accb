/** How keeping stands, and who is told when that changes. */
import type { StorageStatus } from '../../shared/domain/record.ts'
import type { BlobStore } from './blobStore.ts'
import type { WriterLock } from './writerLock.ts'

export interface StorageState {
  /** Whether a write may be tried. */
  readonly writes: boolean
  read(): Promise<StorageStatus>
  /** What went wrong with the last write; null where nothing did. */
  failed(error: unknown): void
  worked(): void
  /** Something was left out on purpose. */
  remark(text: string): void
  /** Tells if it has changed since it was last told. */
  tell(): void
}

export interface StorageStateOptions {
  readonly store: BlobStore
  readonly lock: WriterLock
  readonly estimate: () => Promise<StorageEstimate>
  readonly onStatus: (status: StorageStatus) => void
  /** Why nothing outlives the page; empty where things do. */
  readonly absence: string
}

export function storageState({ store, lock, estimate, onStatus, absence }: StorageStateOptions): StorageState {
  let failure = ''
  let remark = ''
  let told = ''
  const now = (): Pick<StorageStatus, 'kind' | 'reason'> => {
    if (absence !== '') return { kind: 'absent', reason: absence }
    if (!lock.held) return { kind: 'reader', reason: readerReason }
    return failure !== '' ? { kind: 'full', reason: failure } : { kind: 'keeping', reason: remark }
  }
  const read = async (): Promise<StorageStatus> => {
    const { usage, quota } = await estimate().catch((): StorageEstimate => ({}))
    const kept = await store.list().catch(() => [])
    const runsBytes = kept.reduce((sum, { bytes }) => sum + bytes, 0)
    return { ...now(), usedBytes: usage ?? null, quotaBytes: quota ?? null, runsBytes }
  }
  const tell = () => {
    const state = JSON.stringify(now())
    if (state === told) return
    told = state
    void read().then(onStatus)
  }
  return {
    get writes() {
      return absence === '' && lock.held
    },
    read,
    failed(error) {
      failure = failureWords(error)
      tell()
    },
    worked() {
      failure = ''
      tell()
    },
    remark(text) {
      remark = text
      tell()
    },
    tell,
  }
}

const readerReason = 'Another tab of the studio keeps the runs. What this one trains is not saved until you take over.'

function failureWords(error: unknown): string {
  const what = isQuota(error)
    ? 'The browser gives the studio no more space.'
    : `The browser could not write: ${messageOf(error)}`
  return `${what} Training goes on. Delete runs or models that you no longer need, or save a project as a file.`
}

/** Whether the browser has no more space; such an error may stand behind others. */
export function isQuota(error: unknown): boolean {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return true
  return error instanceof Error && error.cause !== undefined && isQuota(error.cause)
}

function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? `${cause.message}.`.replace(/\.+$/, '.') : String(cause)
}
