/**
 * The class of each row, from the cells of a column of labels. How they are written is told from all of them: where
 * cells are lists of one (`["good"]`) the class is what is in the list, and among whole numbers "nan" is no class.
 * Spellings of one class are joined later, over all files.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { TextTable } from '../table.ts'
import { listCell } from './listCell.ts'

/** The class of a row, or why it has none; all rows are looked at when the first is asked for. */
export type ClassName = (cells: readonly string[]) => string | Message

export function classNames({ rows }: Pick<TextTable, 'rows'>, column: number): ClassName {
  const cellOf = (cells: readonly string[]) => (cells[column] ?? '').normalize('NFC').trim()
  let known: WrittenForm | null = null
  return (cells) => {
    known ??= writtenForm(new Set(rows.map((row) => cellOf(row.cells))))
    const [name = '', ...others] = known.itemsOf(cellOf(cells))
    if (others.length > 0) return notice('rowWithSeveralLabels')
    return name === '' || isUnsaid(name.toLowerCase(), known) ? notice('rowWithoutLabel') : name
  }
}

interface WrittenForm {
  /** All that a cell lists; the cell itself where cells are no lists. */
  itemsOf(cell: string): readonly string[]
  /** Whether all labels are whole numbers. */
  readonly whole: boolean
  /** Whether others are marks of a sentence, of which a question mark is one. */
  readonly marks: boolean
  /** Whether all others are words, so that a dash stands for nothing known. */
  readonly words: boolean
}

/** No class of any data is called so; "none" and "NA" may be. */
const unsaid = new Set(['?', 'nan', 'n/a', '#n/a', '<na>', 'null'])
const missing = new Set(['nan', 'null', 'none', 'na', 'n/a', '<na>', '-'])

function isUnsaid(name: string, { whole, marks, words }: WrittenForm): boolean {
  return (
    (unsaid.has(name) && !(marks && name === '?')) || (whole && missing.has(name)) || (words && /^[-–—]+$/.test(name))
  )
}

function writtenForm(cells: ReadonlySet<string>): WrittenForm {
  const filled = [...cells].filter((cell) => cell !== '')
  const lists = filled.filter((cell) => listCell(cell) !== null).length
  const listed = filled.length > 0 && lists >= 0.9 * filled.length
  const itemsOf = (cell: string) => (listed ? (listCell(cell)?.items ?? []) : [cell]).map((item) => item.trim())
  const said = filled.flatMap(itemsOf).filter((item) => item !== '' && !missing.has(item.toLowerCase()))
  return {
    itemsOf,
    whole: said.length > 0 && said.every((item) => /^[+-]?\d+(\.0*)?$/.test(item)),
    words: said.length > 0 && said.every((item) => /\p{L}/u.test(item)),
    marks: said.some((item) => /^[.,!;:…。！，、؟]+$/.test(item)),
  }
}
