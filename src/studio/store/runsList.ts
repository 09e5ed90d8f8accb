/** The table of runs as the engine tells it. */
import type { RunListing } from '../../shared/calls/runCalls.ts'
import { toWire } from '../../shared/errors.ts'
import type { Desk } from './desk.ts'
import { offerOf } from './runStanding.ts'

/** Reads the table and how the storage stands; what was cut short is offered. */
export async function list(desk: Desk): Promise<void> {
  const { get, set, change, client } = desk
  const status = get().runs.status === 'unknown' ? 'unknown' : 'ready'
  change('runs', { status: 'reading' })
  try {
    set({ storage: await client.call('storage', {}) })
    showRuns(desk, await client.call('listRuns', {}))
  } catch (thrown) {
    const error = toWire(thrown)
    // An engine that is on its way back says so itself, and the table is read anew when it stands.
    change('runs', error.code === 'worker-lost' ? { status } : { status, error })
  }
}

/** The table as the engine tells it; what is gone from it is no longer marked. */
export function showRuns({ get, change }: Desk, { runs, newer }: RunListing): void {
  const there = (id: string) => runs.some((run) => run.id === id)
  const { selected, records } = get().runs
  change('runs', {
    status: 'ready',
    runs,
    newer,
    selected: selected.filter(there),
    records: records.filter(({ id }) => there(id)),
  })
  change('runs', { offered: offerOf(get(), Date.now()) })
}
