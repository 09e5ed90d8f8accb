/** What the tour keeps of a run, so that its figures stand after a reload. The run itself lies in Runs. Pure. */
import type { EpochMetrics, RunResult } from '../../../shared/domain/run.ts'
import type { WatchedEpoch } from '../../../shared/domain/runLog.ts'
import { isWatched } from '../../../tasks/watched.ts'
import { type ChapterId, headAlone } from './chapters.ts'

export interface TourRun {
  readonly id: string
  readonly chapter: ChapterId
  /** The value of the option that was chosen. */
  readonly option: string
  readonly epochs: readonly TourEpoch[]
  readonly bestEpoch: number
  readonly parameters: { readonly total: number; readonly trainable: number }
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number }
  readonly classes: readonly string[]
  /** How far the features turned, 0 to 1; null where nothing below the head could. */
  readonly drift: number | null
  readonly seconds: number
  readonly test: { readonly accuracy: number; readonly interval: readonly [number, number] }
  readonly asked: readonly AskedExample[]
}

export interface TourEpoch {
  readonly epoch: number
  readonly accuracy: number
  readonly trainLoss: number
  readonly validationLoss: number
}

/** A validation example and what the run answered to it with the weights that it kept. */
export interface AskedExample {
  readonly example: number
  readonly truth: number
  readonly answer: number
}

/** Null where the test counts no right answers, which the tour's sample never gives. */
export function tourRunOf(
  { runId, test, ...result }: RunResult,
  watched: readonly WatchedEpoch[],
  { chapter, option }: Pick<TourRun, 'chapter' | 'option'>,
): TourRun | null {
  if (!('accuracy' in test)) return null
  const { bestEpoch, parameters, counts, classes, forgetting, seconds } = result
  return {
    id: runId,
    chapter,
    option,
    epochs: result.epochs.map(tourEpoch),
    bestEpoch,
    parameters,
    counts,
    classes,
    drift: forgetting?.drift ?? null,
    seconds: seconds.total,
    test: { accuracy: test.accuracy, interval: test.interval },
    asked: (watched.find(({ epoch }) => epoch === bestEpoch)?.examples ?? [])
      .filter(isWatched('class'))
      .map(({ example, truth, probabilities }) => ({
        example,
        truth,
        answer: probabilities.indexOf(Math.max(...probabilities)),
      })),
  }
}

export function tourEpoch({ epoch, validationAccuracy, trainLoss, validationLoss }: EpochMetrics): TourEpoch {
  return { epoch, accuracy: validationAccuracy ?? 0, trainLoss, validationLoss }
}

/** Validation accuracy of the epoch that was kept. */
export function scoreOf({ epochs, bestEpoch }: TourRun): number {
  return epochs.find(({ epoch }) => epoch === bestEpoch)?.accuracy ?? 0
}

/** What a chapter's figures show: its own runs, and where blocks are thawed the head alone beside them. */
export function comparedIn(chapter: ChapterId, runs: readonly TourRun[]): readonly TourRun[] {
  const own = latestOf(runs, chapter)
  if (chapter !== 'thawing' || own.length === 0 || own.some(({ option }) => option === '0')) return own
  const head = runs.findLast((run) => run.chapter === 'head' && run.option === headAlone.value)
  return head ? [{ ...head, chapter, option: '0' }, ...own] : own
}

/** The newest run of each option of a chapter, in the order in which the options were first tried. */
export function latestOf(runs: readonly TourRun[], chapter: ChapterId): readonly TourRun[] {
  const latest = new Map<string, TourRun>()
  for (const run of runs) if (run.chapter === chapter) latest.set(run.option, run)
  return [...latest.values()]
}
