/** Asking the fine-tuned model, and bringing one back. */

import type { PredictionInput } from '../../shared/domain/answers.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { ModelRequest } from '../../shared/domain/model.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { HeldOutExample } from '../../shared/wire/useCalls.ts'
import { type ActionContext, goTo, notCancelled } from './actionContext.ts'
import { withBase } from './adapterAmong.ts'
import { beginAnew, broughtAdapter, continueFromBrought, importedAnswer } from './continueFrom.ts'
import { keptAnswer } from './keptLog.ts'
import { isOccupied } from './occupied.ts'
import { type Answering, nothingAnswered, nothingUntouched } from './state.ts'
import { modelOf, readDataOf } from './steps.ts'
import { askUntouched } from './untouchedActions.ts'

/**
 * Asks about a picture or a text, then the network before the run the same. The answer to a question since replaced, or
 * of a model since replaced, is dropped.
 */
export async function predict(
  context: ActionContext,
  question: PredictionInput,
  example: HeldOutExample | null = null,
): Promise<void> {
  const { get, change, client } = context
  const { answering, untouched } = get().use
  const { asking } = untouched
  change('use', {
    ...{ status: 'predicting', question, example, live: false, error: null },
    untouched: { ...nothingUntouched, asking },
  })
  try {
    const prediction = await client.call('predict', { input: question })
    if (get().use.question !== question) return
    const same = get().use.answering === answering
    change('use', { status: 'idle', prediction: same ? prediction : null })
    if (same) await askUntouched(context)
  } catch (thrown) {
    if (get().use.question === question) change('use', { status: 'idle', prediction: null, error: toWire(thrown) })
  }
}

/**
 * Loads a fine-tuned model back in from its files, or an adapter onto the model that stands. The model that is tuned
 * from stays what it is.
 */
export async function importModel(context: ActionContext, files: readonly NamedFile[]): Promise<void> {
  const { get, change } = context
  if (get().use.status !== 'idle' || isOccupied(get())) return
  await bringBack(context, { kind: 'files', files })
  if (!get().use.error && broughtAdapter(get())) change('recipe', beginAnew(get().recipe))
}

/** The same from another screen; how it went shows on Use. */
export async function bringAdapter(context: ActionContext, files: readonly NamedFile[]): Promise<void> {
  goTo(context, 'use')
  await importModel(context, files)
}

/** Sets Tune up to go on with the adapter that answers. */
export function continueFrom(context: ActionContext): void {
  const { get, set } = context
  set({ recipe: continueFromBrought(get()) })
  const wanted = get().recipe.continueFrom
  if (wanted) goTo(context, readDataOf(get())?.summary.task === wanted.task ? 'tune' : 'data')
}

export async function bringBack({ get, change, client, asked }: ActionContext, request: ModelRequest): Promise<void> {
  change('use', { status: 'importing', error: null })
  try {
    const summary = await client.call('loadModel', { request })
    asked.brought = request
    const answering = importedAnswer(summary, modelOf(get()))
    change('use', { answering, question: null, ...nothingAnswered })
  } catch (thrown) {
    const error = notCancelled(toWire(thrown))
    const named = error && request.kind === 'files'
    change('use', { error: named ? await withBase(error, request.files, modelOf(get())?.id ?? null) : error })
  } finally {
    change('use', { status: 'idle' })
  }
}

/** On a backend that was booted since, the run that answered before answers again; where it was not kept, nothing does. */
export async function answerAgain({ change, client }: ActionContext, before: Answering | null): Promise<void> {
  if (before?.kind !== 'run') return
  const record = await client.call('openRun', { runId: before.runId }).catch(() => null)
  change('use', { answering: record && keptAnswer(record), ...nothingAnswered })
}
