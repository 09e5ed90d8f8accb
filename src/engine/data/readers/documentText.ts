/**
 * The text of a document as it is read from its parts: paragraphs with an empty line between them, an item of a list or
 * a row of a table in each line, cells between tabs. A grid is a table as rows of cells. A table that only places things
 * on the page is no grid: its cells are paragraphs.
 */
import { TextFlow } from './textFlow.ts'

export type Grid = readonly (readonly string[])[]

interface Span {
  readonly columns: number
  readonly rows: number
}

interface OpenTable {
  /** A cell that spans several is there once. */
  readonly written: string[][]
  /** A cell that spans several is in each of them. */
  readonly grid: string[][]
  /** By column: what a cell of a row above still fills, and in how many rows. */
  readonly hanging: Map<number, { readonly text: string; left: number }>
  /** The cell that is open, null where there is none. */
  span: Span | null
  /** It holds another table, and so only places what is in it. */
  places: boolean
  cells: number
}

/** Deeper tables in tables are read as text. */
const deepest = 12
/** Of one table, spanned ones among them; what claims more is read as text. */
const mostCells = 2_000_000

const one: Span = { columns: 1, rows: 1 }

export class DocumentText {
  readonly grids: Grid[] = []
  /** The page's own, and that of each cell that is open. */
  readonly #flows: TextFlow[] = [new TextFlow()]
  /** Null for one that is read as text. */
  readonly #tables: (OpenTable | null)[] = []

  /** White space is one space, as in a paragraph; `verbatim` keeps it. */
  write(text: string, verbatim = false): void {
    this.#flow.write(text, verbatim)
  }

  /** A line that the author ended, within a paragraph. */
  breakLine(): void {
    this.#flow.breakLine()
  }

  endLine(): void {
    this.#flow.end('\n')
  }

  endParagraph(): void {
    this.#flow.end('\n\n')
  }

  /** An item of a list: "- " or "3. " stands before its first line. */
  item(mark: string): void {
    this.#flow.item(mark)
  }

  openTable(): void {
    this.endParagraph()
    const outer = this.#tables.at(-1)
    const readAsText = this.#tables.length >= deepest || outer?.span === null
    if (outer) outer.places = true
    this.#tables.push(
      readAsText ? null : { written: [], grid: [], hanging: new Map(), span: null, places: false, cells: 0 },
    )
  }

  openRow(): void {
    this.closeRow()
    const table = this.#tables.at(-1)
    table?.written.push([])
    table?.grid.push([])
  }

  openCell(span: Span = one): void {
    this.closeCell()
    const table = this.#tables.at(-1)
    if (!table) return
    if (table.written.length === 0) this.openRow()
    table.span = span
    this.#flows.push(new TextFlow())
  }

  /** Says of the cell that is open how many columns it spans. */
  widenCell(columns: number): void {
    const table = this.#tables.at(-1)
    if (table?.span) table.span = { ...table.span, columns }
  }

  closeCell(): void {
    const table = this.#tables.at(-1)
    if (table?.span) {
      addCell(table, this.#flows.pop()?.finish() ?? '', table.span)
      table.span = null
    } else this.endLine()
  }

  closeRow(): void {
    this.closeCell()
    const table = this.#tables.at(-1)
    const row = table?.grid.at(-1)
    if (table && row) fillHanging(table, row)
  }

  closeTable(): void {
    this.closeRow()
    const table = this.#tables.pop()
    this.endParagraph()
    if (!table) return
    if (table.places || table.written.every(({ length }) => length < 2)) {
      for (const text of table.written.flat()) this.#flow.block(text)
      return
    }
    if (table.cells < mostCells) this.grids.push(table.grid.map((row) => row.map(asCell)))
    const rows = table.written.map((row) => row.map(asCell).join('\t').trimEnd())
    this.#flow.block(rows.filter((row) => row !== '').join('\n'))
  }

  finish(): string {
    while (this.#tables.length > 0) this.closeTable()
    return this.#flow.finish()
  }

  get #flow(): TextFlow {
    return this.#flows.at(-1) as TextFlow
  }
}

function addCell(table: OpenTable, text: string, { columns, rows }: Span): void {
  table.written.at(-1)?.push(text)
  const row = table.grid.at(-1)
  if (!row) return
  fillHanging(table, row)
  for (let left = columns; left > 0 && table.cells < mostCells; left--) {
    if (rows > 1) table.hanging.set(row.length, { text, left: rows - 1 })
    row.push(text)
    table.cells++
  }
}

/** Cells of rows above that reach down to this one. */
function fillHanging(table: OpenTable, row: string[]): void {
  for (let cell = table.hanging.get(row.length); cell; cell = table.hanging.get(row.length)) {
    if (--cell.left === 0) table.hanging.delete(row.length)
    row.push(cell.text)
    if (++table.cells >= mostCells) table.hanging.clear()
  }
}

function asCell(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Of the text, in a document that is one table and as good as nothing else. */
const leastShare = 0.7

/** The one grid that a document was written for; null where it is more than that. */
export function onlyGrid(text: string, grids: readonly Grid[]): Grid | null {
  const letters = (grid: Grid) =>
    grid.reduce((sum, row) => sum + row.reduce((all, cell) => all + cell.length + 1, 0), 0)
  const [largest] = grids.toSorted((a, b) => letters(b) - letters(a))
  if (!largest || largest.length < 3 || letters(largest) < leastShare * text.length) return null
  const usual = largest[Math.floor(largest.length / 2)]?.length ?? 0
  const even = largest.filter(({ length }) => length === usual).length
  return usual >= 2 && even >= 0.9 * largest.length ? largest : null
}
