/**
 * What the tour does in the studio, by the actions that the screens use: it reads the sample, loads the model, trains.
 * Nothing that the person was working on gives way before she has agreed to it.
 */

import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf, readDataOf } from '../../store/steps.ts'
import { actions, store } from '../../store/studio.ts'
import { trainBeside } from '../../store/trainBeside.ts'
import { type ChapterId, chapterIds, type TourOption, tourModel, tourSample, tourTag, tourTask } from './chapters.ts'
import { type TourRun, tourRunOf } from './tourRun.ts'
import { type TourState, tourBeginning, tourStore } from './tourStore.ts'

/** What would give way to the tour, in words; none where all that stands is the tour's. */
export function othersWork(state: StudioState, { runs, begun }: Pick<TourState, 'runs' | 'begun'>): readonly string[] {
  const read = readDataOf(state)
  const model = modelOf(state)
  const { run, use } = state
  const ours = (id: string) => begun.includes(id) || runs.some((each) => each.id === id)
  const data = read && !(isSample(state) && read.edits.length === 0)
  const answering = use.answering?.kind === 'imported' || (use.answering && !ours(use.answering.runId))
  const shown = run.status !== 'idle' && !ours(run.log.runId)
  return [
    ...(data ? [`your data (“${read.summary.name}”)`] : []),
    ...(model && model.id !== tourModel ? [`the model (${model.title})`] : []),
    ...(answering || shown ? ['the fine-tuned model that answers now'] : []),
  ]
}

/** Whether the sample and the model of the tour stand. */
export function tourStands(state: StudioState): boolean {
  return isSample(state) && modelOf(state)?.id === tourModel
}

function isSample(state: StudioState): boolean {
  const summary = readDataOf(state)?.summary
  return summary?.task === tourTask && summary.name === tourSample.title
}

/** Brings the sample and the model where they do not stand; true when they do. The screens' own errors are shown here too. */
export async function bring(): Promise<boolean> {
  if (!isSample(store.getState()) || readDataOf(store.getState())?.edits.length !== 0)
    await actions.readData({ kind: 'sample', task: tourTask })
  if (isSample(store.getState()) && modelOf(store.getState())?.id !== tourModel) await actions.loadModel(tourModel)
  if (tourStands(store.getState())) return true
  const { data, model } = store.getState()
  const failed = (data.status === 'empty' || data.status === 'ready') && data.error
  const refused = (model.status === 'empty' || model.status === 'ready') && model.error?.error
  tourStore.setState({ error: failed || refused || null })
  return false
}

/** Trains a run of the tour and keeps its figures; the screen may be left meanwhile. */
export async function trainOption(chapter: ChapterId, option: TourOption): Promise<void> {
  if (tourStore.getState().under) return
  const runId = crypto.randomUUID()
  const under = { runId, chapter, option: option.value }
  tourStore.setState(({ begun }) => ({ under, begun: [...begun, runId], error: null }))
  try {
    if (!(await bring())) return
    const { method, fields } = option
    const ended = await actions.by((context) => trainBeside(context, { runId, method, fields, tags: [tourTag] }))
    if (ended?.status === 'failed') tourStore.setState({ error: ended.error.code === 'cancelled' ? null : ended.error })
    if (ended?.status !== 'finished' || ended.log.runId !== runId) return
    const kept = tourRunOf(ended.result, ended.log.watched, { chapter, option: option.value })
    if (kept) tourStore.setState((tour) => withRun(tour, kept))
  } finally {
    tourStore.setState({ under: null })
  }
}

/** A choice has been tried: the next one is proposed. A line that was moved stays where it is. */
function withRun({ runs, chosen }: TourState, run: TourRun): Pick<TourState, 'runs' | 'chosen'> {
  const { [run.chapter]: tried, ...others } = chosen
  const stays = run.chapter === 'thawing' && tried !== undefined
  return { runs: [...runs, run], chosen: stays ? chosen : others }
}

export function choose(chapter: ChapterId, option: string): void {
  tourStore.setState(({ chosen }) => ({ chosen: { ...chosen, [chapter]: option } }))
}

export function turnTo(chapter: ChapterId | null): void {
  tourStore.setState({ chapter, error: null, notes: false })
}

/** The chapter that follows; null after the last. */
export function after(chapter: ChapterId): ChapterId | null {
  return chapterIds[chapterIds.indexOf(chapter) + 1] ?? null
}

export function before(chapter: ChapterId): ChapterId | null {
  return chapterIds[chapterIds.indexOf(chapter) - 1] ?? null
}

/** The view of the test is counted, as it is on Evaluate. */
export function openTest(runId: string): void {
  tourStore.setState(({ opened }) => ({ opened: [...opened.filter((id) => id !== runId), runId] }))
  void analysing.countTestView(runId)
}

/** From the first page on. Its runs stay in Runs. */
export function beginAgain(): void {
  tourStore.setState(({ begun }) => ({ ...tourBeginning, begun }))
}

export function showNotes(notes: boolean): void {
  tourStore.setState({ notes })
}
