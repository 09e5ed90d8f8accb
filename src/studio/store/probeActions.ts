/**
 * Trials before a run, one at a time, and never beside one: which learning rate, and which batch fits. They are made by
 * the recipe as the form stands, and change nothing but their own answer.
 */
import { toWire } from '../../shared/messages/errors.ts'
import { type ActionContext, notCancelled, quietly } from './actionContext.ts'
import { readAgainIfRelabelled } from './dataActions.ts'
import { isOccupied } from './occupied.ts'
import { noProbe, type ProbeState } from './probeState.ts'
import { continuesFromAdapter } from './recipeForm.ts'
import { currentRecipe } from './runActions.ts'

type Trial = NonNullable<ProbeState['running']>

export function probeActions(context: ActionContext) {
  const { get, change, client } = context
  /** An answer that comes after its trial was cleared is dropped. */
  let wanted = 0

  async function run(trial: Trial): Promise<void> {
    if (isOccupied(get()) || !(await readAgainIfRelabelled(context)) || isOccupied(get())) return
    const recipe = currentRecipe(context)
    if (!recipe) return change('probe', { error: get().recipe.error })
    wanted += 1
    const mine = wanted
    const settle = (part: Partial<ProbeState>) =>
      change('probe', { running: null, progress: null, ...(mine === wanted && part) })
    const parameters = { recipe, fromAdapter: continuesFromAdapter(get().recipe) }
    change('probe', { running: trial, progress: null, [trial]: null, error: null })
    try {
      const answer =
        trial === 'rate'
          ? { rate: await client.call('findRate', parameters) }
          : { batch: await client.call('tryBatches', parameters) }
      settle(answer)
    } catch (thrown) {
      settle({ error: notCancelled(toWire(thrown)) })
    }
  }

  const cancel = () => quietly(client.call('cancel', { job: 'probe' }))
  return {
    findRate: () => run('rate'),
    tryBatches: () => run('batch'),
    cancel,
    /** Forgets what was found, and calls off what is under way. */
    clear: async () => {
      wanted += 1
      const { running } = get().probe
      change('probe', { ...noProbe, running })
      if (running) await cancel()
    },
  }
}
