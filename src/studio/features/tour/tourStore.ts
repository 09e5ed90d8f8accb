/**
 * Where the person is in the tour, and the figures of its runs. It outlives a visit in a place of its own; what cannot be
 * read back costs only the memory of it.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { WireError } from '../../../shared/messages/errors.ts'
import { type ChapterId, chapterIds } from './chapters.ts'
import type { TourRun } from './tourRun.ts'

export interface TourState {
  /** Null once the tour is over. */
  readonly chapter: ChapterId | null
  readonly runs: readonly TourRun[]
  /** Runs whose test was opened. */
  readonly opened: readonly string[]
  /** The option that is chosen now, by chapter. */
  readonly chosen: Readonly<Partial<Record<ChapterId, string>>>
  readonly notes: boolean
  /** What is under way for the tour. */
  readonly under: { readonly runId: string; readonly chapter: ChapterId; readonly option: string } | null
  /** Runs that the tour began in this visit, also those that came to nothing. */
  readonly begun: readonly string[]
  readonly error: WireError | null
}

type Kept = Pick<TourState, 'chapter' | 'runs' | 'opened' | 'chosen'>

const key = 'thaw.tour.1'
const mostRuns = 40

export const tourBeginning: TourState = {
  chapter: chapterIds[0],
  runs: [],
  opened: [],
  chosen: {},
  notes: false,
  under: null,
  begun: [],
  error: null,
}

export const tourStore = createStore<TourState>()(() => ({ ...tourBeginning, ...restored(read()) }))

tourStore.subscribe((state, before) => {
  if (state.chapter === before.chapter && state.runs === before.runs && state.opened === before.opened) {
    if (state.chosen === before.chosen) return
  }
  const { chapter, runs, opened, chosen } = state
  write({ chapter, runs: runs.slice(-mostRuns), opened, chosen })
})

export function useTour<T>(select: (state: TourState) => T): T {
  return useStore(tourStore, select)
}

/** What of a stored value is understood. */
export function restored(stored: unknown): Partial<Kept> {
  if (typeof stored !== 'object' || stored === null) return {}
  const { chapter, runs, opened, chosen } = stored as Record<string, unknown>
  const kept = Array.isArray(runs) ? runs.filter(isTourRun) : []
  const known = chapterIds.find((id) => id === chapter)
  return {
    ...((known || chapter === null) && { chapter: known ?? null }),
    runs: kept,
    opened: Array.isArray(opened) ? opened.filter((id) => kept.some((run) => run.id === id)) : [],
    chosen: Object.fromEntries(
      chapterIds.flatMap((id) => {
        const value = (chosen as Record<string, unknown> | undefined)?.[id]
        return typeof value === 'string' ? [[id, value]] : []
      }),
    ),
  }
}

function isTourRun(value: unknown): value is TourRun {
  const run = value as Partial<TourRun> | null
  return (
    typeof run === 'object' &&
    run !== null &&
    typeof run.id === 'string' &&
    typeof run.option === 'string' &&
    chapterIds.some((id) => id === run.chapter) &&
    isListOf(run.epochs, ({ epoch, accuracy, trainLoss, validationLoss }) =>
      [epoch, accuracy, trainLoss, validationLoss].every(isNumber),
    ) &&
    isNumber(run.bestEpoch) &&
    isNumber(run.seconds) &&
    (run.drift === null || isNumber(run.drift)) &&
    isNumber(run.parameters?.total) &&
    isNumber(run.parameters?.trainable) &&
    [run.counts?.train, run.counts?.validation, run.counts?.test].every(isNumber) &&
    Array.isArray(run.classes) &&
    isNumber(run.test?.accuracy) &&
    [run.test?.interval?.[0], run.test?.interval?.[1]].every(isNumber) &&
    isListOf(run.asked, ({ example, truth, answer }) => [example, truth, answer].every(isNumber))
  )
}

function isListOf<T extends object>(list: readonly T[] | undefined, holds: (each: T) => boolean): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null && holds(each))
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function read(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // Full or forbidden: the progress holds for this visit only.
  }
}
