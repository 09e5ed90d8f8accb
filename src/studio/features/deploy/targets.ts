// The cards of the gallery as rows and plans make them: what is said of each, and which one is offered first.
import type { ExportOption } from '../../../shared/catalog/exportOptions.ts'
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
} from '../../../shared/catalog/exports.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { refusalIn } from '../../store/deployActions.ts'
import type { Plans } from './usePlans.ts'

export interface GalleryGroup {
  readonly id: ExportGroupId
  readonly targets: readonly ExportId[]
}

/** In a group, what holds everything stands before what holds one model. Empty ones are left out. */
export function galleryGroups(): readonly GalleryGroup[] {
  return exportGroupIds
    .map((id) => ({ id, targets: exportIds.filter((target) => exportCard(target).group === id).sort(wholeFirst) }))
    .filter(({ targets }) => targets.length > 0)
}

function wholeFirst(a: ExportId, b: ExportId): number {
  return Number(isOfModel(a)) - Number(isOfModel(b))
}

/** What is for everybody, in the order in which it stands: nothing folded away. */
export function openTargets(): readonly ModelExportId[] {
  const open = galleryGroups().filter(({ id }) => !exportGroups[id].folded)
  return open.flatMap(({ targets }) => targets.filter(isOfModel))
}

/** What is offered to whoever does not know: the first for everybody that this model can leave as; null where there is none. */
export function firstTarget(plans: Plans): ModelExportId | null {
  return openTargets().find((id) => refusalIn(plans[id]) === null) ?? null
}

export function isOfModel(id: ExportId): id is ModelExportId {
  return exportCard(id).of === 'model'
}

/** What a person says once for all that a group offers, such as a page's title; null where its cards have nothing in common. */
export function sharedOptions(targets: readonly ExportId[]): readonly ExportOption[] | null {
  const [first, ...others] = targets.map((id): ExportCard => exportCard(id))
  const options = first?.options
  return options && others.length > 0 && others.every((card) => card.options === options) ? options : null
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

/** "Needs: a web server." · "Needs: Python with peft."; a name keeps its capital. */
export function needsWords(needs: string): string {
  const own = !/^(?:A|An|Any|The|This) /.test(needs)
  return `Needs: ${own ? needs : needs.charAt(0).toLowerCase() + needs.slice(1)}`
}
