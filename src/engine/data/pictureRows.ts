/**
 * A table's rows by the pictures that they name. A picture may have several rows: where many do, the rows list what is
 * true of it, and differing cells are joined to lists; where a few do, their answers contradict each other.
 */
import type { SkippedFile } from '../../shared/domain/data.ts'
import { notice } from '../../shared/messages/say.ts'
import type { FoundPicture } from './pictureNames.ts'
import type { TableRow, TextTable } from './table.ts'

export interface RowsByPicture {
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Rows whose picture is not there. */
  readonly missing: number
  /** Rows that name several pictures. */
  readonly several: number
  /** Pictures whose rows contradict each other. */
  readonly contradicting: readonly SkippedFile[]
}

/** From this share of the pictures on, several rows for one are meant. */
const meantFrom = 0.2

/** @param file The column that names pictures. */
export function rowsByPicture(
  { names, rows }: Pick<TextTable, 'names' | 'rows'>,
  file: number,
  find: (cell: string) => FoundPicture | 'several' | null,
): RowsByPicture {
  const byPicture = new Map<string, TableRow[]>()
  let [missing, several] = [0, 0]
  for (const row of rows) {
    const found = find(row.cells[file] ?? '')
    if (found === null) missing++
    else if (found === 'several') several++
    else put(byPicture, found.path, row)
  }
  const differing = [...byPicture.values()].filter((own) => differingColumns(own, file).length > 0)
  const meant = differing.length >= meantFrom * byPicture.size
  const joined = new Set(meant ? differing.flatMap((own) => differingColumns(own, file)) : [])
  const contradicting = meant ? [] : differing
  const left = new Set(contradicting)
  return {
    rows: new Map(
      [...byPicture].flatMap(([path, own]) => (left.has(own) ? [] : [[path, cellsOf(own, names, joined)] as const])),
    ),
    missing,
    several,
    contradicting: [...byPicture].flatMap(([path, own]) =>
      left.has(own) ? [{ path, reason: notice('tableContradictsItself', { rows: own.length }) }] : [],
    ),
  }
}

function differingColumns(own: readonly TableRow[], file: number): number[] {
  const [first, ...others] = own
  if (!first || others.length === 0) return []
  return first.cells.flatMap((cell, column) =>
    column !== file && others.some(({ cells }) => cells[column] !== cell) ? [column] : [],
  )
}

function cellsOf(
  own: readonly TableRow[],
  names: readonly string[],
  joined: ReadonlySet<number>,
): ReadonlyMap<string, string> {
  return new Map(
    names.map((name, column) => {
      const cells = own.map(({ cells }) => cells[column] ?? '')
      if (!joined.has(column)) return [name, cells[0] ?? '']
      return [name, JSON.stringify([...new Set(cells.map((cell) => cell.trim()).filter((cell) => cell !== ''))])]
    }),
  )
}

function put(map: Map<string, TableRow[]>, key: string, row: TableRow): void {
  const held = map.get(key)
  if (held) held.push(row)
  else map.set(key, [row])
}
