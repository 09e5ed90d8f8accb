/** A run's weights and its checkpoint mean something on the model that it was trained on, and nowhere else. */
import type { RunRecord } from '../../shared/domain/record.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { type EngineContext, neededModel } from './engineContext.ts'

/** @throws ThawError `model-mismatch`, which says what to load. */
export function refuseOtherModel(context: EngineContext, { recipe: { model }, modelTitle }: RunRecord): void {
  const { id, revision, title } = neededModel(context).summary
  if (id === model.id && revision === model.revision) return
  const wanted = { title: modelTitle, id: model.id, revision: model.revision }
  throw new ThawError('model-mismatch', 'runOnOtherModel', { wanted, loaded: { title, id, revision } })
}
