/** The run's model card beside the weights that it tells of. */
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { modelCardName } from '../../../shared/report/modelCardName.ts'

/** None of a model that was brought: nobody here knows its run. */
export function cardFile(card: string | undefined): readonly ExportedFile[] {
  if (card === undefined) return []
  return [{ name: modelCardName, blob: new Blob([card], { type: formats.markdown.mediaType }) }]
}
