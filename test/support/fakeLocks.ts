/** Web Locks as the specification has them, as far as one exclusive name goes; each tab asks through its own view. */

type Callback = (lock: Lock | null) => Promise<unknown>
interface Request {
  readonly tab: object
  readonly callback: Callback
  readonly settle: { resolve(value: unknown): void; reject(error: unknown): void }
}

export interface FakeLocks {
  /** What one tab sees, and how it goes away. */
  tab(): { readonly locks: LockManager; close(): void }
}

export function fakeLocks(): FakeLocks {
  let holder: Request | null = null
  let queue: Request[] = []
  const grant = (request: Request) => {
    holder = request
    const { callback, settle } = request
    void callback({ name: 'lock', mode: 'exclusive' }).then(settle.resolve, settle.reject)
  }
  const next = () => {
    holder = null
    const first = queue.shift()
    if (first) grant(first)
  }
  const steal = (request: Request) => {
    holder?.settle.reject(new DOMException('stolen', 'AbortError'))
    grant(request)
  }
  const requestFor = (tab: object) => (_: string, options: LockOptions, callback: Callback) =>
    new Promise((resolve, reject) => {
      const request = { tab, callback, settle: { resolve, reject } }
      options.signal?.addEventListener('abort', () => {
        if (!queue.includes(request)) return
        queue = queue.filter((each) => each !== request)
        reject(options.signal?.reason)
      })
      if (options.steal) steal(request)
      else if (holder) queue.push(request)
      else grant(request)
    })
  return {
    tab() {
      const tab = {}
      return {
        locks: { request: requestFor(tab) } as unknown as LockManager,
        close() {
          queue = queue.filter((each) => each.tab !== tab)
          if (holder?.tab === tab) next()
        },
      }
    },
  }
}
