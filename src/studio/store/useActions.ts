import { toWire } from '../../shared/errors.ts'
import type { ExportedFile, ModelRequest, NamedFile } from '../../shared/protocol.ts'
import { type Desk, notCancelled } from './desk.ts'

/** Asks the fine-tuned model about a picture; the answer to a picture since replaced is dropped. */
export async function predict({ get, change, client }: Desk, picture: Blob): Promise<void> {
  change('use', { status: 'predicting', picture, error: null })
  try {
    const prediction = await client.call('predict', { image: picture })
    if (get().use.picture === picture) change('use', { status: 'idle', prediction })
  } catch (thrown) {
    if (get().use.picture === picture) change('use', { status: 'idle', prediction: null, error: toWire(thrown) })
  }
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
    change('use', { answering: { kind: 'imported', summary }, prediction: null, picture: null })
  } catch (thrown) {
    change('use', { error: notCancelled(toWire(thrown)) })
  } finally {
    change('use', { status: 'idle' })
  }
}
