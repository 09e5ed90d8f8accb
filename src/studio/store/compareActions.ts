/**
 * Comparisons: trials one after another, each an ordinary run by the engine's `train`, so that whatever waits for a run
 * waits for them too, and Watch shows the one under way. A trial that fails is kept with its error; the others go on.
 */
import { toWire } from '../../shared/messages/errors.ts'
import type { Desk } from './actionContext.ts'
import { classesOf, readyPlan, trialsOf } from './comparePlan.ts'
import { type Comparison, type ComparisonPlan, isFinished, type Outcome, type Trial } from './compareState.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { isOccupied } from './occupied.ts'
import { cancel, identityOf, trainOnce } from './runActions.ts'
import { newRunLog, type RunState, type StudioState } from './state.ts'
import { modelFits, modelOf, readDataOf } from './steps.ts'

export function setPlan({ get, change }: Desk, part: Partial<ComparisonPlan>): void {
  change('compare', { plan: { ...get().compare.plan, ...part }, error: null })
}

/** Runs what is planned, and resolves when the last trial is over or the comparison was stopped. */
export async function startComparison(desk: Desk): Promise<void> {
  const { get, change } = desk
  if (isOccupied(get()) || !(await readAgainIfRelabelled(desk)) || isOccupied(get())) return
  const comparison = planned(desk)
  if (!comparison) return
  change('compare', { comparisons: [...get().compare.comparisons, comparison], shown: comparison.id, error: null })
  await runWaiting(desk, comparison.id)
}

/** Runs those trials of a comparison that failed or were not reached. */
export async function finishComparison(desk: Desk, id: string): Promise<void> {
  const comparison = desk.get().compare.comparisons.find((each) => each.id === id)
  if (!comparison || isOccupied(desk.get()) || !canFinish(desk.get(), comparison)) return
  changeTrials(desk, id, (trial) => (isFinished(trial) ? trial : { ...trial, outcome: { status: 'waiting' } }))
  await runWaiting(desk, id)
}

/** Whether what it was run with still stands: numbers of other data or another model belong in another table. */
export function canFinish(state: StudioState, { trials }: Comparison): boolean {
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
export async function stopComparison(desk: Desk): Promise<void> {
  const { running } = desk.get().compare
  if (!running || running.stopping) return
  desk.change('compare', { running: { ...running, stopping: true } })
  await cancel(desk, 'train')
}

/** Takes a comparison off the screen; `restoreComparison` brings it back. */
export function clearComparison({ get, change }: Desk, id: string): void {
  const { comparisons, running, everCleared } = get().compare
  const cleared = comparisons.find((each) => each.id === id)
  if (!cleared || running?.id === id) return
  change('compare', {
    comparisons: comparisons.filter((each) => each !== cleared),
    cleared,
    everCleared: [...everCleared, id],
    shown: null,
    opened: null,
  })
}

export function restoreComparison({ get, change }: Desk): void {
  const { comparisons, cleared } = get().compare
  if (!cleared) return
  const all = [...comparisons, cleared].sort((a, b) => a.startedAt - b.startedAt)
  change('compare', { comparisons: all, cleared: null, shown: cleared.id })
}

/** Null where something is missing, or the form holds what no run can take; the store then says what. */
function planned({ get, change }: Desk): Comparison | null {
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
    }
  } catch (thrown) {
    change('compare', { error: toWire(thrown) })
    return null
  }
}

async function runWaiting(desk: Desk, id: string): Promise<void> {
  const { get, change } = desk
  let standing: RunState | null = null
  for (let trial = nextOf(get(), id); trial; trial = nextOf(get(), id)) {
    change('compare', { running: { id, stopping: false, since: Date.now() } })
    setOutcome(desk, id, trial, { status: 'running' })
    const { contender, labels } = trial
    const about = { comparison: { id, contender, labels } }
    const ended = await trainOnce(desk, newRunLog(trial.id, trial.recipe, Date.now()), { about })
    setOutcome(desk, id, trial, outcomeOf(ended))
    if (ended.status === 'finished') standing = ended
    if (isCancelled(ended) || get().compare.running?.stopping || get().device.status === 'failed') break
  }
  changeTrials(desk, id, (trial) => (trial.outcome.status === 'waiting' ? stopped(trial) : trial))
  change('compare', { running: null })
  showStanding(desk, standing)
}

function nextOf({ compare }: StudioState, id: string): Trial | undefined {
  const comparison = compare.comparisons.find((each) => each.id === id)
  return comparison?.trials.find(({ outcome }) => outcome.status === 'waiting')
}

/** The engine holds the weights of the last trial that finished; Watch and Evaluate show the same one. */
function showStanding({ get, set }: Desk, standing: RunState | null): void {
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

function setOutcome(desk: Desk, id: string, { id: runId }: Trial, outcome: Outcome): void {
  changeTrials(desk, id, (trial) => (trial.id === runId ? { ...trial, outcome } : trial))
}

function changeTrials({ get, change }: Desk, id: string, next: (trial: Trial) => Trial): void {
  const { comparisons } = get().compare
  change('compare', {
    comparisons: comparisons.map((each) => (each.id === id ? { ...each, trials: each.trials.map(next) } : each)),
  })
}
