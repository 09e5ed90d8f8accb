/**
 * The analyses on Evaluate. What was learned of one run is cleared when another is looked at, and an answer that
 * comes after that is dropped. One analysis computes at a time; fetching examples goes on beside it.
 */

import { toWire } from '../../shared/messages/errors.ts'
import type { EvaluationCalls, ShownExample } from '../../shared/wire/evaluationCalls.ts'
import { type ActionContext, goTo, notCancelled, quietly } from './actionContext.ts'
import { type AnalysisState, noAnalysis } from './analysisState.ts'
import { fitToData } from './recipeForm.ts'
import { nothingAnswered } from './state.ts'
import { isBusy, readDataOf } from './steps.ts'

/** Changes to examples, by index into the dataset and class; `label` null drops. */
export type Edits = EvaluationCalls['editData']['parameters']['edits']

/** Longest side of the pictures that are fetched: sharp in the detail, small enough to keep. */
const side = 256

export function analysisActions(context: ActionContext) {
  return {
    forRun: (runId: string, temperature = 1) => forRun(context, runId, temperature),
    show: (examples: readonly number[]) => show(context, examples),
    compare: () =>
      work(context, 'features', async () => ({ features: await context.client.call('compareFeatures', {}) })),
    explain: (example: number, label: number) => explain(context, example, label),
    findLabelErrors: () =>
      work(context, 'labels', async () => ({ doubts: await context.client.call('findLabelErrors', {}) })),
    edit: (edits: Edits) => edit(context, edits),
    calibrate: (temperature: number) => calibrate(context, temperature),
    cancel: () => quietly(context.client.call('cancel', { job: 'examine' })),
    countTestView: (runId: string) => countTestView(context, runId),
  }
}

/** @param temperature what tempers this run's answers already. */
function forRun({ get, change, client }: ActionContext, runId: string, temperature: number): void {
  const { analysis } = get()
  if (analysis.runId === runId) return
  if (analysis.running) void quietly(client.call('cancel', { job: 'examine' }))
  change('analysis', { ...noAnalysis, runId, temperature })
}

/** Fetches those examples that are not here yet. */
async function show({ get, change, client }: ActionContext, wanted: readonly number[]): Promise<void> {
  const { runId, examples } = get().analysis
  const missing = wanted.filter((example) => !examples.has(example))
  if (missing.length === 0) return
  try {
    const shown = await client.call('showExamples', { examples: missing, side })
    if (get().analysis.runId === runId) change('analysis', { examples: withShown(get().analysis.examples, shown) })
  } catch (thrown) {
    if (get().analysis.runId === runId) change('analysis', { begun: null, error: notCancelled(toWire(thrown)) })
  }
}

function withShown(
  known: AnalysisState['examples'],
  shown: readonly ShownExample[],
): ReadonlyMap<number, ShownExample> {
  return new Map([...known, ...shown.map((each) => [each.example, each] as const)])
}

function explain(context: ActionContext, example: number, label: number): Promise<boolean> {
  return work(context, 'explain', async () => {
    const answer = await context.client.call('explain', { example, label })
    return { explanation: { example, answer } }
  })
}

async function calibrate(context: ActionContext, temperature: number): Promise<void> {
  const { runId } = context.get().analysis
  const tempered = await work(context, 'calibrate', async () => {
    await context.client.call('calibrate', { temperature })
    return { temperature }
  })
  // What was answered at another temperature no longer holds.
  if (tempered && context.get().analysis.runId === runId) context.change('use', { ...nothingAnswered, question: null })
}

/** The dataset is another one afterwards; what comes next is a run on it. */
async function edit(context: ActionContext, edits: Edits): Promise<void> {
  if (edits.length === 0) return
  const edited = await work(context, 'edit', async () => {
    takeData(context, await context.client.call('editData', { edits }))
    return { doubts: null }
  })
  if (edited) goTo(context, 'tune')
}

/** Data that were edited stand in the place of what they were. */
export function takeData({ get, set }: ActionContext, { summary, edits }: EvaluationCalls['editData']['result']): void {
  const read = readDataOf(get())
  if (!read) return
  set(({ recipe }) => ({
    data: { status: 'ready', ready: { ...read, summary, edits }, error: null },
    recipe: fitToData(recipe, summary, read.columns),
  }))
}

/** A count that cannot be kept is no reason to keep the test from anyone. */
async function countTestView({ get, change, client }: ActionContext, runId: string): Promise<void> {
  const testViews = await client.call('countTestView', { runId }).catch(() => null)
  if (testViews && get().analysis.runId === runId) change('analysis', { testViews })
}

/** Runs one analysis, unless another, a run or a trial is under way. True when it came to its end and its run is still the one looked at. */
async function work(
  { get, change }: ActionContext,
  running: NonNullable<AnalysisState['running']>,
  analyse: () => Promise<Partial<AnalysisState>>,
): Promise<boolean> {
  const { runId } = get().analysis
  if (isBusy(get())) return false
  change('analysis', { running, begun: running, progress: null, error: null })
  const settle = (part: Partial<AnalysisState>) => {
    if (get().analysis.runId !== runId) return false
    change('analysis', { ...part, running: null, progress: null })
    return true
  }
  try {
    return settle(await analyse())
  } catch (thrown) {
    settle({ error: notCancelled(toWire(thrown)) })
    return false
  }
}
