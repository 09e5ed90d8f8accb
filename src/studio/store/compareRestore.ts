/** Comparisons of earlier visits, put together again from the runs that were kept of them. */
import type { RunRecord, RunSummary } from '../../shared/domain/record.ts'
import type { ActionContext } from './actionContext.ts'
import { type CompareState, type Comparison, contenderOf, type Outcome, type Trial } from './compareState.ts'
import { logOf } from './keptLog.ts'

/** Records hold every curve and answer: only the newest comparisons are fetched. */
const mostComparisons = 5

type OfComparison = RunSummary & { readonly comparison: NonNullable<RunSummary['comparison']> }

/** Fetches those that the page does not know yet and nobody cleared. What cannot be read is left out. */
export async function restoreComparisons({ get, change, client }: ActionContext): Promise<void> {
  const known = knownIds(get().compare)
  const { pending } = get().compare
  const { runs: all, status } = get().runs
  const kept = all.filter(isOfComparison)
  // Before the runs are listed, nobody knows which of those that were planned have been made.
  const waiting = pending && status === 'ready' ? [pending.id] : []
  const ids = [...new Set([...waiting, ...kept.map(({ comparison }) => comparison.id)])]
  for (const id of ids.filter((each) => !known.includes(each)).slice(0, mostComparisons)) {
    const runs = kept.filter(({ comparison }) => comparison.id === id)
    const records: RunRecord[] = []
    for (const run of runs) {
      const record = await client.call('readRun', { runId: run.id }).catch(() => null)
      if (record) records.push(record)
    }
    const { comparisons } = get().compare
    const restored = comparisonOf(id, records, pending?.id === id ? pending : null)
    if (restored && !knownIds(get().compare).includes(id))
      change('compare', { comparisons: [...comparisons, restored].sort((a, b) => a.startedAt - b.startedAt) })
  }
}

/** What a person took off the screen in this visit stays off it. */
function knownIds({ comparisons, everCleared }: CompareState): readonly string[] {
  return [...comparisons.map(({ id }) => id), ...everCleared]
}

function isOfComparison(run: RunSummary): run is OfComparison {
  return run.comparison !== null
}

/** @param planned tells of trials that never began; else they left nothing, and null is answered where none has an outcome. */
export function comparisonOf(
  id: string,
  records: readonly RunRecord[],
  planned: Comparison | null = null,
): Comparison | null {
  if (planned) {
    const madeOf = (trial: Trial) => records.find((record) => record.id === trial.id)
    const all = planned.trials.map((trial) => {
      const record = madeOf(trial)
      return (record && trialOf(record)) ?? trial
    })
    return { ...planned, trials: all, tested: testedOf(records) }
  }
  const trials = records.toSorted((a, b) => a.startedAt - b.startedAt).flatMap((record) => trialOf(record) ?? [])
  const first = records.find(({ result }) => result !== null)
  if (!first || trials.length === 0) return null
  const levels = new Set(trials.map(({ labels }) => labels))
  return {
    id,
    kind: levels.size > 1 ? 'labels' : 'methods',
    startedAt: Math.min(...records.map(({ startedAt }) => startedAt)),
    task: first.task,
    dataName: first.recipe.data.name,
    modelTitle: first.modelTitle,
    classes: Math.max(1, first.result?.classes.length ?? 1),
    trials,
    tested: testedOf(records),
  }
}

/** The run whose test was looked at; the first, where several were. */
function testedOf(records: readonly RunRecord[]): Comparison['tested'] {
  const looked = records.find(({ testViews, result }) => testViews > 0 && result !== null)
  return (looked && trialOf(looked)) ?? null
}

function trialOf(record: RunRecord): Trial | null {
  const contender = contenderOf(record.comparison?.contender)
  if (!record.comparison || !contender) return null
  const { id, recipe } = record
  return { id, contender, seed: recipe.seed, labels: record.comparison.labels, recipe, outcome: outcomeOf(record) }
}

function outcomeOf(record: RunRecord): Outcome {
  const { result, error } = record
  if (result) return { status: 'finished', log: logOf(record), result }
  return error ? { status: 'failed', error } : { status: 'stopped' }
}
