// How long a run by a model would take here, as far as it is known before the model is chosen.
import type { MethodId } from '../../../methods/ids.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { atPace, measuredPace } from '../../store/measuredPace.ts'
import { outlook } from '../../store/outlook.ts'
import { selectCurrentData, selectCurrentModel, selectFields } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'

/** Of the loaded model by the form, as on Tune; of another by its last run on the same data. Null where neither tells. */
export function expectedTime(state: StudioState, id: string): Message | null {
  const data = selectCurrentData(state)?.summary
  if (!data) return null
  const model = selectCurrentModel(state)
  const { runs } = state.runs
  if (model?.id === id) {
    const fields = selectFields(state)
    const about = { model, data, backend: state.device.choice, method: fields['method.id'] as MethodId }
    const { prepareSeconds, secondsPerEpoch } = atPace(outlook(model, fields, data), measuredPace(runs, about))
    return notice('runWillTake', { seconds: prepareSeconds + Number(fields.epochs) * secondsPerEpoch })
  }
  const last = runs.find(
    ({ recipe, seconds }) => recipe.model.id === id && recipe.data.fingerprint === data.fingerprint && seconds !== null,
  )
  return last ? notice('runTook', { seconds: last.seconds ?? 0 }) : null
}
