/** Having a prompt continued by the model that answers, then by the network before its run. */
import { toWire } from '../../shared/messages/errors.ts'
import type { HeldOutExample } from '../../shared/wire/useCalls.ts'
import { taskCard } from '../../tasks/cards.ts'
import { type ActionContext, notCancelled, quietly } from './actionContext.ts'
import { nothingUntouched, type StudioState, type UntouchedState, type UseState } from './state.ts'
import { answeringTask } from './steps.ts'
import { knowsUntouched } from './untouchedActions.ts'

export function promptActions(context: ActionContext) {
  return {
    generate: (example?: HeldOutExample) => generate(context, example),
    stop: () => stop(context),
    set: (part: Partial<UseState['writing']>) => set(context, part),
  }
}

/**
 * Has the prompt continued, then by the network before the run too; what comes is heard piece by piece. One at a time;
 * what a model since replaced wrote is dropped. The same settings once more are another text, from the next seed.
 */
async function generate(context: ActionContext, example: HeldOutExample | null = null): Promise<void> {
  const { get, change, client } = context
  const { use } = get()
  if (use.status !== 'idle') return
  const { answering } = use
  const wanted = wantedOf(get())
  const by = use.written?.by === wanted ? { ...wanted, seed: wanted.seed + 1 } : wanted
  const { prompt } = by.settings
  const begun = { by, prompt, text: '', end: null }
  change('use', {
    ...{ status: 'generating', writing: by, written: begun, example: example ?? use.example, error: null },
    untouched: nothingUntouched,
  })
  try {
    const end = await client.call('generate', by)
    const same = get().use.answering === answering
    change('use', { status: 'idle', written: same ? { by, prompt, text: end.text, end } : null })
    if (same && end.end !== 'stopped') await writeUntouched(context)
  } catch (thrown) {
    const { written } = get().use
    change('use', { status: 'idle', written: written?.text ? written : null, error: toWire(thrown) })
  }
}

/** A conversation that another model was asked stays behind where the one that answers continues texts. */
function wantedOf({ use: { answering, writing } }: StudioState): UseState['writing'] {
  const task = answeringTask(answering)
  if (!writing.turns || (task !== null && taskCard(task).input === 'turns')) return writing
  const { settings, seed } = writing
  return { settings, seed }
}

/** By the same settings and the same seed. What is asked for next ends it. */
async function writeUntouched({ get, change, client }: ActionContext): Promise<void> {
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

/** Ends the continuation after the token under way; its own call then settles. */
async function stop({ get, client }: ActionContext): Promise<void> {
  const { status, untouched } = get().use
  if (status === 'generating' || (untouched.asking && untouched.written))
    await quietly(client.call('stopGenerating', {}))
}

function set({ change, get }: ActionContext, part: Partial<UseState['writing']>): void {
  change('use', { writing: { ...get().use.writing, ...part } })
}
