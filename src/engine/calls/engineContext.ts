/**
 * What is live in the engine, on one context: the backend, the dataset, the model, the run and what it left behind. The
 * groups of calls (`calls/`) work at it; each replaces its part only once the new one is complete, so that a failure
 * leaves the state before.
 */

import type { BackendReport } from '../../shared/domain/backend.ts'
import type { Columns, DataEdit, DataRequest } from '../../shared/domain/data.ts'
import { type ErrorCode, type Said, ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import type { ErrorKey } from '../../shared/messages/say.ts'
import type { CallName, Parameters, Result } from '../../shared/wire/calls.ts'
import type { EngineEvent, Job } from '../../shared/wire/events.ts'
import type { Openers } from '../backends/choose.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { ImportedAdapter } from '../export/peft/importAdapter.ts'
import { type ActiveModel, activeModel } from '../inference/activeModel.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { OpenModel } from '../models/openModel.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { BlobStore } from '../storage/blobStore.ts'
import type { FeatureStore } from '../storage/featureStore.ts'
import type { RunRepository } from '../storage/runRepository.ts'
import type { RunControl } from '../train/runControl.ts'

export interface Surroundings {
  readonly codec: ImageCodec
  readonly fetch: typeof fetch
  /** Of models' files. */
  readonly store: BlobStore
  /** Why nothing is kept on this device; null when things are. */
  readonly storeWarning: Message | null
  /** Of runs. */
  readonly repository: RunRepository
  /** Of the frozen features that runs have computed; absent where they end with their run. */
  readonly features?: FeatureStore
  /** Where the site's own files are, with a slash at the end. */
  readonly siteBase: string
  readonly openers: Openers
  readonly emit: (event: EngineEvent) => void
  /** What saving is timed by, in milliseconds since the epoch with their fractions; absent, the clock of the machine. */
  readonly now?: () => number
}

export type Session = { readonly [Name in CallName]: (parameters: Parameters<Name>) => Promise<Result<Name>> }

/** The calls of a group. */
export type Handlers<Name extends CallName> = Pick<Session, Name>

/** A dataset as it stands, and how it was asked for. */
export interface OpenData {
  readonly dataset: Dataset
  readonly request: DataRequest
  readonly columns: Columns
  readonly edits: readonly DataEdit[]
  /** Fingerprint before any edit: what its files are kept under. */
  readonly origin: string
}

export interface EngineContext {
  readonly around: Surroundings
  backend: BackendReport | null
  /** What was taken where nobody chose, before any model was tried; null where the person chose. */
  automatic: BackendReport | null
  data: OpenData | null
  model: OpenModel | null
  /** What was brought last and can be gone on with; it belongs to `model`. */
  adapter: ImportedAdapter | null
  readonly active: ActiveModel
  /** The run under way. */
  run: { readonly id: string; readonly control: RunControl } | null
  /** What the model that answers came from; null for one that was brought. */
  lastRun: LastRun | null
  generating: { stopped: boolean } | null
  /** At most one of a kind: a new one cancels the one before. */
  job<T>(kind: Job, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  cancel(kind: Job): void
  /** Cancels it, and resolves when it has let go of what it held. */
  end(kind: Job): Promise<void>
  /** A text that the one before is continuing ends with the token at hand, and so do many answers at once. */
  replaceTuned(next: TunedModel | null): void
  /** @throws ThawError `model-unsupported` where there is none. */
  ask<T>(work: (tuned: TunedModel) => Promise<T>): Promise<T>
}

export function createEngineContext(around: Surroundings): EngineContext {
  const jobs = new Map<Job, AbortController>()
  /** Those that were cancelled may still be at work. */
  const atWork = new Set<{ readonly kind: Job; readonly over: Promise<unknown> }>()
  const active = activeModel()
  const context: EngineContext = {
    around,
    active,
    backend: null,
    automatic: null,
    data: null,
    model: null,
    adapter: null,
    run: null,
    lastRun: null,
    generating: null,
    async job(kind, work) {
      jobs.get(kind)?.abort()
      const controller = new AbortController()
      jobs.set(kind, controller)
      const over = work(controller.signal)
      const current = { kind, over }
      atWork.add(current)
      try {
        return await over
      } catch (error) {
        throw controller.signal.aborted ? cancelled(kind, error) : error
      } finally {
        atWork.delete(current)
        if (jobs.get(kind) === controller) jobs.delete(kind)
      }
    },
    cancel: (kind) => jobs.get(kind)?.abort(),
    async end(kind) {
      context.cancel(kind)
      await Promise.allSettled([...atWork].flatMap((each) => (each.kind === kind ? [each.over] : [])))
    },
    replaceTuned(next) {
      if (context.generating) context.generating.stopped = true
      context.cancel('bulk')
      active.replace(next)
    },
    ask: (work) => needed(active.use(work), 'model-unsupported', 'noTunedModel'),
  }
  return context
}

export function needed<T>(value: T | null | undefined, code: ErrorCode, ...said: Said): T {
  if (value === null || value === undefined) throw new ThawError(code, ...said)
  return value
}

export function neededModel({ model }: EngineContext): OpenModel {
  return needed(model, 'model-unsupported', 'noModel')
}

export function neededData({ data }: EngineContext): OpenData {
  return needed(data, 'data-empty', 'noData')
}

export function neededBackend({ backend }: EngineContext): BackendReport {
  if (!backend) throw new Error('internal: boot comes before everything else')
  return backend
}

const cancelledKeys = {
  data: 'dataCancelled',
  model: 'modelCancelled',
  train: 'trainingCancelled',
  probe: 'trialCancelled',
  examine: 'analysisCancelled',
  untouched: 'analysisCancelled',
  export: 'exportCancelled',
  bulk: 'bulkCancelled',
} as const satisfies Record<Job, ErrorKey>

function cancelled(kind: Job, cause: unknown): ThawError {
  if (cause instanceof ThawError && cause.code === 'cancelled') return cause
  return new ThawError('cancelled', cancelledKeys[kind], {}, { cause })
}
