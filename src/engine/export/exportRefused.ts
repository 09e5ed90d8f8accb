/** Why a target cannot be written where what it needs is not there: its row says it. */
import { exportCards, type ModelExportId } from '../../shared/catalog/exports.ts'
import { ThawError } from '../../shared/messages/errors.ts'

export function exportRefused(id: ModelExportId): ThawError {
  return new ThawError('export-refused', exportCards[id].refusal)
}
