import type { Columns, TableColumns } from '../../../shared/domain/data.ts'

/** Both columns after a person chose one of them: naming the other's column swaps the two. */
export function chosenColumns({ text, label }: TableColumns, { textColumn, labelColumn }: Partial<Columns>): Columns {
  if (textColumn !== undefined) return { textColumn, labelColumn: (textColumn === label ? text : label) ?? '' }
  if (labelColumn !== undefined) return { textColumn: (labelColumn === text ? label : text) ?? '', labelColumn }
  return { textColumn: text, labelColumn: label ?? '' }
}
