/** The board made the dataset, by the way that dropped folders take; and, in one press, a run on it. */
import type { WireError } from '../../../shared/messages/errors.ts'
import { modelFits, readDataOf } from '../../store/steps.ts'
import { actions, store } from '../../store/studio.ts'
import { loadBuiltIn, settledDevice } from '../../store/trainAtOnce.ts'
import type { Board } from './board.ts'
import { boardTitle, filesOf, misread } from './boardFiles.ts'

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: WireError | null; readonly why: string | null }
export type Stage = 'device' | 'data' | 'model'

/** Reads the board; what stood before is replaced only when that went well. */
export async function readBoard(board: Board): Promise<Outcome> {
  await settledDevice()
  const read = await actions.readData({ kind: 'files', name: boardTitle, files: filesOf(board) })
  const { data } = store.getState()
  if (!read) return { ok: false, error: 'error' in data ? data.error : null, why: null }
  const summary = readDataOf(store.getState())?.summary
  const why = summary ? misread(board, summary) : null
  return why === null ? { ok: true } : { ok: false, error: null, why }
}

/** Reads the board, loads the model that comes with the page where none fits, and starts with the settings at hand. */
export async function trainOnBoard(board: Board, tell: (stage: Stage) => void): Promise<Outcome> {
  tell('device')
  const device = await settledDevice()
  if (device.status !== 'ready')
    return { ok: false, error: device.status === 'failed' ? device.error : null, why: null }
  tell('data')
  const read = await readBoard(board)
  if (!read.ok) return read
  tell('model')
  const task = readDataOf(store.getState())?.summary.task
  if (task && !modelFits(store.getState())) {
    const { stands, error } = await loadBuiltIn(task)
    if (!stands) return { ok: false, error, why: null }
  }
  // The step is left with the start; the run goes on by itself.
  void actions.start()
  return { ok: true }
}
