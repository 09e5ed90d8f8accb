/** Conversations as lists of what was said in turn, without speakers: `["Hello?", "Good morning.", …]`. */
import { notice } from '../../../shared/messages/say.ts'
import { listCell } from '../answers/listCell.ts'
import { scoredColumns } from '../columns/columnScores.ts'
import { nameWords } from '../columns/roleNames.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { mostly, sampleCells, withColumn } from './cells.ts'

/** Lists under other names may hold anything. */
const named = new Set(
  'dialog dialogue dialogs dialogues conversation conversations chat turns utterances messages'.split(' '),
)
/** They do so alone as well, beside no label: UltraChat calls its turns "data". */
const namedAlone = /^(data|history)$/i

export function listedTurns(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const labelled = columns.some(({ mayBe, named }) => mayBe.label && named.label >= 0.75)
  const found = columns.find(
    ({ column, name, shapes }) =>
      shapes.list > 0.5 &&
      (nameWords(name).some((word) => named.has(word)) || (!labelled && namedAlone.test(name.trim()))) &&
      mostly(sampleCells(table, column), isTalk),
  )
  if (!found) return null
  const told = notice('listedTurnsRead', { column: displayText(found.name, limits.labelLength) })
  return { ...withColumn(table, found.column, asTurns), warnings: [...(table.warnings ?? []), told] }
}

/** Two sentences at least, of which most are of several words. */
function isTalk(cell: string): boolean {
  const { items = [] } = listCell(cell) ?? {}
  return items.length >= 2 && 2 * items.filter((item) => /\S\s+\S/.test(item.trim())).length >= items.length
}

function asTurns(cell: string): string {
  const list = listCell(cell)
  if (!list) return cell
  const turns = list.items.map((content, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: content.trim(),
  }))
  return JSON.stringify(turns)
}
