/** What a column of a table may be changed to, and what to ask for then. */

import type { ColumnProposal, ColumnRole, Columns, TableColumns } from '../../../../shared/domain/data.ts'
import { taskCards } from '../../../../tasks/cards.ts'

const idle: readonly ColumnRole[] = ['picture', 'split', 'id', 'weight', 'ignore']

/** Whether the model reads or learns it. */
export function isUsed(role: ColumnRole): boolean {
  return !idle.includes(role)
}

/** Its own role first; then those that the data as they were read have. */
export function offeredRoles(
  { role }: ColumnProposal,
  all: readonly ColumnProposal[],
  { secondText, labels, label, prompts }: TableColumns,
): readonly ColumnRole[] {
  const answers: readonly ColumnRole[] = ['number', 'tags', 'labels']
  const answer = labels ? 'labels' : (all.find((each) => answers.includes(each.role))?.role ?? 'label')
  const roles: readonly ColumnRole[] = [
    role,
    prompts ? 'answer' : 'text',
    ...(secondText === undefined ? [] : (['second-text'] as const)),
    answer,
    // Before a text that is continued others may be given.
    ...(prompts || (label === null && !labels) ? (['prompt'] as const) : []),
    // Of several columns of labels one may be left out; without a label, texts are continued.
    ...(isLeftOut(role, labels, secondText) ? (['ignore'] as const) : []),
  ]
  return [...new Set(roles)]
}

function isLeftOut(role: ColumnRole, labels: readonly string[] = [], secondText: string | undefined): boolean {
  if (role === 'labels' && labels.length > 0) return labels.length > 2
  return role === 'prompt' || (secondText === undefined && answersAlone.includes(role))
}

const answersAlone: readonly ColumnRole[] = ['label', 'labels', 'number']

/** What texts without a label are for: they are continued. */
const withoutLabel = taskCards.find(({ input, target }) => input === 'text' && target === 'text')?.id

/** What to ask for where a column is to have another role. */
export function changeOfRole(
  { name }: Pick<ColumnProposal, 'name'>,
  role: ColumnRole,
  { labels, label, prompts = [] }: Partial<Pick<TableColumns, 'labels' | 'label' | 'prompts'>>,
): Partial<Columns> {
  if (role === 'prompt') return { promptColumns: [...prompts, name] }
  if (role === 'ignore' && prompts.includes(name)) return { promptColumns: prompts.filter((other) => other !== name) }
  if (role === 'ignore' && name === label) return { labelColumn: '', ...(withoutLabel && { task: withoutLabel }) }
  if (role === 'text' || role === 'answer') return { textColumn: name }
  if (role === 'second-text') return { secondTextColumn: name }
  if (!labels) return { labelColumn: name }
  const others = labels.filter((label) => label !== name)
  return { labelColumns: role === 'labels' ? [...others, name] : others }
}
