/** The one store of the page, its actions, and the hook that reads it. Components import nothing else of the store. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { createWorker } from '../client/createWorker.ts'
import { createEngineClient } from '../client/engineClient.ts'
import type { EngineWorker } from '../client/engineLife.ts'
import { type ActionContext, createActionContext, type StudioStore } from './actionContext.ts'
import { type Actions, createActions } from './actions.ts'
import { restorePending, storePending } from './comparePending.ts'
import { readKept } from './dataActions.ts'
import { listenTo } from './engineListener.ts'
import { load } from './modelActions.ts'
import { isOccupied } from './occupied.ts'
import { type ChoiceStorage, choicesDiffer, restoreChoices, storeChoices } from './persist.ts'
import { restoreBaseline, storeBaseline } from './pinnedBaseline.ts'
import { show } from './resume.ts'
import type { StudioState } from './state.ts'

export interface Studio {
  readonly store: StudioStore
  readonly actions: Actions & {
    /** Brings back what stood when the page was last open, and notes what stands from now on. Call once, when the engine stands. */
    readonly lastVisit: () => Promise<void>
  }
}

/** Wires a store, a client and their actions. Nothing is started before the first action. */
export function createStudio(newWorker: () => EngineWorker, storage: ChoiceStorage | null): Studio {
  const store = createStore<StudioState>()(() => withRunsOf(restoreChoices(storage), storage))
  const client = createEngineClient(newWorker, listenTo(store))
  store.subscribe((state, before) => {
    if (choicesDiffer(state, before)) storeChoices(storage, state)
    const { pending } = state.compare
    const { baseline } = state.runs
    if (baseline !== before.runs.baseline) storeBaseline(storage, baseline)
    if (pending !== before.compare.pending) storePending(storage, pending)
  })
  const context = createActionContext(store, client)
  return { store, actions: { ...createActions(context), lastVisit: () => lastVisit(context, store, storage) } }
}

const againMs = 5000

/** Fetched beside the first screen, again and again until it is here: it is of use only once the engine stands. */
async function lastVisit(context: ActionContext, store: StudioStore, storage: ChoiceStorage | null): Promise<void> {
  const fetched = await import('./lastVisit.ts').catch(() => null)
  if (!fetched) return void setTimeout(() => void lastVisit(context, store, storage), againMs)
  const { bringLastVisit, followVisit } = fetched
  await bringLastVisit({ context, storage, readKept, load, show, isOccupied })
  followVisit(context, store.subscribe)
}

/** What is known of runs before they are listed. */
function withRunsOf(state: StudioState, storage: ChoiceStorage | null): StudioState {
  return {
    ...state,
    compare: { ...state.compare, pending: restorePending(storage) },
    runs: { ...state.runs, baseline: restoreBaseline(storage) },
  }
}

const studio = createStudio(createWorker, browserStorage())

export const { store, actions } = studio

/** @param select a selector of module level; what it returns must be the same object until it changes. */
export function useStudio<T>(select: (state: StudioState) => T): T {
  return useStore(studio.store, select)
}

/** A page whose storage is forbidden throws on the mere mention of it. */
function browserStorage(): ChoiceStorage | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}
