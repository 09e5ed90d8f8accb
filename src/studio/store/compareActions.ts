/**
 * Comparisons: trials one after another, each an ordinary run by the engine's `train`, so that whatever waits for a run
 * waits for them too, and Watch shows the one under way. A trial that fails is kept with its error; the others go on.
 */
import type { RunSummary } from '../../shared/domain/record.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { ActionContext } from './actionContext.ts'
import { classesOf, readyPlan, trialsOf } from './comparePlan.ts'
import { restoreComparisons } from './compareRestore.ts'
import {
  type Comparison,
  type ComparisonPlan,
  isFinished,
  isTested,
  type Outcome,
  type Tested,
  type Trial,
} from './compareState.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { logOf } from './keptLog.ts'
import { isOccupied } from './occupied.ts'
import { bringBack } from './resume.ts'
import { cancel, identityOf, trainOnce } from './runActions.ts'
import { newRunLog, type ShownRunLog } from './runLog.ts'
import { canContinue, knownOf, wasCut } from './runStanding.ts'
import type { RunState, StudioState } from './state.ts'
import { modelFits, modelOf, readDataOf } from './steps.ts'

export function compareActions(context: ActionContext) {
  const { change } = context
  return {
    plan: (part: Partial<ComparisonPlan>) => setPlan(context, part),
    start: () => startComparison(context),
    finish: (id: string) => finishComparison(context, id),
    stop: () => stopComparison(context),
    openTest: (id: string, winner: Tested) => openTest(context, id, winner),
    clear: (id: string) => clearComparison(context, id),
    restore: () => restoreComparison(context),
    recall: () => restoreComparisons(context),
    show: (id: string) => change('compare', { shown: id }),
    open: (trial: string | null) => change('compare', { opened: trial }),
  }
}

function setPlan({ get, change }: ActionContext, part: Partial<ComparisonPlan>): void {
  change('compare', { plan: { ...get().compare.plan, ...part }, error: null })
}

/** Runs what is planned, and resolves when the last trial is over or the comparison was stopped. */
async function startComparison(context: ActionContext): Promise<void> {
  const { get, change } = context
  if (isOccupied(get()) || !(await readAgainIfRelabelled(context)) || isOccupied(get())) return
  const comparison = planned(context)
  if (!comparison) return
  change('compare', { comparisons: [...get().compare.comparisons, comparison], shown: comparison.id, error: null })
  await runWaiting(context, comparison.id)
}

/** Runs those trials of a comparison that failed or were not reached. */
export async function finishComparison(context: ActionContext, id: string): Promise<void> {
  const comparison = context.get().compare.comparisons.find((each) => each.id === id)
  if (!comparison || isOccupied(context.get()) || !canFinish(context.get(), comparison)) return
  if (!stands(context.get(), comparison)) {
    const kept = keptRunOf(context.get(), comparison)
    if (!kept || !(await bringBack(context, kept)) || !stands(context.get(), comparison)) return
  }
  changeTrials(context, id, (trial) => (isFinished(trial) ? trial : { ...trial, outcome: { status: 'waiting' } }))
  await runWaiting(context, id)
}

/** Whether what it was run with stands, or can be brought back from one of its runs. */
export function canFinish(state: StudioState, comparison: Comparison): boolean {
  return stands(state, comparison) || keptRunOf(state, comparison) !== undefined
}

function keptRunOf({ runs }: StudioState, { id }: Comparison): RunSummary | undefined {
  return runs.runs.find(({ comparison }) => comparison?.id === id)
}

/** Numbers of other data or another model belong in another table. */
function stands(state: StudioState, { trials }: Comparison): boolean {
  const recipe = trials[0]?.recipe
  const model = modelOf(state)
  const data = readDataOf(state)?.summary
  return (
    recipe !== undefined &&
    recipe.model.id === model?.id &&
    recipe.model.revision === model.revision &&
    recipe.data.fingerprint === data?.fingerprint
  )
}

/** Calls off the trial under way and those to come; what is finished stays. */
async function stopComparison(context: ActionContext): Promise<void> {
  const { running } = context.get().compare
  if (!running || running.stopping) return
  context.change('compare', { running: { ...running, stopping: true } })
  await cancel(context, 'train')
}

/** Opens the test of the winner, once; it counts as looked at in every of its runs. */
async function openTest({ get, change, client }: ActionContext, id: string, winner: Tested): Promise<void> {
  const comparison = get().compare.comparisons.find((each) => each.id === id)
  if (!comparison || comparison.tested) return
  const { contender, labels } = winner
  const replaced = { ...comparison, tested: { contender, labels } }
  change('compare', { comparisons: get().compare.comparisons.map((each) => (each.id === id ? replaced : each)) })
  const judged = replaced.trials.filter((trial) => isFinished(trial) && isTested(replaced, trial))
  // A count that cannot be kept is no reason to keep the test from anyone.
  for (const { id: runId } of judged) await client.call('countTestView', { runId }).catch(() => null)
}

