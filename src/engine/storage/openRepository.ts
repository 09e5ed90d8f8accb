/** The keeper of a real browser, in whatever worker this runs. */
import type { StorageStatus } from '../../shared/domain/record.ts'
import { openBrowserStore } from './browserStore.ts'
import type { Keeper } from './runRepository.ts'
import { storeKeeper } from './storedRepository.ts'
import { writerLock } from './writerLock.ts'

/** Never throws: where nothing can be kept, the status says so. `spare` as the keeper over a store has it. */
export async function openKeeper(
  onStatus: (status: StorageStatus) => void,
  spare: () => Promise<boolean>,
): Promise<Keeper> {
  const { store, reason } = await openBrowserStore('thaw-runs')
  return storeKeeper({
    store,
    lock: writerLock(navigator.locks),
    now: () => Date.now(),
    estimate: () => navigator.storage.estimate(),
    onStatus,
    spare,
    absence: reason,
  })
}
