/**
 * What a page has tried in this tab, so that no reload is tried twice: it outlives the reload, and not the tab. Null, or
 * an error, where the browser lets nothing be remembered.
 */
type TabMemory = () => {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** False where it was known before, or nothing can be remembered. */
export function remember(memory: TabMemory, key: string): boolean {
  try {
    if (memory().getItem(key) !== null) return false
    memory().setItem(key, 'yes')
    return true
  } catch {
    return false
  }
}

export function forget(memory: TabMemory, key: string): void {
  try {
    memory().removeItem(key)
  } catch {
    // Nothing was remembered either.
  }
}