/** Takes a comparison off the screen; `restoreComparison` brings it back. */
function clearComparison({ get, change }: ActionContext, id: string): void {
  const { comparisons, running, everCleared } = get().compare
  const cleared = comparisons.find((each) => each.id === id)
  if (!cleared || running?.id === id) return
  change('compare', {
    comparisons: comparisons.filter((each) => each !== cleared),
    cleared,
    everCleared: [...everCleared, id],
    shown: null,
    opened: null,
    pending: get().compare.pending?.id === id ? null : get().compare.pending,
  })
}

function restoreComparison({ get, change }: ActionContext): void {
  const { comparisons, cleared } = get().compare
  if (!cleared) return
  const all = [...comparisons, cleared].sort((a, b) => a.startedAt - b.startedAt)
  change('compare', { comparisons: all, cleared: null, shown: cleared.id })
}

/** Null where something is missing, or the form holds what no run can take; the store then says what. */
function planned({ get, change }: ActionContext): Comparison | null {
  const state = get()
  const data = readDataOf(state)?.summary
  const model = modelOf(state)
  if (!data || !model || !modelFits(state)) return null
  const { plan } = state.compare
  const { contenders, levels, obstacle } = readyPlan(plan, { recipe: state.recipe, data, model })
  if (obstacle !== null) return null
  const classes = classesOf(data)
  const newId = () => crypto.randomUUID()
  const { recipe } = state
  try {
    const identity = identityOf(data, model, state.device.choice)
    return {
      id: newId(),
      kind: plan.kind,
      startedAt: Date.now(),
      task: data.task,
      dataName: data.name,
      modelTitle: model.title,
      classes,
      trials: trialsOf({ identity, recipe, contenders, seeds: plan.seeds, levels, classes, newId }),
      tested: null,
    }
  } catch (thrown) {
    change('compare', { error: toWire(thrown) })
    return null
  }
}

async function runWaiting(context: ActionContext, id: string): Promise<void> {
  const { get, change } = context
  let standing: RunState | null = null
  change('compare', { pending: comparisonWith(get(), id) })
  for (let trial = nextOf(get(), id); trial; trial = nextOf(get(), id)) {
    change('compare', { running: { id, stopping: false, since: Date.now() } })
    setOutcome(context, id, trial, { status: 'running' })
    const { contender, labels } = trial
    const about = { comparison: { id, contender, labels } }
    const saved = await savedLog(context, trial)
    const how = saved ? { about, resume: true } : { about }
    const ended = await trainOnce(context, saved ?? newRunLog(trial.id, trial.recipe, Date.now()), how)
    setOutcome(context, id, trial, outcomeOf(ended))
    if (ended.status === 'finished') standing = ended
    if (isCancelled(ended) || get().compare.running?.stopping || get().device.status === 'failed') break
  }
  changeTrials(context, id, (trial) => (trial.outcome.status === 'waiting' ? stopped(trial) : trial))
  const left = comparisonWith(get(), id)
  const over = !left?.trials.some(({ outcome }) => outcome.status === 'stopped')
  change('compare', { running: null, pending: over ? null : left })
  showStanding(context, standing)
}

function comparisonWith({ compare }: StudioState, id: string): Comparison | null {
  return compare.comparisons.find((each) => each.id === id) ?? null
}

/** What a trial that was cut short has shown; null where it was never saved, or would only fail again. */
async function savedLog({ get, client }: ActionContext, { id: runId }: Trial): Promise<ShownRunLog | null> {
  const kept = get().runs.runs.find(({ id }) => id === runId)
  if (!kept || !canContinue(kept, knownOf(get())) || (kept.status === 'failed' && !wasCut(kept))) return null
  return client.call('readRun', { runId }).then(logOf, () => null)
}

function nextOf({ compare }: StudioState, id: string): Trial | undefined {
  const comparison = compare.comparisons.find((each) => each.id === id)
  return comparison?.trials.find(({ outcome }) => outcome.status === 'waiting')
}

/** The engine holds the weights of the last trial that finished; Watch and Evaluate show the same one. */
function showStanding({ get, set }: ActionContext, standing: RunState | null): void {
  const { answering } = get().use
  if (standing?.status !== 'finished' || get().run === standing) return
  if (answering?.kind === 'run' && answering.runId === standing.log.runId) set({ run: standing })
}

function outcomeOf(run: RunState): Outcome {
  if (run.status === 'finished') return { status: 'finished', log: run.log, result: run.result }
  return run.status === 'failed' && !isCancelled(run) ? { status: 'failed', error: run.error } : { status: 'stopped' }
}

/** A run called off before its first epoch leaves nothing, not even an error. */
function isCancelled(run: RunState): boolean {
  return run.status === 'idle' || (run.status === 'failed' && run.error.code === 'cancelled')
}

function stopped(trial: Trial): Trial {
  return { ...trial, outcome: { status: 'stopped' } }
}

function setOutcome(context: ActionContext, id: string, { id: runId }: Trial, outcome: Outcome): void {
  changeTrials(context, id, (trial) => (trial.id === runId ? { ...trial, outcome } : trial))
}

function changeTrials({ get, change }: ActionContext, id: string, next: (trial: Trial) => Trial): void {
  const { comparisons } = get().compare
  change('compare', {
    comparisons: comparisons.map((each) => (each.id === id ? { ...each, trials: each.trials.map(next) } : each)),
  })
}
