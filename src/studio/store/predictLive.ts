import type { PredictionInput } from '../../shared/domain/answers.ts'
import { smoothed } from '../../shared/domain/smoothedAnswer.ts'
import { toWire } from '../../shared/messages/errors.ts'
import type { ActionContext } from './actionContext.ts'
import { liveSettings } from './liveSettings.ts'
import { nothingUntouched } from './state.ts'

/**
 * Asks about what the camera shows now. The answer before stands until this one is there, and counts in it as much as
 * the person likes; whatever the person asks
 * meanwhile goes before it, and the network before the run is not asked. False where it failed.
 */
export async function predictLive({ get, change, client }: ActionContext, image: Blob): Promise<boolean> {
  const { answering, question, status } = get().use
  if (status !== 'idle' || answering === null) return true
  const stands = () => get().use.question === question && get().use.answering === answering
  const asked: PredictionInput = { kind: 'image', image }
  try {
    const answer = await client.call('predict', { input: asked })
    if (!stands()) return true
    const { untouched, live, prediction: before } = get().use
    const { asking } = untouched
    const prediction = smoothed(live ? before : null, answer, liveSettings.getState().smoothing)
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
