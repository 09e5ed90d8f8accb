/** Asking the network before the run what the model that answers was asked, once that has answered. */
import { toWire } from '../../shared/messages/errors.ts'
import { type ActionContext, notCancelled } from './actionContext.ts'
import { nothingUntouched, type StudioState, type UntouchedState } from './state.ts'
import { isBusy, readDataOf } from './steps.ts'

/** One question at a time: what was asked meanwhile is asked next, and only the newest. */
export async function askUntouched(context: ActionContext): Promise<void> {
  const { get, change, client } = context
  const { question, answering, untouched, live } = get().use
  if (!question || live || untouched.asking || !knowsUntouched(get())) return
  const settle = (part: Partial<UntouchedState>) => {
    const { use } = get()
    if (use.answering !== answering) return false
    const same = use.question === question
    change('use', { untouched: { ...nothingUntouched, ...(same && part) } })
    return !same && use.status === 'idle' && use.prediction !== null
  }
  change('use', { untouched: { ...nothingUntouched, asking: true } })
  const again = await client.call('askUntouched', { input: question }).then(
    (answer) => settle({ answer }),
    (thrown) => settle({ error: notCancelled(toWire(thrown)) }),
  )
  if (again) await askUntouched(context)
}

/** By the same settings and the same seed. What is asked for next ends it. */
export async function writeUntouched({ get, change, client }: ActionContext): Promise<void> {
  const { written } = get().use
  if (!written?.by || !written.end || !knowsUntouched(get())) return
  const { by, prompt } = written
  const settle = (part: Partial<UntouchedState>) => {
    if (get().use.written === written) change('use', { untouched: { ...nothingUntouched, ...part } })
  }
  change('use', { untouched: { ...nothingUntouched, asking: true, written: { prompt, text: '', end: null } } })
  await client.call('generate', { ...by, untouched: true }).then(
    (end) => settle({ written: { prompt, text: end.text, end } }),
    (thrown) => settle({ error: notCancelled(toWire(thrown)) }),
  )
}

/** A run of this studio whose data are open; while something trains, nothing else is computed beside it. */
function knowsUntouched(state: StudioState): boolean {
  return state.use.answering?.kind === 'run' && readDataOf(state) !== null && !isBusy(state)
}
