import { sampleData } from '../../shared/catalog/sample.ts'
import { toWire } from '../../shared/errors.ts'
import type { DataRequest } from '../../shared/protocol.ts'
import { type Desk, goTo, goToFrom, notCancelled } from './desk.ts'
import { fieldsOfRecipe, type StudioState } from './state.ts'
import { isRunning, modelOf, readDataOf } from './steps.ts'

/** Reads files or the sample; true when they stand. */
export async function readData(desk: Desk, request: DataRequest): Promise<boolean> {
  const { get, set, client, asked } = desk
  const { data, run } = get()
  if (data.status === 'reading' || isRunning(run)) return false
  const previous = readDataOf(get())
  const labelColumn = labelColumnOf(get())
  set({ data: { status: 'reading', name: nameOf(request), progress: null, previous } })
  try {
    const summary = await client.call('readData', { request, labelColumn })
    asked.data = request
    set({ data: { status: 'ready', ready: { summary, labelColumn }, error: null } })
    return true
  } catch (thrown) {
    const error = notCancelled(toWire(thrown))
    set({ data: previous ? { status: 'ready', ready: previous, error } : { status: 'empty', error } })
    return false
  }
}

/** Reads the sample, and moves on. */
export async function readSample(desk: Desk): Promise<void> {
  if (await readData(desk, { kind: 'sample' })) goToFrom(desk, 'data', modelOf(desk.get()) ? 'tune' : 'model')
}

/** A changed label column means other labels: the same files are read anew before a run. True when all is well. */
export async function readAgainIfRelabelled(desk: Desk): Promise<boolean> {
  const { get, asked } = desk
  const read = readDataOf(get())
  if (!read || !asked.data || read.labelColumn === labelColumnOf(get())) return true
  const again = await readData(desk, asked.data)
  if (!again) goTo(desk, 'data')
  return again
}

function labelColumnOf({ recipe }: StudioState): string {
  return String(fieldsOfRecipe(recipe).labelColumn ?? '')
}

function nameOf(request: DataRequest): string {
  return request.kind === 'sample' ? sampleData.title : request.name
}
