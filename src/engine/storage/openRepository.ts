/** The repository of a real browser, in whatever worker this runs. */
import type { StorageStatus } from '../../shared/domain/record.ts'
import { openBrowserStore } from './browserStore.ts'
import type { RunRepository } from './runRepository.ts'
import { storedRepository } from './storedRepository.ts'
import { writerLock } from './writerLock.ts'

/** Never throws: where nothing can be kept, the status says so. `freeSpace` as the repository over a store has it. */
export async function openRepository(
  onStatus: (status: StorageStatus) => void,
  freeSpace: () => Promise<boolean>,
): Promise<RunRepository> {
  const { store, reason } = await openBrowserStore('thaw-runs')
  return storedRepository({
    store,
    lock: writerLock(navigator.locks),
    now: () => Date.now(),
    estimate: () => navigator.storage.estimate(),
    onStatus,
    freeSpace,
    absence: reason,
  })
}
