/** The one store of the page, its actions, and the hook that reads it. Components import nothing else of the store. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { createWorker } from '../client/createWorker.ts'
import { createEngineClient } from '../client/engineClient.ts'
import type { EngineWorker } from '../client/engineLife.ts'
import { createActionContext, type StudioStore } from './actionContext.ts'
import { type Actions, createActions } from './actions.ts'
import { restorePending, storePending } from './comparePending.ts'
import { listenTo } from './engineListener.ts'
import { type ChoiceStorage, choicesDiffer, restoreChoices, storeChoices } from './persist.ts'
import type { StudioState } from './state.ts'

export interface Studio {
  readonly store: StudioStore
  readonly actions: Actions
}

/** Wires a store, a client and their actions. Nothing is started before the first action. */
export function createStudio(newWorker: () => EngineWorker, storage: ChoiceStorage | null): Studio {
  const store = createStore<StudioState>()(() => withPending(restoreChoices(storage), storage))
  const client = createEngineClient(newWorker, listenTo(store))
  store.subscribe((state, before) => {
    if (choicesDiffer(state, before)) storeChoices(storage, state)
    const { pending } = state.compare
    if (pending !== before.compare.pending) storePending(storage, pending)
  })
  return { store, actions: createActions(createActionContext(store, client)) }
}

function withPending(state: StudioState, storage: ChoiceStorage | null): StudioState {
  return { ...state, compare: { ...state.compare, pending: restorePending(storage) } }
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
