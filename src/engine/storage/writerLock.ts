/**
 * One tab writes, by a Web Lock that is held as long as this worker lives. Another tab reads; it takes the lock over
 * when the person says so, and gets it by itself when the one that holds it closes.
 */

export interface WriterLock {
  /** Whether this tab may write now. */
  readonly held: boolean
  /** Asks for the lock; resolves once it is clear who has it. `onChange` hears of every change after. */
  open(onChange: () => void): Promise<void>
  takeOver(): Promise<void>
}

const lockName = 'thaw-writer'
/** A worker that was just ended in the midst of a computation may hold it for two seconds more. */
const patienceMs = 2500

/** `locks` is undefined where the browser has none: then nobody knows of other tabs, and this one writes. */
export function writerLock(locks: LockManager | undefined, patience = patienceMs): WriterLock {
  let held = locks === undefined
  let hear = () => {}
  const turn = (now: boolean) => {
    if (held === now) return
    held = now
    hear()
  }
  /** Resolves when the lock is had, and holds it until it is taken away. */
  const ask = (manager: LockManager, options: LockOptions): Promise<void> =>
    new Promise((had) => {
      let granted = false
      const hold = () => {
        granted = true
        turn(true)
        had()
        return new Promise<never>(() => {})
      }
      manager.request(lockName, options, hold).catch(() => {
        if (options.signal?.aborted && !granted) return
        // Refused from the first, as in a sandbox, is as good as a browser without locks.
        turn(!granted)
        if (granted) void wait(manager)
        else had()
      })
    })
  let waiting = new AbortController()
  const wait = (manager: LockManager): Promise<void> => {
    waiting = new AbortController()
    return ask(manager, { signal: waiting.signal })
  }
  return {
    get held() {
      return held
    },
    async open(onChange) {
      hear = onChange
      if (!locks) return
      await Promise.race([wait(locks), new Promise((resolve) => setTimeout(resolve, patience))])
    },
    async takeOver() {
      if (!locks || held) return
      waiting.abort()
      await ask(locks, { steal: true })
    },
  }
}
