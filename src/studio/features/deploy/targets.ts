// The cards of the gallery as rows and plans make them: what is said of each, and which one is offered first.
import {
  type ExportCard,
  type ExportGroupId,
  type ExportId,
  exportCard,
  exportedFile,
  exportGroupIds,
  exportGroups,
  exportIds,
  type ModelExportId,
  modelExportIds,
} from '../../../shared/catalog/exports.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { Plans } from './usePlans.ts'

export interface GalleryGroup {
  readonly id: ExportGroupId
  readonly targets: readonly ExportId[]
}

/** Groups without a target are left out. */
export function galleryGroups(): readonly GalleryGroup[] {
  return exportGroupIds
    .map((id) => ({ id, targets: exportIds.filter((target) => exportCard(target).group === id) }))
    .filter(({ targets }) => targets.length > 0)
}

/** What is offered to whoever does not know: the first that everybody can use, and that this model can leave as. */
export function firstTarget(plans: Plans): ModelExportId | null {
  const open = modelExportIds.filter((id) => plans[id]?.ok !== false)
  const places = exportGroupIds
    .map((id) => ({ id, ...exportGroups[id] }))
    .sort((a, b) => Number(a.folded) - Number(b.folded))
  const ranked = places.flatMap((place) => open.filter((id) => exportCard(id).group === place.id))
  return ranked[0] ?? null
}

export function isOfModel(id: ExportId): id is ModelExportId {
  return exportCard(id).of === 'model'
}

export interface SingleFile {
  readonly name: string
  readonly holds: string
}

/** The files that can be had one by one: those that are known to come, else those that always do. */
export function singleFiles(id: ExportId, task: TaskId, known: readonly string[] | null): readonly SingleFile[] {
  const card: ExportCard = exportCard(id)
  if (!card.singles) return []
  const { input, words } = taskCard(task)
  const classes = words.classes !== null
  const has = { image: input === 'image', text: input !== 'image', classes }
  const names =
    known ??
    card.files
      .filter(({ where, sometimes }) => !sometimes && (where === undefined || has[where]))
      .map(({ name }) => name)
  return names.map((name) => {
    const file = exportedFile(id, name)
    const holds = (classes ? file?.holdsWithClasses : undefined) ?? file?.holds ?? ''
    return { name, holds }
  })
}
