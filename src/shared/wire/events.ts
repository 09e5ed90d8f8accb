/** What the engine tells the page without being asked. */
import type { BackendReport } from '../domain/backend.ts'
import type { StorageStatus } from '../domain/record.ts'
import type { RunEvent } from '../domain/runEvent.ts'
import type { Message } from '../messages/message.ts'

/**
 * `probe` stands for the trials before a run, `examine` for the analyses after it, `untouched` for asking the network
 * as it was before, `export` for writing a model in another form, `bulk` for many answers at once.
 */
export type Job = 'data' | 'model' | 'train' | 'probe' | 'examine' | 'untouched' | 'export' | 'bulk'

export type ProgressUnit = 'bytes' | 'files' | 'examples' | 'steps' | 'shaders'

export type EngineEvent =
  | {
      readonly type: 'progress'
      readonly job: Job
      /** "Reading photographs", "Computing frozen features". */
      readonly stage: Message
      readonly done: number
      /** 0 while unknown. */
      readonly total: number
      readonly unit: ProgressUnit
    }
  | RunEvent
  | { readonly type: 'storage'; readonly status: StorageStatus }
  /** What computes has changed by itself: the model that is being loaded is faster on another backend. */
  | { readonly type: 'backend'; readonly report: BackendReport }
  /** Everything that `generate` has added so far. */
  | { readonly type: 'generated'; readonly text: string; readonly untouched?: true }
  /** Sent every second while the worker is alive. */
  | { readonly type: 'beat' }
