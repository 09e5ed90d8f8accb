/**
 * The screens. Data comes with the page, since it is the first that is seen; each other one is a file of its own, fetched
 * when it is asked for or, before that, while the page idles. What is here is shown at once.
 */
import type { ReactNode } from 'react'
import { createStore } from 'zustand/vanilla'
import { ThawError, toWire, type WireError } from '../../shared/messages/errors.ts'
import { DataScreen } from '../features/data/DataScreen.tsx'
import { type StepId, screenIds } from '../store/state.ts'

export type Fetched =
  | { readonly status: 'waiting' }
  | { readonly status: 'here'; readonly Screen: () => ReactNode }
  | { readonly status: 'failed'; readonly error: WireError }

const files: Record<StepId, () => Promise<() => ReactNode>> = {
  data: async () => DataScreen,
  model: async () => (await import('../features/model/ModelScreen.tsx')).ModelScreen,
  tune: async () => (await import('../features/tune/TuneScreen.tsx')).TuneScreen,
  watch: async () => (await import('../features/watch/WatchScreen.tsx')).WatchScreen,
  evaluate: async () => (await import('../features/evaluate/EvaluateScreen.tsx')).EvaluateScreen,
  use: async () => (await import('../features/use/UseScreen.tsx')).UseScreen,
  deploy: async () => (await import('../features/deploy/DeployScreen.tsx')).DeployScreen,
  compare: async () => (await import('./ComparePlace.tsx')).ComparePlace,
  runs: async () => (await import('../features/runs/RunsScreen.tsx')).RunsScreen,
  home: async () => (await import('../features/home/HomeScreen.tsx')).HomeScreen,
  tour: async () => (await import('../features/tour/TourScreen.tsx')).TourScreen,
  camera: async () => (await import('../features/camera/CameraScreen.tsx')).CameraScreen,
  clean: async () => (await import('../features/clean/CleanScreen.tsx')).CleanScreen,
}

const waiting: Fetched = { status: 'waiting' }

export const screens = createStore<Record<StepId, Fetched>>()(() => ({
  ...(Object.fromEntries(screenIds.map((id) => [id, waiting])) as Record<StepId, Fetched>),
  data: { status: 'here', Screen: DataScreen },
}))

/** Does nothing where the screen is here; one that failed is tried again. Never throws. */
export async function fetchScreen(id: StepId): Promise<void> {
  if (isHere(id)) return
  screens.setState({ [id]: waiting })
  try {
    screens.setState({ [id]: { status: 'here', Screen: await files[id]() } })
  } catch (thrown) {
    if (!isHere(id)) screens.setState({ [id]: { status: 'failed', error: notFetched(thrown) } })
  }
}

/** Fetches them all, one in each idle moment, in the order in which they are come to. */
export async function fetchAhead(): Promise<void> {
  const [next, ...later] = screenIds.filter((id) => !isHere(id))
  const turn = async (id: StepId | undefined): Promise<void> => {
    if (id === undefined) return
    await idleMoment()
    await fetchScreen(id)
    await turn(later.shift())
  }
  await turn(next)
}

function isHere(id: StepId): boolean {
  return screens.getState()[id].status === 'here'
}

/** Safari has no idle callback; a timer leaves the page its turns as well. */
function idleMoment(): Promise<unknown> {
  if (typeof requestIdleCallback !== 'function') return new Promise((resolve) => setTimeout(resolve, 200))
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 }))
}

export function notFetched(thrown: unknown): WireError {
  const causes = [thrown instanceof Error ? thrown.message : String(thrown)]
  return { ...toWire(new ThawError('network-offline', 'stepNotFetched')), causes }
}
