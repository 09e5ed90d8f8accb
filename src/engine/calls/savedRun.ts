/** A saved run, made ready to continue on the model and the data that are loaded. */
import type { RunRecord } from '../../shared/domain/record.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { parseRecipe, type Recipe } from '../../shared/recipe/recipe.ts'
import { addChange } from '../../shared/recipe/steering.ts'
import { cutRunLog } from '../run/cutRunLog.ts'
import { readWhole } from '../storage/sha256.ts'
import type { Checkpoint } from '../train/checkpoint.ts'
import { decodeCheckpoint } from '../train/checkpointFile.ts'
import { type EngineContext, needed, neededData } from './engineContext.ts'
import { refuseOtherModel } from './refuseOtherModel.ts'

export interface SavedRun {
  /** With the log and the history that belong to the checkpoint. */
  readonly record: RunRecord
  readonly checkpoint: Checkpoint
}

/**
 * @throws ThawError `run-unknown` where nothing is kept, `recipe-invalid` where the run was begun by another recipe or
 * with other data, `model-mismatch` where it stands on another model.
 */
export async function readSaved(
  context: EngineContext,
  { runId, recipe }: { readonly runId: string; readonly recipe: Recipe },
): Promise<SavedRun> {
  const { repository } = context.around
  const kept = needed(await repository.record(runId), 'run-unknown', 'runNotKept')
  refuseOtherRecipe(kept.recipe, recipe)
  refuseOtherModel(context, kept)
  refuseOtherData(neededData(context).dataset.fingerprint, kept)
  const part = await repository.part(runId, 'checkpoint')
  const bytes = await readWhole(needed(part, 'run-unknown', 'checkpointNotKept'))
  const checkpoint = withLaterChanges(decodeCheckpoint(bytes), recipe)
  const { position } = checkpoint
  const record = {
    ...kept,
    recipe: { ...kept.recipe, history: position.history },
    log: cutRunLog(kept.log, position),
    checkpoint: kept.checkpoint ?? { step: position.step, epoch: position.epoch, at: kept.changedAt },
    ...{ result: null, error: null },
  }
  return { record, checkpoint }
}

/** Changes that a person made after the checkpoint was written are made again at the same steps. */
function withLaterChanges(checkpoint: Checkpoint, { history }: Recipe): Checkpoint {
  const { position } = checkpoint
  const later = history.filter(({ step }) => step > position.step)
  return { ...checkpoint, position: { ...position, history: later.reduce(addChange, position.history) } }
}

/** The changes that were made on the way are the run's own; everything else decides where it goes. */
function refuseOtherRecipe(begun: Recipe, given: Recipe): void {
  const plain = (recipe: Recipe) => JSON.stringify(parseRecipe({ ...recipe, history: [] }))
  if (plain(begun) === plain(given)) return
  throw new ThawError('recipe-invalid', 'runByOtherRecipe')
}

function refuseOtherData(fingerprint: string, { recipe: { data } }: RunRecord): void {
  if (fingerprint === data.fingerprint) return
  const shortened = (whole: string) => whole.slice(0, 12)
  throw new ThawError('recipe-invalid', 'runOnOtherData', {
    name: data.name,
    fingerprint: shortened(data.fingerprint),
    open: shortened(fingerprint),
  })
}
