/** Why a target cannot be written where what it needs is not there, in the words of its row. */
import { exportCards, type ModelExportId } from '../../shared/catalog/exports.ts'
import { ThawError } from '../../shared/messages/errors.ts'

export function exportRefused(id: ModelExportId): ThawError {
  const { message, advice } = exportCards[id].refusal
  return new ThawError('export-refused', message, advice)
}
