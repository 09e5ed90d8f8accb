/** A page that is a folder of files asks its service worker to keep all of them, and says when that is done. */
import { keepAll, keepsAll } from '../../shared/wire/siteFiles.ts'
import { element } from './element.ts'
import type { Spoken } from './spoken.ts'

/** Empty until it is known. */
export function keptLine(spoken: Spoken): HTMLElement {
  const line = element('p', { class: 'quiet', role: 'status', hidden: true })
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  container?.addEventListener('message', ({ data }) => {
    if (data !== keepsAll) return
    line.textContent = spoken.word('kept')
    line.dataset.kept = ''
    line.hidden = false
  })
  return line
}

/** The first script has found a newer version that does not take over by itself. */
export function newerLine({ dataset }: HTMLElement, spoken: Spoken): readonly HTMLElement[] {
  if (dataset.newer === undefined) return []
  return [element('p', { class: 'quiet', role: 'status', 'data-newer': true }, spoken.word('newer'))]
}

/** Once the page has opened: what it needed has passed by then. */
export async function keepSite(): Promise<void> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const { active } = (await container?.ready) ?? {}
  active?.postMessage(keepAll)
}
