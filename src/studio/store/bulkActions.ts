/** Asks the model about many things at once; and about those that come into a folder, as they come. */
import type { NamedFile } from '../../shared/domain/files.ts'
import { toWire, type WireError } from '../../shared/messages/errors.ts'
import type { BulkColumns, BulkResult } from '../../shared/wire/bulkCalls.ts'
import type { ActionContext } from './actionContext.ts'
import { isOccupied } from './occupied.ts'
import type { BulkState } from './state.ts'

export interface WantedBulk {
  readonly name: string
  readonly files: readonly NamedFile[]
  readonly columns?: BulkColumns
}

/** One at a time; the answers of a model since replaced are dropped. */
export async function predictBulk(context: ActionContext, wanted: WantedBulk): Promise<void> {
  const { change } = context
  if (!mayAsk(context)) return
  const { name, files, columns } = wanted
  const settle = begin(context, { name, files, result: null })
  try {
    const result = await context.client.call('predictBulk', { files, ...(columns && { columns }) })
    settle({ result })
  } catch (thrown) {
    const error = toWire(thrown)
    // Whoever called it off knows.
    if (error.code === 'cancelled' && settle({})) change('use', { bulk: null })
    else settle({ error })
  }
}

/** What became of files that came into a watched folder: `later` has them offered again, `end` nothing more. */
export type Taken = 'taken' | 'later' | 'end'

/** Adds the answers to those before. One file that cannot be read is left out by name. */
export async function predictMore(context: ActionContext, { name, files }: WantedBulk): Promise<Taken> {
  if (!mayAsk(context)) return 'later'
  const { bulk } = context.get().use
  const before = bulk?.name === name ? bulk.result : null
  const settle = begin(context, { name, files: null, result: before })
  const names = before?.columns?.names ?? (before && before.answered > 0 ? [] : undefined)
  try {
    const more = await context.client.call('predictBulk', { files, ...(names && { names }) })
    if (!settle({ result: before ? joined(before, more) : more })) return 'end'
    return more.unasked > 0 ? 'end' : 'taken'
  } catch (thrown) {
    const error = toWire(thrown)
    const unread = ofFiles.test(error.code)
    // Whoever called it off knows.
    if (error.code === 'cancelled') settle({})
    else settle(unread ? { result: joined(before ?? nothingYet, leftOut(files, error)) } : { error })
    return unread ? 'taken' : 'end'
  }
}

/** Codes of errors that say something of what was brought. */
const ofFiles = /^(data|image)-/

export function dismissBulk({ get, change }: ActionContext): void {
  const { bulk } = get().use
  change('use', { bulk: bulk && { ...bulk, error: null } })
}

/** What was answered before a folder is watched is not of it. */
export function clearBulk({ change }: ActionContext): void {
  change('use', { bulk: null })
}

function mayAsk({ get }: ActionContext): boolean {
  const { answering, bulk, status } = get().use
  return answering !== null && !bulk?.running && status === 'idle' && !isOccupied(get())
}

type Settled = Partial<Pick<BulkState, 'result' | 'error'>>

/** @returns how to end it, which says whether the model still answers that was asked. */
function begin(
  { get, change }: ActionContext,
  part: Pick<BulkState, 'name' | 'files' | 'result'>,
): (settled: Settled) => boolean {
  const { answering } = get().use
  const idle = { ...part, progress: null, error: null }
  change('use', { bulk: { ...idle, running: true } })
  return (settled) => {
    if (get().use.answering !== answering) return false
    change('use', { bulk: { ...idle, running: false, ...settled } })
    return true
  }
}

const nothingYet: BulkResult = {
  ...{ header: '', lines: new Blob(), answered: 0, rows: [], counts: [], columns: null },
  ...{ skipped: [], unasked: 0, warnings: [], milliseconds: 0 },
}

function leftOut(files: readonly NamedFile[], { key, parameters }: WireError): BulkResult {
  return { ...nothingYet, skipped: files.map(({ path }) => ({ path, reason: { key, parameters } })) }
}

/** Rows of the newest first: they are what is being watched. */
const mostShown = 200

function joined(before: BulkResult, more: BulkResult): BulkResult {
  const counts = new Map(before.counts.map(({ name, count }) => [name, count]))
  for (const { name, count } of more.counts) counts.set(name, (counts.get(name) ?? 0) + count)
  const told = new Map([...before.warnings, ...more.warnings].map((message) => [JSON.stringify(message), message]))
  return {
    header: before.header || more.header,
    lines: new Blob([before.lines, more.lines]),
    answered: before.answered + more.answered,
    rows: [...more.rows.toReversed(), ...before.rows].slice(0, mostShown),
    counts: [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count),
    columns: before.columns ?? more.columns,
    skipped: [...before.skipped, ...more.skipped],
    unasked: more.unasked,
    warnings: [...told.values()],
    milliseconds: before.milliseconds + more.milliseconds,
  }
}
