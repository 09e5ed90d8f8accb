/** How keeping stands, and who is told when that changes. */
import type { StorageStatus } from '../../shared/domain/record.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { BlobStore } from './blobStore.ts'
import type { WriterLock } from './writerLock.ts'

export interface StorageState {
  /** Whether a write may be tried. */
  readonly writes: boolean
  read(): Promise<StorageStatus>
  /** What went wrong with the last write; null where nothing did. */
  failed(error: unknown): void
  worked(): void
  /** Something was left out on purpose; null where nothing was. */
  remark(what: Message | null): void
  /** Tells if it has changed since it was last told. */
  tell(): void
}

export interface StorageStateOptions {
  readonly store: BlobStore
  readonly lock: WriterLock
  readonly estimate: () => Promise<StorageEstimate>
  readonly onStatus: (status: StorageStatus) => void
  /** Why nothing outlives the page; null where things do. */
  readonly absence: Message | null
}

export function storageState({ store, lock, estimate, onStatus, absence }: StorageStateOptions): StorageState {
  let failure: Message | null = null
  let remark: Message | null = null
  let told = ''
  const now = (): Pick<StorageStatus, 'kind' | 'reason'> => {
    if (absence) return { kind: 'absent', reason: absence }
    if (!lock.held) return { kind: 'reader', reason: notice('keptElsewhere') }
    return failure ? { kind: 'full', reason: failure } : { kind: 'keeping', reason: remark }
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
      return absence === null && lock.held
    },
    read,
    failed(error) {
      failure = failureOf(error)
      tell()
    },
    worked() {
      failure = null
      tell()
    },
    remark(what) {
      remark = what
      tell()
    },
    tell,
  }
}

function failureOf(error: unknown): Message {
  return isQuota(error) ? notice('keepingOutOfSpace') : notice('keepingFailed', { why: causeOf(error) })
}

/** Whether the browser has no more space; such an error may stand behind others. */
export function isQuota(error: unknown): boolean {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return true
  return error instanceof Error && error.cause !== undefined && isQuota(error.cause)
}

function causeOf(error: unknown): Message {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof ThawError) return cause.said
  return notice('verbatim', { text: cause instanceof Error ? cause.message : String(cause) })
}
