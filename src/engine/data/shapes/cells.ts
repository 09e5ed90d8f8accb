/** What the shapes of tables are told from: a few filled cells of a column, from all over the table. */
import type { TextTable } from '../table.ts'

const looked = 60

/** Filled cells, with those of the same row in other columns at the same places where several columns are asked for. */
export function sampleRows({ rows }: Pick<TextTable, 'rows'>, columns: readonly number[]): readonly string[][] {
  // The first ones in a row, and others from all over: a stride alone may meet one kind of row again and again.
  const stride = Math.max(1, Math.floor(rows.length / looked))
  const sample = [...rows.slice(0, looked), ...rows.slice(looked).filter((_, at) => at % stride === 0)]
  return sample
    .map(({ cells }) => columns.map((column) => (cells[column] ?? '').trim()))
    .filter((cells) => cells.every((cell) => cell !== ''))
}

export function sampleCells(table: Pick<TextTable, 'rows'>, column: number): readonly string[] {
  return sampleRows(table, [column]).map(([cell = '']) => cell)
}

/** Whether there are cells, and as good as all of them are so. */
export function mostly<Cell>(cells: readonly Cell[], test: (cell: Cell) => boolean): boolean {
  return cells.length > 0 && cells.filter(test).length >= 0.9 * cells.length
}

/** The table with the cells of one column written anew. */
export function withColumn(table: TextTable, column: number, write: (cell: string) => string): TextTable {
  return {
    ...table,
    rows: table.rows.map(({ row, cells }) => ({
      row,
      cells: cells.map((cell, at) => (at === column ? write(cell) : cell)),
    })),
  }
}
