/**
 * A turn of a conversation in each row, with who says it ("user", "assistant") and which conversation it belongs to. Of
 * a tree of answers (`parent_id`) the way along the best or first of them is taken.
 */
import { notice } from '../../../shared/messages/say.ts'
import { speakerOf } from '../answers/conversations.ts'
import { ranked, type ScoredColumn, scoredColumns } from '../columns/columnScores.ts'
import { nameWords } from '../columns/roleNames.ts'
import { displayText } from '../displayText.ts'
import { groupBy } from '../groupBy.ts'
import { limits } from '../limits.ts'
import type { TableRow, TextTable } from '../table.ts'
import { mostly, sampleCells } from './cells.ts'

export function turnsInRows(table: TextTable): TextTable | null {
  const columns = scoredColumns(table)
  const who = columns.find((column) => namesSpeakers(table, column))
  if (!who) return null
  const [text] = ranked(
    columns.filter((column) => column !== who && column.mayBe.text && column.shapes.prose > 0.3),
    'text',
  )
  if (!text) return null
  const parts = { who: who.column, text: text.column }
  const conversations = grouped(table, columns, parts)
  if (conversations.length < 2) return null
  const kept = conversations.reduce((sum, rows) => sum + rows.length, 0)
  return {
    ...table,
    names: ['messages'],
    rows: conversations.map((rows) => ({ row: rows[0]?.row ?? 0, cells: [written(rows, parts)] })),
    warnings: [
      ...(table.warnings ?? []),
      notice('turnsInRowsRead', {
        column: displayText(who.name, limits.labelLength),
        conversations: conversations.length,
        turns: kept,
        others: table.rows.length - kept,
      }),
    ],
  }
}

interface Parts {
  readonly who: number
  readonly text: number
}

/**
 * Every cell is a speaker's name, and both who asks and who answers are among them. A column of labels that says who
 * wrote each text ("human" or "ai") is to be learned.
 */
function namesSpeakers(table: TextTable, { column, distinct, filled, named }: ScoredColumn): boolean {
  if (filled === 0 || distinct < 2 || distinct > 6 || named.label >= 0.75) return false
  const cells = sampleCells(table, column)
  const said = new Set(cells.map(speakerOf))
  return mostly(cells, (cell) => speakerOf(cell) !== null) && said.has('user') && said.has('assistant')
}

function written(rows: readonly TableRow[], { who, text }: Parts): string {
  return JSON.stringify(
    rows.map(({ cells }) => ({ role: speakerOf(cells[who] ?? '') ?? 'user', content: cells[text] ?? '' })),
  )
}

/** The rows of each conversation, in their order. */
function grouped(table: TextTable, columns: readonly ScoredColumn[], parts: Parts): readonly (readonly TableRow[])[] {
  const tree = alongTree(table, columns, parts)
  if (tree) return tree
  const group = columns.find((column) => identifies(table, column, parts))
  const apart = group
    ? [...groupBy(table.rows, ({ cells }) => cells[group.column]?.trim() ?? '').values()]
    : takesTurns(table, parts)
      ? exchanges(table, parts)
      : []
  return apart.filter((rows) => isTalk(rows, parts))
}

function isTalk(rows: readonly TableRow[], { who }: Parts): boolean {
  const said = rows.map(({ cells }) => speakerOf(cells[who] ?? ''))
  return said.includes('user') && said.includes('assistant')
}

/** Values that several rows in a run share, most of which hold a question and its answer. */
function identifies(table: TextTable, { column, distinct, filled, rows }: ScoredColumn, parts: Parts): boolean {
  if (column === parts.who || column === parts.text || filled < rows || distinct < 2 || 2 * distinct > rows)
    return false
  const groups = [...groupBy(table.rows, ({ cells }) => cells[column]?.trim() ?? '').values()]
  const cells = table.rows.map((row) => row.cells[column]?.trim())
  const runs = cells.filter((cell, at) => cell !== cells[at - 1]).length
  return runs <= 1.2 * groups.length && 2 * groups.filter((group) => isTalk(group, parts)).length >= groups.length
}

const speakerNames = new Set('role roles from speaker sender author who participant party'.split(' '))

/** The column is named for whoever speaks, and nobody speaks twice in a row: rows in any order are no conversation. */
function takesTurns({ names, rows }: TextTable, { who }: Parts): boolean {
  if (!nameWords(names[who] ?? '').some((word) => speakerNames.has(word))) return false
  const said = rows.map(({ cells }) => speakerOf(cells[who] ?? ''))
  return said.every((speaker, at) => speaker !== said[at - 1] || (speaker !== 'user' && speaker !== 'assistant'))
}

/** Without anything that tells conversations apart, each question with what answers it. */
function exchanges({ rows }: TextTable, { who }: Parts): readonly (readonly TableRow[])[] {
  const made: TableRow[][] = []
  let before: ReturnType<typeof speakerOf> = null
  for (const row of rows) {
    const speaker = speakerOf(row.cells[who] ?? '')
    if (speaker === 'system' || (speaker === 'user' && before !== 'user' && before !== 'system') || made.length === 0)
      made.push([])
    made.at(-1)?.push(row)
    before = speaker
  }
  return made
}

/** Null where no column names the turn that a row answers. */
function alongTree(
  { rows }: TextTable,
  columns: readonly ScoredColumn[],
  parts: Parts,
): readonly (readonly TableRow[])[] | null {
  const parent = columns.find(({ name }) => /parent/i.test(name))
  const own = columns.find(
    ({ distinct, distinctShare, uncounted, filled, named, column }) =>
      column !== parts.text &&
      (uncounted ? distinctShare === 1 : distinct === rows.length) &&
      filled === rows.length &&
      named.id > 0,
  )
  if (!parent || !own || parent.filled === 0) return null
  const rank = columns.find(({ name }) => /^rank$/i.test(name.trim()))
  const rankOf = ({ cells }: TableRow) => {
    const cell = rank === undefined ? '' : (cells[rank.column] ?? '').trim()
    return cell === '' ? Number.POSITIVE_INFINITY : Number(cell)
  }
  const keyOf = ({ cells }: TableRow) => cells[own.column]?.trim() ?? ''
  const children = groupBy(rows, ({ cells }) => cells[parent.column]?.trim() ?? '')
  const known = new Set(rows.map(keyOf))
  if (known.size < rows.length) return null
  const roots = rows.filter(({ cells }) => !known.has(cells[parent.column]?.trim() ?? ''))
  const ways = roots.map((root) => {
    const way = [root]
    for (let at: TableRow | undefined = root; at && way.length <= rows.length; ) {
      const [best]: TableRow[] = (children.get(keyOf(at)) ?? []).toSorted((a, b) => rankOf(a) - rankOf(b) || 0)
      if (best) way.push(best)
      at = best
    }
    return way
  })
  const talks = ways.filter((way) => isTalk(way, parts))
  return talks.length > 1 ? talks : null
}
