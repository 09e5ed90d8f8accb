/** Tags in one cell with spaces between them, one for each word of the text beside: "Ada sails", "B-PER O". */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { scoredColumns } from '../columns/columnScores.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { mostly, sampleCells, sampleRows, withColumn } from './cells.ts'

export function spacedTags(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const tags = columns.find(({ column }) => mostly(sampleCells(table, column), isTags))
  const text =
    tags &&
    columns.find(({ column }) => column !== tags.column && mostly(sampleRows(table, [column, tags.column]), matches))
  if (!text) return null
  const listed = withColumn(table, tags.column, asList)
  const named = [text, tags].map(({ name }) => displayText(name, limits.labelLength))
  const names = table.names.map((name, at) =>
    at === tags.column ? 'tags' : /^(tokens|tags)$/i.test(name) ? `${name} (2)` : name,
  )
  return {
    ...listed,
    names: [...names, 'tokens'],
    rows: listed.rows.map(({ row, cells }) => ({ row, cells: [...cells, asList(cells[text.column] ?? '')] })),
    warnings: [...(table.warnings ?? []), notice('spacedTagsRead', { columns: few(named) })],
  }
}

function isTags(cell: string): boolean {
  return /^(?:(?:O|[BILUES][-_]\S+)(?:\s+|$)){2,}$/.test(cell)
}

function matches([text = '', tags = '']: readonly string[]): boolean {
  return text.split(/\s+/).length === tags.split(/\s+/).length
}

function asList(cell: string): string {
  return cell.trim() === '' ? '' : JSON.stringify(cell.trim().split(/\s+/))
}
