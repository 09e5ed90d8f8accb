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

const tab = () => sessionStorage

addEventListener('DOMContentLoaded', () => void begin())

async function begin(): Promise<void> {
  const shown = document.getElementById('thaw')
  if (!shown) return
  // Private windows, full disks and hosts without the file: the page goes on as one that needs its network.
  if (await comesAgain().catch(() => false)) return location.reload()
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
async function comesAgain(): Promise<boolean> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!container) return false
  const registration = await container.register(serviceWorkerFile)
  const { waiting } = registration
  // Left waiting where it was tried: the files of the newer one do not belong to this document.
  const newer = `thaw.newer ${document.baseURI}`
  if (!waiting) forget(tab, newer)
  else if (container.controller && remember(tab, newer)) {
    const changed = new Promise((resolve) => container.addEventListener('controllerchange', resolve, { once: true }))
    waiting.postMessage(takeOver)
    await changed
    return true
  }
  const key = `thaw.isolating ${document.baseURI}`
  if (globalThis.crossOriginIsolated) {
    forget(tab, key)
    return false
  }
  // A page within another is isolated only where that one is.
  if (window.top !== window) return false
  await activated(registration)
  return remember(tab, key)
}
