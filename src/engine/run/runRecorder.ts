/**
 * Keeps one run while it goes on: its record grows from its events and is written at the start, with every checkpoint
 * and at the end. Writing never holds the training up: while one checkpoint is on its way, the newest waits and replaces
 * the one that waited before it.
 */

import { appendEvent } from '../../shared/domain/appendEvent.ts'
import type { RunRecord } from '../../shared/domain/record.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import type { RunEvent } from '../../shared/domain/runEvent.ts'
import type { WireError } from '../../shared/messages/errors.ts'
import { withChange } from '../../shared/recipe/steering.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { RunRepository } from '../storage/runRepository.ts'
import type { Checkpoint, CheckpointSink } from '../train/checkpoint.ts'
import { savingRule } from './savingRule.ts'

export interface RunRecorder {
  /** As it stands. */
  readonly record: RunRecord
  hear(event: RunEvent): void
  readonly sink: CheckpointSink
  /** Writes something else of the record: that its data are kept now. */
  note(changed: Partial<RunRecord>): Promise<void>
  /** Resolves when all that can be kept is. */
  finish(end: RunEnd): Promise<void>
  /** Leaves nothing of it. */
  discard(): Promise<void>
}

export type RunEnd =
  /** `weights` is null where they could not be written down. */
  | { readonly status: 'finished'; readonly result: RunResult; readonly weights: Uint8Array<ArrayBuffer> | null }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: WireError }

export interface RunRecorderOptions {
  readonly repository: RunRepository
  /** As the run begins, or as it was when it goes on. */
  readonly record: RunRecord
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly emit: (event: EngineEvent) => void
  readonly encode: (checkpoint: Checkpoint) => Uint8Array<ArrayBuffer>
}

/** A checkpoint that waits for its turn, with what of the record belongs to it. */
interface Waiting {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly belongs: Pick<RunRecord, 'log' | 'recipe' | 'changedAt'>
  readonly checkpoint: NonNullable<RunRecord['checkpoint']>
}

export function runRecorder({ repository, record: begun, now, emit, encode }: RunRecorderOptions): RunRecorder {
  let record = begun
  let waiting: Waiting | null = null
  let writing: Promise<void> | null = null
  const rule = savingRule(now)

  /** What a message to the repository costs is the time to post it: the rest happens elsewhere. */
  const posted = <T>(send: () => Promise<T>): Promise<T> => {
    const started = now()
    const answer = send()
    rule.spent(now() - started)
    return answer
  }

  async function writeWaiting(): Promise<void> {
    while (waiting) {
      const { bytes, belongs, checkpoint }: Waiting = waiting
      waiting = null
      if (!(await posted(() => repository.writePart(record.id, 'checkpoint', bytes)))) continue
      record = { ...record, checkpoint }
      if (!(await posted(() => repository.writeProgress({ ...record, ...belongs })))) continue
      emit({ type: 'saved', runId: record.id, ...checkpoint, cost: rule.cost() })
    }
  }

  const sink: CheckpointSink = {
    due: (at) => rule.due({ ...at, busy: writing !== null }),
    async save(checkpoint, milliseconds) {
      const started = now()
      const { step, epoch } = checkpoint.position
      const { log, recipe } = record
      waiting = {
        bytes: encode(checkpoint),
        belongs: { log, recipe, changedAt: Math.round(started) },
        checkpoint: { step, epoch, at: Math.round(started) },
      }
      rule.took(milliseconds + now() - started)
      writing ??= writeWaiting().finally(() => {
        writing = null
      })
    },
  }

  const write = async (changed: Partial<RunRecord>) => {
    record = { ...record, ...changed, changedAt: Math.round(now()) }
    await repository.writeProgress(record)
  }

  return {
    get record() {
      return record
    },
    sink,
    hear(event) {
      record = { ...record, log: appendEvent(record.log, event) }
      if (event.type === 'changed') record = { ...record, recipe: withChange(record.recipe, event.change) }
      if (event.type === 'paused') rule.paused(event.paused)
    },
    note: write,
    async finish(end) {
      if (end.status === 'finished') waiting = null
      await writing
      if (end.status !== 'finished') return write(end)
      const { result, weights } = end
      const kept = weights !== null && (await repository.writePart(record.id, 'weights', weights))
      await write({ status: 'finished', result, recipe: result.recipe, error: null, weights: kept, checkpoint: null })
      await repository.removePart(record.id, 'checkpoint')
    },
    async discard() {
      waiting = null
      await writing
      await repository.remove([record.id])
    },
  }
}
