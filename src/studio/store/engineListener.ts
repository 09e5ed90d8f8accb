/** Tells the store what the client hears, and what became of a lost worker. */
import type { BackendReport } from '../../shared/domain/backend.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { EngineListener, Restored } from '../client/engineClient.ts'
import type { StudioStore } from './actionContext.ts'
import { beginAnew, importedAnswer } from './continueFrom.ts'
import { keptAnswer } from './keptLog.ts'
import { reduceEvent } from './reduceEvent.ts'
import { nothingAnswered, type StudioState } from './state.ts'
import { modelOf } from './steps.ts'

export function listenTo({ getState: get, setState: set }: StudioStore): EngineListener {
  const hear = (event: EngineEvent) => set(reduceEvent(get(), event, Date.now()))
  const hearWriting = lastOf(hear)
  return {
    event: (event) => (event.type === 'generated' ? hearWriting(event) : hear(event)),
    lost: (error, restarting) => {
      const { device, use } = get()
      const { choice } = device
      set({
        device: restarting
          ? { status: 'booting', choice, why: 'lost' }
          : { status: 'failed', choice, error: toWire(error) },
        use: { ...use, answering: null, ...nothingAnswered },
      })
    },
    restored: (restored) => set(afterRestart(get(), restored)),
  }
}

/** Small networks write hundreds of tokens a second, and each event holds all before it: the newest is enough. */
const writingEveryMs = 60

function lastOf(hear: (event: EngineEvent) => void): (event: EngineEvent) => void {
  let newest: EngineEvent | null = null
  const tell = () => {
    if (newest) hear(newest)
    newest = null
  }
  return (event) => {
    if (!newest) setTimeout(tell, writingEveryMs)
    newest = event
  }
}

/** What could not be brought back is gone from the page too, with the reason in its place. */
function afterRestart(state: StudioState, restored: Restored): StudioState {
  const { boot, readData, loadModel, broughtModel, openRun } = restored
  const { choice } = state.device
  if (!boot.ok) return { ...state, device: { status: 'failed', choice, error: boot.error } }
  const error = state.device.status === 'ready' ? state.device.error : null
  const summary = broughtModel?.ok ? broughtModel.value : null
  const record = openRun?.ok ? openRun.value : null
  const answering = record ? keptAnswer(record) : summary && importedAnswer(summary, modelOf(state))
  return {
    ...state,
    device: { status: 'ready', choice, report: settledReport(state) ?? boot.value, error },
    data: readData && !readData.ok ? { status: 'empty', error: { ...readData.error, table: false } } : state.data,
    model: loadModel && !loadModel.ok ? lostModel(state, loadModel.error) : state.model,
    recipe: summary?.adapter ? state.recipe : beginAnew(state.recipe),
    use: { ...state.use, answering },
    analysis:
      record?.id === state.analysis.runId
        ? { ...state.analysis, temperature: record?.temperature ?? 1 }
        : state.analysis,
  }
}

/** What the engine settled on while it loaded the model again. */
function settledReport({ device }: StudioState): BackendReport | undefined {
  return device.status === 'booting' ? device.report : undefined
}

function lostModel(state: StudioState, error: ReturnType<typeof toWire>): StudioState['model'] {
  const id = modelOf(state)?.id
  return { status: 'empty', error: id === undefined ? null : { id, from: 'gallery', error } }
}
