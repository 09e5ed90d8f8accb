/**
 * The first script of a page that is a folder of files. It has the service worker answer for the page, which isolates it
 * where the host sends no headers and opens it without a network the next time; it lets a newer version take over; and it
 * starts the page's own script, once that came whole.
 */
import { runtimeFiles } from '../../shared/catalog/runtimeFiles.ts'
import { activated, serviceWorkerFile, takeOver } from '../../shared/wire/serviceWorker.ts'
import { forget, remember } from '../../shared/wire/tabMemory.ts'
import { complain } from './complain.ts'
import { siteFilesOf } from './siteFilesOf.ts'
import { within } from './within.ts'

const tab = () => sessionStorage
/** Milliseconds until a worker that does not come is not waited for any more. */
const patience = 8000

addEventListener('DOMContentLoaded', () => void begin())

async function begin(): Promise<void> {
  const shown = document.getElementById('thaw')
  if (!shown) return
  // Private windows, full disks and hosts without the file: the page goes on as one that needs its network.
  if (await comesAgain(shown).catch(() => false)) return location.reload()
  const script = document.createElement('script')
  const digest = siteFilesOf(document).get(runtimeFiles.page)?.digest
  script.src = runtimeFiles.page
  if (digest) script.integrity = `sha256-${digest}`
  script.onerror = () => {
    const { damaged = '' } = shown.dataset
    complain(shown, damaged.replace('{file}', runtimeFiles.page), location.href)
  }
  document.head.append(script)
}

/** Whether the page is better loaded again: each reason once a tab, so that none leads to a loop. */
async function comesAgain({ dataset }: HTMLElement): Promise<boolean> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!container) return false
  const registration = await registered(container)
  if (!registration) return false
  const { waiting } = registration
  // Left waiting where it was tried: the files of the newer one do not belong to this document.
  const newer = `thaw.newer ${document.baseURI}`
  if (!waiting) forget(tab, newer)
  else if (container.controller && remember(tab, newer)) {
    const changed = new Promise<true>((resolve) =>
      container.addEventListener('controllerchange', () => resolve(true), { once: true }),
    )
    waiting.postMessage(takeOver)
    if (await within(patience, changed)) return true
  }
  // The page goes on as it is, and says how the newer one is come to.
  if (waiting && container.controller) dataset.newer = ''
  const key = `thaw.isolating ${document.baseURI}`
  if (globalThis.crossOriginIsolated) {
    forget(tab, key)
    return false
  }
  // A page within another is isolated only where that one is.
  if (window.top !== window) return false
  const answers = activated(registration).then(() => true as const)
  return (await within(patience, answers)) !== null && remember(tab, key)
}

/** One that is there is not registered anew: that would wait until a newer one has fetched all of its files. */
async function registered(container: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | null> {
  const known = await container.getRegistration()
  const own = new URL('./', document.baseURI).href
  return known?.active && known.scope === own ? known : within(patience, container.register(serviceWorkerFile))
}
