/**
 * A table for each class: "good.csv" and "bad.csv", or "good/part.csv" and "bad/part.csv", with the texts alone. Their names
 * become a column "class", which a person may give another role.
 */
import { withoutExtension } from '../../shared/catalog/formats.ts'
import { few } from '../../shared/messages/few.ts'
import { notice } from '../../shared/messages/say.ts'
import { isAside, scoredColumns } from './columns/columnScores.ts'
import { displayText } from './displayText.ts'
import { folderLabels } from './folderLabels.ts'
import { limits } from './limits.ts'
import { saysNothing, spelledSplit } from './splitNames.ts'
import type { TextTable } from './table.ts'

/** The same tables where they hold answers themselves, or their names are none. @param titles Their paths. */
export function withClasses(tables: readonly TextTable[]): readonly TextTable[] {
  const [first] = tables
  if (!first || tables.length < 2 || !tables.every((table) => isOfTexts(table, first))) return tables
  const paths = tables.map(({ title }) => title.split('/'))
  const byFolder = distinct(folderLabels(paths.map((path) => path.slice(0, -1))).map(({ label }) => label))
  const names = byFolder ?? distinct(paths.map(fileClass))
  if (!names) return tables
  const classes = [...new Set(names)].map((name) => displayText(name, limits.labelLength))
  const told = notice('classesOfTables', { classes: few(classes), folders: byFolder !== null })
  return tables.map((table, at) => ({
    ...table,
    names: [...table.names, 'class'],
    rows: table.rows.map(({ row, cells }) => ({ row, cells: [...cells, names[at] ?? ''] })),
    warnings: [...(table.warnings ?? []), told],
  }))
}

/** Under the same columns as the others, of which none holds answers or a part of the data. */
function isOfTexts(table: TextTable, first: TextTable): boolean {
  const columns = scoredColumns(table)
  const answers = columns.some(
    (column) => (column.mayBe.label || column.mayBe.number) && !isAside(column, column.named),
  )
  const plain = ({ names }: TextTable) => names.map((name) => name.trim().toLowerCase()).toSorted()
  const same = plain(table).join('\0') === plain(first).join('\0')
  return (
    same &&
    !answers &&
    !table.names.includes('class') &&
    columns.some(({ mayBe, shapes }) => mayBe.text && shapes.prose >= 0.5)
  )
}

/** Null where some have no name, or fewer than two are there. */
function distinct(names: readonly (string | null)[]): readonly string[] | null {
  const known = names.flatMap((name) => name ?? [])
  return known.length === names.length && new Set(known).size > 1 ? known : null
}

/** What a file is called but for numbers and words that say nothing; null of a part of the data, a year or a shard. */
function fileClass(path: readonly string[]): string | null {
  const name = withoutExtension(path.at(-1) ?? '').normalize('NFC')
  if (spelledSplit(name) !== null) return null
  const words = name.split(/[\s._-]+/).filter((word) => word !== '' && !/^\d+$/.test(word) && !saysNothing(word))
  return words.length === 1 && /^\p{L}+$/u.test(words[0] ?? '') ? (words[0] ?? null) : null
}
