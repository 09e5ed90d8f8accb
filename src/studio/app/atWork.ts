/**
 * Whether something is under way that a reload would cut off: a run, a test, an answer, an open camera. Every tab tells
 * it to the others by a lock that all of them may share, because a new service worker takes over all tabs at once.
 */
import { isOccupied } from '../store/occupied.ts'
import type { StudioState } from '../store/state.ts'
import { store } from '../store/studio.ts'
import { openCameras } from '../ui/camera.ts'

/** The engine's start alone is no work: it starts again. */
export function isAtWork(state: StudioState): boolean {
  const starting = state.device.status === 'booting' && state.device.why === 'start'
  return (isOccupied(state) && !starting) || state.use.status !== 'idle' || state.runs.busy !== null
}

export function atWork(): boolean {
  return isAtWork(store.getState()) || openCameras.getState().count > 0
}

/** Of this studio: another one on the same host has nothing to do with it. */
const lock = () => `thaw-at-work ${new URL('./', document.baseURI).pathname}`

/** Lets go of the lock; null while it is not held. */
let letGo: (() => void) | null = null

/** Call once. */
export function followWork(): void {
  const look = () => {
    const working = atWork()
    if (working === (letGo !== null)) return
    letGo?.()
    letGo = working ? hold() : null
  }
  store.subscribe(look)
  openCameras.subscribe(look)
  look()
}

export async function othersAtWork(): Promise<boolean> {
  return navigator.locks.request(lock(), { ifAvailable: true }, async (given) => given === null)
}

function hold(): () => void {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  navigator.locks.request(lock(), { mode: 'shared' }, () => held).catch(() => {})
  return release
}
