/**
 * The closer looks on Evaluate. What was learned of one run is cleared when another is looked at, and an answer that
 * comes after that is dropped. One look computes at a time; fetching examples goes on beside it.
 */

import { toWire } from '../../shared/messages/errors.ts'
import type { EvaluationCalls, ShownExample } from '../../shared/wire/evaluationCalls.ts'
import { type ActionContext, goTo, notCancelled, quietly } from './actionContext.ts'
import { type LookState, noLook } from './lookState.ts'
import { fitToData } from './recipeForm.ts'
import { isBusy, readDataOf } from './steps.ts'

/** Changes to examples, by index into the dataset and class; `label` null drops. */
export type Edits = EvaluationCalls['editData']['parameters']['edits']

/** Longest side of the pictures that are fetched: sharp in the detail, small enough to keep. */
const side = 256

export function lookActions(context: ActionContext) {
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
    countLook: (runId: string) => countLook(context, runId),
  }
}

/** @param temperature what tempers this run's answers already. */
function forRun({ get, change, client }: ActionContext, runId: string, temperature: number): void {
  const { look } = get()
  if (look.runId === runId) return
  if (look.running) void quietly(client.call('cancel', { job: 'examine' }))
  change('look', { ...noLook, runId, temperature })
}

/** Fetches those examples that are not here yet. */
async function show({ get, change, client }: ActionContext, wanted: readonly number[]): Promise<void> {
  const { runId, examples } = get().look
  const missing = wanted.filter((example) => !examples.has(example))
  if (missing.length === 0) return
  try {
    const shown = await client.call('showExamples', { examples: missing, side })
    if (get().look.runId === runId) change('look', { examples: withShown(get().look.examples, shown) })
  } catch (thrown) {
    if (get().look.runId === runId) change('look', { begun: null, error: notCancelled(toWire(thrown)) })
  }
}

function withShown(known: LookState['examples'], shown: readonly ShownExample[]): ReadonlyMap<number, ShownExample> {
  return new Map([...known, ...shown.map((each) => [each.example, each] as const)])
}

function explain(context: ActionContext, example: number, label: number): Promise<boolean> {
  return work(context, 'explain', async () => {
    const answer = await context.client.call('explain', { example, label })
    return { explanation: { example, answer } }
  })
}

async function calibrate(context: ActionContext, temperature: number): Promise<void> {
  const { runId } = context.get().look
  const tempered = await work(context, 'calibrate', async () => {
    await context.client.call('calibrate', { temperature })
    return { temperature }
  })
  // What was answered at another temperature no longer holds.
  if (tempered && context.get().look.runId === runId) context.change('use', { prediction: null, question: null })
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

function takeData({ get, set }: ActionContext, { summary, edits }: EvaluationCalls['editData']['result']): void {
  const read = readDataOf(get())
  if (!read) return
  set(({ recipe }) => ({
    data: { status: 'ready', ready: { ...read, summary, edits }, error: null },
    recipe: fitToData(recipe, summary.task, read.columns),
  }))
}

/** A count that cannot be kept is no reason to keep the test from anyone. */
async function countLook({ get, change, client }: ActionContext, runId: string): Promise<void> {
  const looks = await client.call('lookAtTest', { runId }).catch(() => null)
  if (looks && get().look.runId === runId) change('look', { looks })
}

/** Runs one look, unless another, a run or a trial is under way. True when it came to its end and its run is still the one looked at. */
async function work(
  { get, change }: ActionContext,
  running: NonNullable<LookState['running']>,
  look: () => Promise<Partial<LookState>>,
): Promise<boolean> {
  const { runId } = get().look
  if (isBusy(get())) return false
  change('look', { running, begun: running, progress: null, error: null })
  const settle = (part: Partial<LookState>) => {
    if (get().look.runId !== runId) return false
    change('look', { ...part, running: null, progress: null })
    return true
  }
  try {
    return settle(await look())
  } catch (thrown) {
    settle({ error: notCancelled(toWire(thrown)) })
    return false
  }
}
