import type { PredictionInput } from '../../shared/domain/answers.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { ActionContext } from './actionContext.ts'
import { nothingUntouched } from './state.ts'

/**
 * Asks about what the camera shows now. The answer before stands until this one is there; whatever the person asks
 * meanwhile goes before it, and the network before the run is not asked. False where it failed.
 */
export async function predictLive({ get, change, client }: ActionContext, image: Blob): Promise<boolean> {
  const { answering, question, status } = get().use
  if (status !== 'idle' || answering === null) return true
  const stands = () => get().use.question === question && get().use.answering === answering
  const asked: PredictionInput = { kind: 'image', image }
  try {
    const prediction = await client.call('predict', { input: asked })
    if (!stands()) return true
    const { asking } = get().use.untouched
    change('use', {
      ...{ question: asked, example: null, prediction, live: true, error: null },
      untouched: { ...nothingUntouched, asking },
    })
    return true
  } catch (thrown) {
    if (!stands()) return true
    change('use', { error: toWire(thrown) })
    return false
  }
}
