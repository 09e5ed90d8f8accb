/** Data's parts that an empty first screen does not show, fetched beside it. */
import { BookOpenText, Columns2, Highlighter, type LucideIcon, MessagesSquare, Ruler, Shapes, Tags } from 'lucide-react'
import type { TaskIcon } from '../../../tasks/taskCard.ts'
import { keptPictures } from '../../store/keptPictures.ts'
import { countOf } from '../../ui/format.ts'

export { DroppedFiles } from './AddFiles.tsx'
export { ColumnsByName } from './ColumnsByName.tsx'
export { ExpectedData } from './ExpectedData.tsx'
export { HubData } from './HubData.tsx'
export { PasteText } from './PasteText.tsx'

export const sampleIcons: Record<TaskIcon, LucideIcon> = {
  shapes: Shapes,
  messages: MessagesSquare,
  book: BookOpenText,
  tags: Tags,
  ruler: Ruler,
  pair: Columns2,
  marker: Highlighter,
}

/** The way back to pictures that were taken before; null where there are none. */
export function keptPictureWords(): string | null {
  const kept = keptPictures()
  return kept && `Your camera: ${countOf(kept.pictures, 'picture', 'pictures')}`
}
