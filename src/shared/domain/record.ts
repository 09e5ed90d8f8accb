/** What is kept of a run between visits, and the storage that keeps it. */
import type { TaskId } from '../../tasks/ids.ts'
import type { Verdict } from '../coach/verdict.ts'
import type { WireError } from '../messages/errors.ts'
import type { Message } from '../messages/message.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { KeptData } from './data.ts'
import type { KeptModel } from './model.ts'
import type { RunResult } from './run.ts'
import type { RunLog } from './runLog.ts'

export const recordVersion = 2

/** `running` as stored means that whoever trained it is gone, unless it trains now. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'stopped'

/** What is kept of a run, apart from its weights and its checkpoint. */
export interface RunRecord {
  readonly version: typeof recordVersion
  readonly id: string
  /** With its history. */
  readonly recipe: Recipe
  readonly task: TaskId
  readonly modelTitle: string
  /** How the model can be had again. */
  readonly model: KeptModel
  /** How the data can be had again; null where they were too large to keep. */
  readonly data: KeptData | null
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly changedAt: number
  readonly status: RunStatus
  readonly log: RunLog
  readonly result: RunResult | null
  readonly error: WireError | null
  readonly tags: readonly string[]
  readonly note: string
  /** Where it can be gone on from; null when over, or never reached. */
  readonly checkpoint: { readonly step: number; readonly epoch: number; readonly at: number } | null
  /** Whether the best weights are kept. */
  readonly weights: boolean
  /** Whether the test of this run was looked at: 0 or 1, and more in records of versions that counted each opening. */
  readonly testViews: number
  /** The comparison that it belongs to. */
  readonly comparison: { readonly id: string; readonly contender: string; readonly labels: number } | null
  /** Tempers the answers (Guo et al. 2017); 1 leaves them. */
  readonly temperature: number
  /** Set where it went on from an adapter that was brought; where that was attached, if its recipe does not say. */
  readonly continued?: { readonly sites: readonly string[] | null }
}

/** What stood when the page was last open, and how each part can be had again; null for what did not stand, or was too large. */
export interface Visit {
  readonly data: KeptData | null
  readonly model: KeptModel | null
  /** The run that was shown. */
  readonly runId: string | null
}

/** A line of the runs table. */
export interface RunSummary extends Omit<RunRecord, 'log' | 'result'> {
  readonly epochs: number
  readonly bestEpoch: number
  /** Of the best epoch; null before the first. */
  readonly validationLoss: number | null
  /** Accuracy, or perplexity where texts are continued. */
  readonly validationScore: number | null
  readonly testScore: number | null
  /** Equal for runs that were tested on the same examples; null or absent before the end. */
  readonly testSet?: string | null
  /** What the coach says of it; null or absent while it may go on. */
  readonly verdict?: Verdict | null
  readonly trainable: number | null
  /** Training time; null before the end. */
  readonly seconds: number | null
  readonly bytes: number
}

export interface RunListing {
  /** The newest first. */
  readonly runs: readonly RunSummary[]
  /** Written by a later version of the studio, and left as they are. */
  readonly newer: number
}

export type StorageStatus = {
  /** `keeping`; another tab keeps (`reader`); the quota is used up (`full`); the browser keeps nothing (`absent`). */
  readonly kind: 'keeping' | 'reader' | 'full' | 'absent'
  /** What went wrong, for the person; null where nothing did. */
  readonly reason: Message | null
  /** Null where the browser does not tell. */
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
  /** What the studio's runs, data and models take. */
  readonly runsBytes: number
}

export interface ProjectContents {
  readonly name: string
  /** To be read next; null where the project only names its data. */
  readonly data: KeptData | null
  readonly dataName: string
  readonly fingerprint: string
  readonly model: KeptModel | null
  readonly recipe: Recipe | null
  readonly runs: RunListing
  readonly warnings: readonly Message[]
}
