// The two bars of a run, in words and numbers: the epochs, and what is under way within one.
import { say } from '../../../shared/messages/say.ts'
import type { JobProgress } from '../../store/jobProgress.ts'
import type { RunState } from '../../store/state.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { epochsDone, stepsDone } from './eta.ts'

export interface ProgressRow {
  readonly label: string
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
}
export interface ProgressRows {
  readonly run: ProgressRow
  readonly part: ProgressRow
}

type Training = Extract<RunState, { readonly status: 'training' }>

export function progressRows(run: Exclude<RunState, { status: 'idle' }>): ProgressRows {
  const { log } = run
  const { epochs } = log.recipe
  const done = epochsDone(log)
  const row = (label: string): ProgressRow => ({ label, done, total: epochs })
  switch (run.status) {
    case 'preparing':
      return { run: row(`${epochs} epochs to come`), part: preparing(run.progress) }
    case 'training':
      return {
        run: row(`Epoch ${Math.min(epochs, log.epochs.length + 1)} of ${epochs}`),
        part: meanwhile(run),
      }
    case 'finished':
      return {
        run: { label: `${plural(log.epochs.length)} done`, done: 1, total: 1 },
        part: { label: `Tested on ${exampleWords(log.recipe.task).many} it never saw`, done: 1, total: 1 },
      }
    case 'failed':
      return {
        run: row(`${plural(log.epochs.length)} done`),
        part: { label: 'Stopped by an error', done: 0, total: 1 },
      }
    default:
      return run satisfies never
  }
}

function meanwhile({ log, stopping, pace, progress }: Training): ProgressRow {
  if (stopping) return { label: 'Stopping, and keeping the best epoch', done: 0, total: 0 }
  if (progress) return preparing(progress)
  const row = batches(log)
  const step = log.lastStep?.step ?? 0
  return pace === 'paused' ? { ...row, label: `Paused after step ${step.toLocaleString('en')}` } : row
}

function preparing(progress: Pick<JobProgress, 'stage' | 'done' | 'total'> | null): ProgressRow {
  if (!progress) return { label: 'Getting ready', done: 0, total: 0 }
  const { stage, done, total } = progress
  const figures = total > 0 ? ` ${done.toLocaleString('en')} of ${total.toLocaleString('en')}` : ''
  return { label: `${say(stage)}${figures}`, done, total }
}

function batches(log: Training['log']): ProgressRow {
  const done = stepsDone(log)
  const total = log.stepsPerEpoch
  if (total > 0 && done >= total) return { label: 'Validating', done, total }
  return { label: total > 0 ? `Batch ${done} of ${total}` : 'The first batch', done, total }
}

function plural(epochs: number): string {
  return epochs === 1 ? '1 epoch' : `${epochs} epochs`
}
