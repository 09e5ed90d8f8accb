/**
 * The page's side of the service worker: has the studio kept on the device, reloads a first page for its threads on a
 * host that sends no isolation headers, and offers a newer build when nothing is under way. A newer worker waits until a
 * person presses; nothing here changes the files of a page that is at work. Fetched after the first screen, and without
 * effect in development, in pages that are not secure, and in browsers without service workers.
 */
import { createStore } from 'zustand/vanilla'
import { activated, headersOnly, keepsNothing, serviceWorkerFile, takeOver } from '../../shared/wire/serviceWorker.ts'
import { forget, remember } from '../../shared/wire/tabMemory.ts'
import { store } from '../store/studio.ts'
import { atWork, followWork, othersAtWork } from './atWork.ts'

interface OfflineState {
  /** Whether the whole studio is on the device. */
  readonly kept: boolean
  /** What a press would bring: threads after a reload, a newer build, or the one that another tab has already taken. */
  readonly offer: 'none' | 'threads' | 'update' | 'reload'
  /** Another tab is at work: it would lose the files of its build. */
  readonly refused: boolean
}

export const offline = createStore<OfflineState>()(() => ({ kept: false, offer: 'none', refused: false }))

/** A reload for threads that brought none is not tried again: the browser cannot. */
const triedKey = 'thaw.isolating'
const tab = () => sessionStorage
const hour = 3_600_000

let kept: ServiceWorkerRegistration | null = null
let updating = false

/** @param atRest when the page has fetched its screens: the worker fetches the studio only then. Never throws. */
export async function keepOffline(atRest: Promise<unknown>): Promise<void> {
  const container = workers()
  if (!import.meta.env.PROD || !container) return
  followWork()
  followTakeOver(container)
  try {
    if (globalThis.crossOriginIsolated) forget(tab, triedKey)
    else if (window.top === window) await isolate(container)
    await atRest
    kept = await container.register(workerAddress())
    follow(kept, container)
  } catch {
    // Private windows, full disks and hosts without the file: the page goes on as one that needs its network.
  }
}

/** The press on "Update now". */
export async function update(): Promise<void> {
  if (await othersAtWork()) return offline.setState({ refused: true })
  if (!kept?.waiting) return location.reload()
  updating = true
  kept.waiting.postMessage(takeOver)
}

export function dismissOffer(): void {
  offline.setState({ offer: 'none', refused: false })
}

/** Pages that are not secure have none, whatever the type says. */
function workers(): ServiceWorkerContainer | undefined {
  return navigator.serviceWorker as ServiceWorkerContainer | undefined
}

function workerAddress(end = ''): URL {
  return new URL(`./${serviceWorkerFile}${end}`, document.baseURI)
}

/** A worker that adds the headers answers for the page from the next load on. */
async function isolate(container: ServiceWorkerContainer): Promise<void> {
  const here = await container.getRegistration()
  const own = here?.scope === new URL('./', document.baseURI).href && here.active ? here : null
  await activated(own ?? (await container.register(workerAddress(headersOnly))))
  if (!remember(tab, triedKey)) return
  if (isUntouched()) location.reload()
  else offline.setState({ offer: 'threads' })
}

/** Nobody has pressed a key or a button, and nothing is being brought back: a reload loses nothing. */
function isUntouched(): boolean {
  const { data, model, run, view } = store.getState()
  const empty = data.status === 'empty' && model.status === 'empty' && run.status === 'idle' && !view.returning
  return empty && !navigator.userActivation?.hasBeenActive
}

function follow(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer): void {
  const look = () => {
    const { active, waiting } = registration
    const whole = active !== null && !keepsNothing(active.scriptURL)
    offline.setState({ kept: whole && active.state === 'activated' })
    if (waiting && whole && container.controller) offline.setState({ offer: 'update' })
  }
  const watch = (worker: ServiceWorker | null) => worker?.addEventListener('statechange', look)
  watch(registration.installing)
  watch(registration.active)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  look()
  const ask = () => {
    if (document.visibilityState === 'visible' && !atWork()) registration.update().catch(() => {})
  }
  setInterval(ask, hour)
}

/** Here, the page opens again with the new build; in other tabs it is said that there is one. */
function followTakeOver(container: ServiceWorkerContainer): void {
  let before = container.controller
  container.addEventListener('controllerchange', () => {
    const replaced = before !== null && !keepsNothing(before.scriptURL)
    before = container.controller
    if (updating) location.reload()
    else if (replaced) offline.setState({ offer: 'reload' })
  })
}
