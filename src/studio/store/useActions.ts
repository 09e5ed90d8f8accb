/** Asking the fine-tuned model, taking it away and bringing it back. */
import { toWire } from '../../shared/errors.ts'
import type { ExportedFile, ModelRequest, NamedFile, PredictionInput } from '../../shared/protocol.ts'
import { type Desk, notCancelled, quietly } from './desk.ts'
import type { UseState } from './state.ts'

/** Asks about a picture or a text; the answer to a question since replaced is dropped. */
export async function predict({ get, change, client }: Desk, question: PredictionInput): Promise<void> {
  change('use', { status: 'predicting', question, error: null })
  try {
    const prediction = await client.call('predict', { input: question })
    if (get().use.question === question) change('use', { status: 'idle', prediction })
  } catch (thrown) {
    if (get().use.question === question) change('use', { status: 'idle', prediction: null, error: toWire(thrown) })
  }
}

/** Has the prompt continued; what comes is heard piece by piece. One at a time; what a model since replaced wrote is dropped. */
export async function generate({ get, change, client }: Desk): Promise<void> {
  const { status, writing, answering } = get().use
  if (status !== 'idle') return
  const { prompt } = writing.settings
  change('use', { status: 'generating', written: { prompt, text: '', end: null }, error: null })
  try {
    const end = await client.call('generate', writing)
    const same = get().use.answering === answering
    change('use', { status: 'idle', written: same ? { prompt, text: end.text, end } : null })
  } catch (thrown) {
    const { written } = get().use
    change('use', { status: 'idle', written: written?.text ? written : null, error: toWire(thrown) })
  }
}

/** Ends the continuation after the token under way; its own call then settles. */
export async function stopGenerating({ get, client }: Desk): Promise<void> {
  if (get().use.status === 'generating') await quietly(client.call('stopGenerating', {}))
}

export function setWriting({ change, get }: Desk, part: Partial<UseState['writing']>): void {
  change('use', { writing: { ...get().use.writing, ...part } })
}

/** The fine-tuned model as files to save; null on failure, with the error in the store. */
export async function exportModel({ change, client }: Desk): Promise<readonly ExportedFile[] | null> {
  change('use', { status: 'exporting', error: null })
  try {
    return await client.call('exportModel', {})
  } catch (thrown) {
    change('use', { error: toWire(thrown) })
    return null
  } finally {
    change('use', { status: 'idle' })
  }
}

/** Loads a fine-tuned model back in from its files. The model that is tuned from stays what it is. */
export async function importModel(desk: Desk, files: readonly NamedFile[]): Promise<void> {
  if (desk.get().use.status === 'importing') return
  await bringBack(desk, { kind: 'files', files })
}

export async function bringBack({ change, client, asked }: Desk, request: ModelRequest): Promise<void> {
  change('use', { status: 'importing', error: null })
  try {
    const summary = await client.call('loadModel', { request })
    asked.brought = request
    change('use', { answering: { kind: 'imported', summary }, prediction: null, question: null, written: null })
  } catch (thrown) {
    change('use', { error: notCancelled(toWire(thrown)) })
  } finally {
    change('use', { status: 'idle' })
  }
}
