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

/** A run of this studio whose data are open; while something trains, nothing else is computed beside it. */
export function knowsUntouched(state: StudioState): boolean {
  return state.use.answering?.kind === 'run' && readDataOf(state) !== null && !isBusy(state)
}
