/**
 * What stood when the page was last open, brought back: the data, the model and the run that was shown. A reload and a
 * later visit are alike. Whatever the person does first goes before it, and from then on what stands is noted again.
 * Fetched beside the first screen, and therefore handed what it works with: to import it would tear the page's own
 * scripts apart.
 */
import type { Visit } from '../../shared/domain/record.ts'
import type { ActionContext, StudioStore } from './actionContext.ts'
import type { readKept } from './dataActions.ts'
import type { load } from './modelActions.ts'
import type { isOccupied } from './occupied.ts'
import type { ChoiceStorage } from './persist.ts'
import type { show } from './resume.ts'
import type { StudioState } from './state.ts'

export interface VisitTools {
  readonly readKept: typeof readKept
  readonly load: typeof load
  readonly show: typeof show
  readonly isOccupied: typeof isOccupied
}

interface Returning extends VisitTools {
  readonly context: ActionContext
  readonly storage: ChoiceStorage | null
}

/** Set while the last visit is brought back: what ended the page in the midst of it is not tried twice. */
const underWayKey = 'thaw.returning'

/** Call once the engine stands. Never throws. */
export async function bringLastVisit(how: Returning): Promise<void> {
  const { context, storage } = how
  try {
    if (context.get().view.returning && mark(storage) !== 'yes') {
      mark(storage, 'yes')
      const visit = await context.client.call('lastVisit', {})
      if (visit) await bring(how, visit)
    }
  } catch {
    // What cannot be shown again stands on Runs, where opening it says why.
  } finally {
    mark(storage, '')
    context.change('view', { returning: false })
  }
}

/** Has the engine note what stands, whenever that is something else. */
export function followVisit({ client }: ActionContext, subscribe: StudioStore['subscribe']): void {
  let noted = nothing
  subscribe((state) => {
    const { data, model, device } = state
    if (device.status !== 'ready' || data.status === 'reading' || model.status === 'loading') return
    const now = standing(state)
    if (now === noted || now === nothing) return
    noted = now
    client.call('keepVisit', { runId: runIdOf(state) }).catch(() => {})
  })
}

function standing({ data, model, run }: Pick<StudioState, 'data' | 'model' | 'run'>): string {
  const read = data.status === 'ready' ? data.ready.summary.fingerprint : ''
  const loaded = model.status === 'ready' ? `${model.summary.id}@${model.summary.revision}` : ''
  return [read, loaded, runIdOf({ run })].join(' ')
}

const nothing = standing({
  data: { status: 'empty', error: null },
  model: { status: 'empty', error: null },
  run: { status: 'idle' },
})

function runIdOf({ run }: Pick<StudioState, 'run'>): string | null {
  return run.status === 'idle' ? null : run.log.runId
}

async function bring({ context, readKept, load, isOccupied, show }: Returning, visit: Visit): Promise<void> {
  const { get, change, client } = context
  const { data, model, runId } = visit
  if (data && get().data.status === 'empty') await readKept(context, data, 'The data of your last visit')
  if (model && get().model.status === 'empty')
    await load(context, model, {
      id: model.kind === 'reference' ? model.text : model.id,
      from: model.kind === 'reference' ? 'reference' : model.kind === 'catalog' ? 'gallery' : 'folder',
    })
  if (runId === null || get().run.status !== 'idle' || isOccupied(get())) return
  change('runs', { opening: runId })
  try {
    const record = await client.call('readRun', { runId })
    // One that was cut short is offered, and then goes on from where it was saved.
    if (record.result) show(context, await answering(context, record))
  } finally {
    change('runs', { opening: null })
  }
}

type Kept = Parameters<typeof show>[1]

/** With its weights answering on Use, where its model stands. */
async function answering({ get, client }: ActionContext, record: Kept): Promise<Kept> {
  const { model } = get()
  const { id, revision } = record.recipe.model
  const stands = model.status === 'ready' && model.summary.id === id && model.summary.revision === revision
  return record.weights && stands ? client.call('openRun', { runId: record.id }) : { ...record, weights: false }
}

/** A storage that is forbidden remembers nothing. */
function mark(storage: ChoiceStorage | null, value?: string): string | null {
  try {
    if (value !== undefined) storage?.setItem(underWayKey, value)
    return storage?.getItem(underWayKey) ?? null
  } catch {
    return null
  }
}
