/** The table of runs as the engine tells it. */
import type { RunListing } from '../../shared/domain/record.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { ActionContext } from './actionContext.ts'
import { offerOf } from './runStanding.ts'
import type { RunsState } from './runsState.ts'

/** Reads the table and how the storage stands; what was cut short is offered. */
export async function list(context: ActionContext): Promise<void> {
  const { get, set, change, client } = context
  const status = get().runs.status === 'unknown' ? 'unknown' : 'ready'
  change('runs', { status: 'reading' })
  try {
    set({ storage: await client.call('storage', {}) })
    showRuns(context, await client.call('listRuns', {}))
    set({ featureBytes: await client.call('featureBytes', {}).catch(() => 0) })
  } catch (thrown) {
    const error = toWire(thrown)
    // An engine that is on its way back says so itself, and the table is read anew when it stands.
    change('runs', error.code === 'worker-lost' ? { status } : { status, error })
  }
}

/** The table as the engine tells it; what is gone from it is no longer marked or waited for. */
export function showRuns(context: ActionContext, { runs, newer }: RunListing): void {
  const { get, change } = context
  const there = (id: string) => runs.some((run) => run.id === id)
  const { selected, records, awaiting } = get().runs
  change('runs', {
    status: 'ready',
    runs,
    newer,
    selected: selected.filter(there),
    records: records.filter(({ id }) => there(id)),
    awaiting: awaiting && there(awaiting.runId) ? awaiting : null,
  })
  change('runs', { offered: offerOf(get(), Date.now()) })
  void fetchRecords(context)
}

/** Fetches the curves of marked runs that have not come yet, or have grown since. */
export async function fetchRecords({ get, change, client }: ActionContext): Promise<void> {
  for (const runId of get().runs.selected.filter((id) => !isFresh(get().runs, id))) {
    try {
      const record = await client.call('readRun', { runId })
      const { selected, records } = get().runs
      if (selected.includes(runId)) change('runs', { records: [...records.filter(({ id }) => id !== runId), record] })
    } catch (thrown) {
      change('runs', { error: toWire(thrown), selected: get().runs.selected.filter((id) => id !== runId) })
    }
  }
}

function isFresh({ runs, records }: RunsState, runId: string): boolean {
  const listed = runs.find(({ id }) => id === runId)
  const record = records.find(({ id }) => id === runId)
  return record !== undefined && (listed === undefined || record.changedAt >= listed.changedAt)
}
