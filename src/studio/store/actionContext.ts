/** What every action works at: the store, the engine, and the requests that may have to be made again. */
import type { StoreApi } from 'zustand/vanilla'
import type { Columns, DataEdit, DataRequest } from '../../shared/domain/data.ts'
import type { ModelRequest } from '../../shared/domain/model.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import type { EngineClient } from '../client/engineClient.ts'
import type { StepId, StudioState } from './state.ts'

export type StudioStore = StoreApi<StudioState>

/** Files that could not be read, and how they were asked for. */
export interface RefusedData {
  readonly request: DataRequest
  readonly columns: Columns
  readonly edits: readonly DataEdit[]
  readonly added: number
}

export interface ActionContext {
  readonly get: () => StudioState
  readonly set: StudioStore['setState']
  /** Changes part of one slice. */
  change<Key extends keyof StudioState>(key: Key, part: Partial<StudioState[Key]>): void
  readonly client: EngineClient
  /** What stands in the engine, as it was asked for. Files cannot live in the store. */
  readonly asked: {
    data: DataRequest | null
    /** What could not be read, until something is. */
    refused: RefusedData | null
    model: ModelRequest | null
    brought: ModelRequest | null
  }
}

export function createActionContext(
  { getState: get, setState: set }: StudioStore,
  client: EngineClient,
): ActionContext {
  return {
    get,
    set,
    change: (key, part) => set((state) => ({ [key]: { ...(state[key] as object), ...part } }) as Partial<StudioState>),
    client,
    asked: { data: null, refused: null, model: null, brought: null },
  }
}

export function goTo({ change }: ActionContext, step: StepId): void {
  change('view', { step })
}

/** Moves on only if the person has not gone elsewhere meanwhile. */
export function goToFrom(context: ActionContext, from: StepId, to: StepId): void {
  if (context.get().view.step === from) goTo(context, to)
}

/** Calling something off is no failure. */
export function notCancelled(error: WireError): WireError | null {
  return error.code === 'cancelled' ? null : error
}

/** For calls whose outcome shows elsewhere: the job they speak of settles by itself, a lost worker tells the listener. */
export async function quietly(call: Promise<unknown>): Promise<void> {
  await call.catch(() => {})
}
