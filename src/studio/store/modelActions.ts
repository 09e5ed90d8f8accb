/** Loading models: from the gallery, by what a person typed, or from a folder that was dropped. */
import { parseModelReference } from '../../shared/catalog/modelReference.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { ModelRequest } from '../../shared/domain/model.ts'
import { toWire } from '../../shared/messages/errors.ts'
import { type ActionContext, goToFrom, notCancelled } from './actionContext.ts'
import { beginAnew } from './continueFrom.ts'
import type { ModelOrigin } from './state.ts'
import { isBusy, modelFits, modelOf, readDataOf } from './steps.ts'

/** Loads a model of the gallery, and moves on to Tune once there is data that it can learn from. */
export async function loadModel(context: ActionContext, id: string): Promise<void> {
  if (!(await load(context, { kind: 'catalog', id }, { id, from: 'gallery' }))) return
  context.set({ lastModel: id })
  await moveOn(context)
}

/** Loads what was typed or pasted; a form that names no model is refused at once. */
export async function loadReference(context: ActionContext, text: string): Promise<void> {
  try {
    const { id } = parseModelReference(text)
    if (await load(context, { kind: 'reference', text }, { id, from: 'reference' })) await moveOn(context)
  } catch (thrown) {
    context.change('model', { error: { id: text, from: 'reference', error: toWire(thrown) } })
  }
}

/** Loads a model as published: its files, dropped together, in a folder or in a zip. */
export async function loadFolder(context: ActionContext, files: readonly NamedFile[]): Promise<void> {
  if (await load(context, { kind: 'folder', files }, { id: 'folder', from: 'folder' })) await moveOn(context)
}

interface Asked {
  readonly id: string
  readonly from: ModelOrigin
}

/** True when the model stands; the one before stays otherwise, with the error beside it. */
export async function load(
  { get, set, client, asked }: ActionContext,
  request: ModelRequest,
  what: Asked,
): Promise<boolean> {
  if (get().model.status === 'loading' || isBusy(get())) return false
  const previous = modelOf(get())
  set({ model: { status: 'loading', ...what, progress: null, previous } })
  try {
    const summary = await client.call('loadModel', { request })
    asked.model = request
    set({ model: { status: 'ready', summary, error: null } })
    return true
  } catch (thrown) {
    const failure = notCancelled(toWire(thrown))
    const error = failure && { ...what, error: failure }
    set({ model: previous ? { status: 'ready', summary: previous, error } : { status: 'empty', error } })
    return false
  }
}

export function originOf({ kind }: ModelRequest): ModelOrigin {
  if (kind === 'reference') return 'reference'
  return kind === 'catalog' ? 'gallery' : 'folder'
}

async function moveOn(context: ActionContext): Promise<void> {
  leaveAdapter(context)
  if (readDataOf(context.get()) && modelFits(context.get())) goToFrom(context, 'model', 'tune')
  await listStoredModels(context)
}

/** An adapter that was brought stood on the model before: it still answers, but nothing goes on with it. */
function leaveAdapter({ get, change, asked }: ActionContext): void {
  const { use, recipe } = get()
  if (use.answering?.kind === 'imported' && use.answering.summary.adapter) asked.brought = null
  change('recipe', beginAnew(recipe))
}

/** The list is a courtesy: a device without storage has none. */
export async function listStoredModels({ set, client }: ActionContext): Promise<void> {
  set({ storedModels: await client.call('storedModels', {}).catch(() => []) })
}

export async function forgetModel({ set, change, client }: ActionContext, id: string): Promise<void> {
  try {
    set({ storedModels: await client.call('forgetModel', { id }) })
  } catch (thrown) {
    change('model', { error: { id, from: 'gallery', error: toWire(thrown) } })
  }
}
