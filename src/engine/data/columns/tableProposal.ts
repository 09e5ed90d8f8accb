/** What a table's columns were taken for, each with how sure and why, and the columns that come close. */
import type { ColumnProposal, ColumnRole, Columns, TableColumns, TableProposal } from '../../../shared/domain/data.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { splitColumn } from '../guessColumns.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { columnsShown } from '../tableRows.ts'
import type { Target } from '../target.ts'
import { ranked, type ScoredColumn, scoredColumns } from './columnScores.ts'

export interface Understood {
  readonly columns: Omit<TableColumns, 'names'>
  readonly target: Target['kind']
  readonly wanted: Columns
}

export interface TableProposed extends Pick<TableProposal, 'columns' | 'dialect' | 'sheets'> {
  /** Columns that are about as likely for a role as the one that was taken, the likeliest first. */
  readonly others: readonly Pick<ColumnProposal, 'name' | 'role' | 'why'>[]
}

export function tableProposal(table: TextTable, understood: Understood): TableProposed {
  const columns = scoredColumns(table)
  const used = usedRoles(understood)
  const split = splitColumn(table)
  const roleOf = (column: ScoredColumn) => used.get(shown(column)) ?? idleRole(column, split)
  return {
    columns: columns.slice(0, columnsShown).map((column) => {
      const told = proposed(column, roleOf(column), { columns, understood })
      const bytes = table.unread?.get(column.name)
      return bytes === undefined ? told : { ...told, why: notice('columnNotRead', { column: told.name, bytes }) }
    }),
    others: closeOthers(columns, roleOf, understood),
    ...(table.dialect && { dialect: table.dialect }),
    ...(table.sheets && { sheets: table.sheets }),
  }
}

function shown({ name }: Pick<ScoredColumn, 'name'>): string {
  return displayText(name, limits.labelLength)
}

/** What the label's column is called by the kind of answer that it holds. */
const answerRoles: Readonly<Record<Target['kind'], ColumnRole>> = {
  class: 'label',
  labels: 'labels',
  number: 'number',
  tags: 'tags',
  text: 'label',
}

function usedRoles({ columns, target }: Understood): ReadonlyMap<string, ColumnRole> {
  const { text, secondText, label, labels = [], prompts = [] } = columns
  return new Map<string, ColumnRole>([
    ...(label === null ? [] : [[label, answerRoles[target]] as const]),
    ...labels.map((name) => [name, 'labels'] as const),
    ...prompts.map((name) => [name, 'prompt'] as const),
    ...(secondText === undefined ? [] : [[secondText, 'second-text'] as const]),
    [text, prompts.length > 0 ? 'answer' : 'text'],
  ])
}

/** The role of a column that the reading does not use. */
function idleRole({ column, named, shapes, distinctShare, filled }: ScoredColumn, split: number | null): ColumnRole {
  if (column === split) return 'split'
  if (filled === 0) return 'ignore'
  if (shapes.picture > 0.5) return 'picture'
  if ((named.id >= 0.9 && distinctShare > 0.5) || (shapes.code > 0.5 && distinctShare > 0.5)) return 'id'
  return named.weight >= 0.9 ? 'weight' : 'ignore'
}

interface Around {
  readonly columns: readonly ScoredColumn[]
  readonly understood: Understood
}

function proposed(column: ScoredColumn, role: ColumnRole, around: Around): ColumnProposal {
  return { name: shown(column), role, sure: sureness(column, role, around), why: evidence(column, role) }
}

/** From this distance on, the best candidate of a role is not in doubt. */
const clear = 0.25
const close = 0.18

function sureness(column: ScoredColumn, role: ColumnRole, { columns, understood }: Around): ColumnProposal['sure'] {
  const { textColumn, labelColumn, secondTextColumn = '', labelColumns = [], promptColumns = [] } = understood.wanted
  if (
    [textColumn, labelColumn, secondTextColumn, ...labelColumns, ...promptColumns].some((name) => isNamed(column, name))
  )
    return 'sure'
  const by = scoreOfRole[role]
  if (by === undefined) return role === 'ignore' || role === 'weight' ? 'likely' : 'sure'
  const used = usedRoles(understood)
  const others = columns.filter((other) => !used.has(shown(other)) && isRival(other, role))
  if (others.length === 0) return 'sure'
  const lead = column.scores[by] - Math.max(0, ...others.map((other) => other.scores[by]))
  if (lead >= clear || (column.named[by] >= 0.85 && lead >= close)) return 'sure'
  return lead >= close ? 'likely' : 'unsure'
}

const scoreOfRole: Readonly<Partial<Record<ColumnRole, keyof ScoredColumn['scores']>>> = {
  text: 'text',
  label: 'label',
  number: 'number',
}

function isNamed(column: ScoredColumn, name: string): boolean {
  return name !== '' && name.toLowerCase() === shown(column).toLowerCase()
}

function isRival({ mayBe }: ScoredColumn, role: ColumnRole): boolean {
  return role === 'label' || role === 'text' || role === 'number' ? mayBe[role] : true
}

/** Of texts and labels that a person did not name: what else they could be, with what speaks for it. */
function closeOthers(
  columns: readonly ScoredColumn[],
  roleOf: (column: ScoredColumn) => ColumnRole,
  { wanted }: Understood,
): TableProposed['others'] {
  const open = { text: wanted.textColumn === '', label: wanted.labelColumn === '', number: wanted.labelColumn === '' }
  return (['label', 'number', 'text'] as const).flatMap((role) => {
    const taken = columns.find((column) => roleOf(column) === role)
    if (!taken || !open[role]) return []
    const near = columns.filter(
      (other) =>
        ['ignore', 'weight'].includes(roleOf(other)) &&
        other.mayBe[role] &&
        taken.scores[role] - other.scores[role] < close,
    )
    return ranked(near, role)
      .slice(0, 2)
      .map((other) => ({ name: shown(other), role, why: evidence(other, role) }))
  })
}

const looks = [
  ['picture', 'columnHoldsPictures'],
  ['date', 'columnHoldsDates'],
  ['address', 'columnHoldsAddresses'],
  ['list', 'columnHoldsLists'],
] as const

/** What was counted, in words that fit the role. */
function evidence(column: ScoredColumn, role: ColumnRole): Message {
  const { filled, rows, distinct, uncounted, meanLength, range, shapes, numbers, distinctShare } = column
  const name = shown(column)
  const counts = { column: name, filled, rows }
  if (filled === 0) return notice('columnIsEmpty', { column: name })
  if (numbers !== null)
    return notice('columnNumbersAnother', { column: name, other: displayText(numbers, limits.labelLength) })
  if (role === 'text' && shapes.list > 0.5) return notice('columnHoldsConversations', counts)
  if (role === 'id' || (distinctShare === 1 && shapes.whole > 0.9)) return notice('columnIdentifies', counts)
  if (role === 'number' && range)
    return notice('columnHoldsNumbers', { ...counts, minimum: range[0], maximum: range[1] })
  if (['text', 'second-text', 'prompt', 'answer'].includes(role) || meanLength > 60)
    return notice('columnHoldsTexts', { ...counts, letters: Math.round(meanLength) })
  const look = looks.find(([shape]) => shapes[shape] > 0.5)
  if (look && role !== 'label') return notice(look[1], counts)
  return notice('columnHoldsValues', { ...counts, values: distinct, more: uncounted })
}
