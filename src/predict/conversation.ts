/**
 * What an embedding page and a model's page say to each other by `window.postMessage`. The embedding page asks, each
 * time with an id of its own; the model's page answers that, and says nothing else.
 */
import type { Model } from './package/types.ts'

/** In every message, so that other messages of the two pages are told apart. */
export const version = 1

export type Ask = 'about' | 'predict'

export interface Asked {
  readonly thaw: typeof version
  readonly id: string | number
  /** Another word than `Ask` is answered with an error. */
  readonly ask: string
  readonly question?: unknown
  readonly options?: unknown
}

/** What `about` is answered with. */
export type About = Pick<Model, 'task' | 'input' | 'labels'>

export type Reply = { readonly thaw: typeof version; readonly id: string | number } & (
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly message: string } }
)

/** Null for any other message. */
export function askedIn(data: unknown): Asked | null {
  if (typeof data !== 'object' || data === null) return null
  const { thaw, id, ask } = data as Partial<Asked>
  const named = typeof id === 'string' || typeof id === 'number'
  return thaw === version && named && typeof ask === 'string' ? (data as Asked) : null
}

/** Null for any other message. */
export function replyIn(data: unknown): Reply | null {
  if (typeof data !== 'object' || data === null) return null
  const { thaw, id } = data as Partial<Reply>
  return thaw === version && id !== undefined && ('answer' in data || 'error' in data) ? (data as Reply) : null
}
