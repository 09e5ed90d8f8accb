/** What a page and its service worker agree on: the studio's, and a deployed site's. Both name the worker's file by this. */

/** Beside index.html, so that the worker answers for the whole folder and for nothing above it. */
export const serviceWorkerFile = 'service-worker.js'

/**
 * At the end of the worker's address: it keeps nothing and only adds the isolation headers. It is there within a moment,
 * where the whole worker first fetches the whole studio.
 */
export const headersOnly = '?headers'

/** The page tells a worker that waits to take the place of the one before. */
export const takeOver = 'take-over'

/** Whether this is the address of a worker that keeps nothing. */
export function keepsNothing(address: string): boolean {
  return address.endsWith(headersOnly)
}

/** Settles once a worker answers for pages, or the one that was registered never will. One that is newer is not waited for. */
export function activated({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const worker = active ?? installing ?? waiting
  return new Promise((resolve) => {
    const look = () => (worker?.state === 'activated' || worker?.state === 'redundant') && resolve()
    worker?.addEventListener('statechange', look)
    look()
  })
}
