/**
 * Cells that name several labels at once: joined by a separator (`a;b`, `a|b`), or a list (`["a","b"]`, `['a', 'b']`).
 * How a column is written is told from all its cells; a row is then read by itself.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { listCell } from './listCell.ts'

export type LabelSeparator = ';' | '|' | '#' | ','

export type LabelListForm = { readonly kind: 'list' } | { readonly kind: 'joined'; readonly separator: LabelSeparator }

export interface LabelList {
  /** Each once, in the order of the cell. Of an empty cell or list none: no label is true. */
  readonly labels: readonly string[]
  /** Entries that hold nothing, as in "a;;b". */
  readonly empty: number
  /** Entries that name a label again. */
  readonly repeated: number
}

const separators: readonly LabelSeparator[] = [';', '|', '#', ',']
/** Characters of one label, where a column is taken for labels by its looks alone. */
const longestLabel = 60
const mostLabels = 200

/** How a column of cells names several labels; null where each cell names at most one, or none at all. */
export function labelListForm(cells: readonly string[]): LabelListForm | null {
  const filled = countedCells(cells)
  if (filled.count === 0) return null
  let lists = 0
  for (const [cell, count] of filled.different) if (listCell(cell) !== null) lists += count
  if (lists >= 0.9 * filled.count) return { kind: 'list' }
  const separator = separators.find((mark) => joins(filled, mark))
  return separator ? { kind: 'joined', separator } : null
}

interface CountedCells {
  readonly count: number
  /** Each with how often it stands there: the same few come again in most columns of labels. */
  readonly different: ReadonlyMap<string, number>
}

function countedCells(cells: readonly string[]): CountedCells {
  const different = new Map<string, number>()
  let count = 0
  for (const written of cells) {
    const cell = written.trim()
    if (cell === '') continue
    count++
    different.set(cell, (different.get(cell) ?? 0) + 1)
  }
  return { count, different }
}

/**
 * Whether a mark joins labels. In "Paris, France" and "Bonn, Germany" it does not: labels come in different company, so
 * that at least half of them stand in two different cells.
 */
function joins({ count, different }: CountedCells, separator: LabelSeparator): boolean {
  const company = new Map<string, Set<string>>()
  let several = 0
  for (const cell of different.keys()) {
    const parts = partsOf(cell, separator).filter((part) => part !== '')
    if (parts.length > 1) several++
    for (const part of parts) {
      // Brackets and quotation marks are of JSON, not of names.
      if (part.length > longestLabel || /[[\]{}"]/.test(part)) return false
      const cells = company.get(part) ?? new Set()
      company.set(part, cells.add(cell))
    }
    if (company.size > mostLabels) return false
  }
  const shared = [...company.values()].filter((cells) => cells.size > 1).length
  return several > 0 && company.size > 1 && 2 * shared >= company.size && 2 * company.size <= count
}

/** The labels of a row, or why its cell cannot be read. */
export function readLabelList(cell: string, form: LabelListForm): LabelList | Message {
  const text = cell.trim()
  if (text === '') return { labels: [], empty: 0, repeated: 0 }
  if (form.kind === 'joined') return listOf(partsOf(text, form.separator))
  const list = listCell(text)
  if (list) return listOf(list.items)
  return notice('labelListUnreadable', { cell: displayText(text, limits.labelLength) })
}

function partsOf(cell: string, separator: LabelSeparator): readonly string[] {
  return cell.split(separator).map((part) => part.trim())
}

function listOf(entries: readonly string[]): LabelList {
  const named = entries.map((entry) => entry.normalize('NFC').trim()).filter((entry) => entry !== '')
  const labels = [...new Set(named)]
  return { labels, empty: entries.length - named.length, repeated: named.length - labels.length }
}

/** Whether every row names exactly one label: then they are classes, written as lists. */
export function namesOneEach(lists: readonly LabelList[]): boolean {
  return lists.length > 0 && lists.every(({ labels }) => labels.length === 1)
}

/** What the reading of a whole column has to say: rows by their numbers, the first named and all counted. */
export function labelListNotices(rows: readonly { readonly row: number; readonly list: LabelList }[]): Message[] {
  const first = (chosen: (list: LabelList) => boolean) => {
    const found = rows.filter(({ list }) => chosen(list))
    return { rows: found.length, first: found[0]?.row ?? 0 }
  }
  const none = first(({ labels }) => labels.length === 0)
  const empty = first((list) => list.empty > 0)
  const repeated = first((list) => list.repeated > 0)
  return [
    ...(none.rows > 0 ? [notice('rowsWithoutLabel', none)] : []),
    ...(empty.rows > 0 ? [notice('rowsWithEmptyLabel', empty)] : []),
    ...(repeated.rows > 0 ? [notice('rowsWithLabelTwice', repeated)] : []),
  ]
}
