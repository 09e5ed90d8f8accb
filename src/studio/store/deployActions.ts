/** Taking the model that answers away: what is known beforehand, writing, reading back, and saving only what answers alike. */
import { exportCard, type ModelExportId } from '../../shared/catalog/exports.ts'
import type { ExportOptions, ExportPlan, ExportProof } from '../../shared/domain/exports.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import { type Said, ThawError, toWire, type WireError } from '../../shared/messages/errors.ts'
import { type ActionContext, quietly } from './actionContext.ts'

export type PlanAnswer =
  | { readonly ok: true; readonly plan: ExportPlan }
  | { readonly ok: false; readonly error: WireError }

/** Why the model cannot leave so; null where it can, or where nobody could tell: a lost worker says nothing of the model. */
export function refusalIn(answer: PlanAnswer | undefined): WireError | null {
  return answer?.ok === false && answer.error.code === 'export-refused' ? answer.error : null
}

export async function planExport(
  { client }: ActionContext,
  what: ModelExportId,
  options: ExportOptions,
): Promise<PlanAnswer> {
  try {
    return { ok: true, plan: await client.call('planExport', { what, options }) }
  } catch (thrown) {
    return { ok: false, error: toWire(thrown) }
  }
}

export interface Wanted {
  readonly what: ModelExportId
  readonly options: ExportOptions
  /** Saved as it is, without being read back: for whoever has seen that it answers otherwise. */
  readonly unchecked?: true
  /** The model card of its run, for what takes one along; null where there is none. */
  readonly card: () => Promise<string | null>
  /** Packs the files; large ones take their time, in which the person may still call it off. */
  readonly pack: (files: readonly ExportedFile[]) => Promise<Packed>
}

export interface Packed {
  readonly bytes: number
  /** Hands what was packed to the person. */
  readonly save: () => void
}

/** The files are saved once they have answered as the model does. Failures stand in the store. */
export async function deploy(
  context: ActionContext,
  { what, options, unchecked, card: written, pack }: Wanted,
): Promise<void> {
  const { get, change, client } = context
  if (get().use.status !== 'idle') return
  const { answering } = get().use
  change('use', { status: 'exporting', exporting: { what, progress: null }, untaken: null })
  try {
    const card = exportCard(what).card ? await written() : null
    if (isCalledOff(context)) return
    const files = await client.call('exportModel', { what, options, ...(card !== null && { card }) })
    if (isCalledOff(context)) return await dropExport(context)
    const checked = exportCard(what).proof === 'here' && !unchecked
    const proof = checked ? await client.call('proveExport', { what, files }) : null
    if (proof?.status === 'checked' && !proof.agrees) throw new ThawError('export-differs', ...differsBy(what, proof))
    if (isCalledOff(context)) return await dropExport(context)
    const { bytes, save } = await pack(files)
    if (isCalledOff(context)) return await dropExport(context)
    save()
    if (get().use.answering === answering) change('use', { taken: { ...get().use.taken, [what]: { bytes, proof } } })
  } catch (thrown) {
    const error = toWire(thrown)
    // Whoever called it off knows.
    if (error.code !== 'cancelled') change('use', { untaken: { what, options, error } })
  } finally {
    change('use', { status: 'idle', exporting: null })
  }
}

type Checked = Extract<ExportProof, { readonly status: 'checked' }>

/** Of rounded weights of a model that writes, how it writes; else by how much the numbers differ. */
function differsBy(what: ModelExportId, { examples, largest, written }: Checked): Said {
  return written && exportCard(what).rounding
    ? ['exportWritesOtherwise', { examples, places: written.places, alike: written.alike, apart: written.apart }]
    : ['exportDiffers', { largest, examples }]
}

export function dismissUntaken({ change }: ActionContext): void {
  change('use', { untaken: null })
}

/** Ends what is under way; what has not begun yet does not begin. */
export function callOff({ get, change, client }: ActionContext): void {
  const { exporting } = get().use
  if (exporting) change('use', { exporting: { ...exporting, calledOff: true } })
  void quietly(client.call('cancel', { job: 'export' }))
}

/** What was written whole before it was called off takes room that nobody wants. */
async function dropExport({ client }: ActionContext): Promise<void> {
  await quietly(client.call('dropExport', null))
}

function isCalledOff({ get }: ActionContext): boolean {
  return get().use.exporting?.calledOff === true
}
