/** Reading data: what stands stays until something better was read without error. */

import { isNamed } from '../../shared/catalog/formats.ts'
import { sampleFor } from '../../shared/catalog/sample.ts'
import type { Columns, DataEdit, DataRequest, KeptData } from '../../shared/domain/data.ts'
import { type ErrorCode, toWire } from '../../shared/messages/errors.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { type ActionContext, goTo, goToFrom, notCancelled } from './actionContext.ts'
import { chooseColumns, fitToData, sameColumns } from './recipeForm.ts'
import type { RunsState } from './runsState.ts'
import { initialState } from './state.ts'
import { isBusy, modelFits, readDataOf } from './steps.ts'

/**
 * Reads files or a sample, guessing the columns of a table; true when they stand. Where a recipe or a run waits for its
 * data, files that could be for several tasks are read for its own; files that cannot be are read for what they are.
 */
export async function readData(context: ActionContext, request: DataRequest): Promise<boolean> {
  const { columns } = initialState.recipe
  const task = request.kind === 'files' ? awaitedTask(context.get().runs) : null
  if (task !== null) {
    if (await readWith(context, request, { columns: { ...columns, task }, edits: [] })) return true
    if (!wasUnsupported(context)) return false
  }
  return readWith(context, request, { columns, edits: [] })
}

function awaitedTask({ brought, awaiting, runs }: RunsState): TaskId | null {
  return (brought?.recipe ?? runs.find(({ id }) => id === awaiting?.runId)?.recipe)?.task ?? null
}

function wasUnsupported(context: ActionContext): boolean {
  const { data } = context.get()
  return data.status !== 'reading' && data.error?.code === 'data-unsupported'
}

/** Reads what was kept with a run, as the run met it; true when it stands. */
export function readKept(
  context: ActionContext,
  { request, columns, edits }: KeptData,
  name: string,
): Promise<boolean> {
  return readWith(context, request, { columns, edits, name })
}

/** Reads a sample of a task, and moves on. Without a name, the one that the task has had from the beginning. */
export async function readSample(context: ActionContext, task: TaskId, name = sampleFor(task).name): Promise<void> {
  const read = await readData(context, { kind: 'sample', task, ...(name !== sampleFor(task).name && { name }) })
  if (read) goToFrom(context, 'data', modelFits(context.get()) ? 'tune' : 'model')
}

/** Takes other columns of the table for what the model reads and learns, and reads the same files anew at once. */
export async function setColumns(context: ActionContext, columns: Columns): Promise<void> {
  context.set(({ recipe }) => ({ recipe: chooseColumns(recipe, columns) }))
  await readAgain(context)
}

/** Has the same data read for another of the tasks that they could be for. */
export async function setTask(context: ActionContext, task: TaskId): Promise<void> {
  await setColumns(context, { ...context.get().recipe.columns, task })
}

/**
 * Reads the files that were refused once more, with the columns that a person named. Edits of what stands stay where it is
 * read again or added to; of what is added, columns that are not named are those of what stands.
 */
export async function readRefused(context: ActionContext, columns: Columns): Promise<void> {
  const { refused, data } = context.asked
  if (!refused) return
  const { request, added, edits, columns: before } = refused
  const named = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== '')) as Partial<Columns>
  const isAddition = added > 0 && request !== data
  await readWith(context, request, { added, edits, columns: isAddition ? { ...before, ...named } : columns })
}

/** Changed columns mean other examples: the same files are read anew before a run. True when all is well. */
export async function readAgainIfRelabelled(context: ActionContext): Promise<boolean> {
  const again = await readAgain(context)
  if (!again) goTo(context, 'data')
  return again
}

async function readAgain(context: ActionContext): Promise<boolean> {
  const { get, set, asked } = context
  const read = readDataOf(get())
  const { columns } = get().recipe
  if (!read || !asked.data || sameColumns(read.columns, columns)) return true
  const again = await readWith(context, asked.data, { columns, edits: read.edits, added: read.added ?? 0 })
  if (!again) set(({ recipe }) => ({ recipe: { ...recipe, columns: read.columns } }))
  return again
}

export interface How {
  readonly columns: Columns
  readonly edits: readonly DataEdit[]
  /** How many times files were added to them. */
  readonly added?: number
  /** What the data are called while they are read, where the request does not say. */
  readonly name?: string
}

export async function readWith(context: ActionContext, request: DataRequest, how: How): Promise<boolean> {
  const { get, set, client, asked } = context
  if (get().data.status === 'reading' || isBusy(get())) return false
  const { columns, edits, added = 0, name = nameOf(request) } = how
  const previous = readDataOf(get())
  set({ data: { status: 'reading', name, progress: null, previous } })
  try {
    const summary = await client.call('readData', { request, ...columns, ...(edits.length > 0 && { edits }) })
    asked.data = request
    asked.refused = null
    set(({ recipe }) => ({
      data: { status: 'ready', ready: { summary, columns, edits, added }, error: null },
      recipe: fitToData(recipe, summary, columns),
    }))
    return true
  } catch (thrown) {
    const failure = notCancelled(toWire(thrown))
    const error = failure && { ...failure, table: isRefusedTable(failure.code, request) }
    asked.refused = { request, columns, edits, added }
    set({ data: previous ? { status: 'ready', ready: previous, error } : { status: 'empty', error } })
    return false
  }
}

/** Where other columns might help. */
function isRefusedTable(code: ErrorCode, request: DataRequest): boolean {
  if (request.kind !== 'files' || (code !== 'data-unsupported' && code !== 'classes-too-few')) return false
  return request.files.some(({ path }) => isNamed(path, 'table'))
}

function nameOf(request: DataRequest): string {
  switch (request.kind) {
    case 'sample':
      return sampleFor(request.task, request.name).title
    case 'files':
      return request.name
    case 'hub':
      return request.repository
    case 'kept':
      return 'The data of a run'
    default:
      return request satisfies never
  }
}
