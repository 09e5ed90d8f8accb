/** Which run is pinned as the baseline, kept in the browser's small storage. */
import type { ChoiceStorage } from './persist.ts'

const key = 'thaw.baseline.1'

export function restoreBaseline(storage: ChoiceStorage | null): string | null {
  try {
    return storage?.getItem(key) || null
  } catch {
    return null
  }
}

export function storeBaseline(storage: ChoiceStorage | null, runId: string | null): void {
  try {
    storage?.setItem(key, runId ?? '')
  } catch {
    // Full or forbidden: the pin holds for this visit only.
  }
}
