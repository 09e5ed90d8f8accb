/** What a column of a table may be changed to, and what to ask for then. */
import type { ColumnProposal, ColumnRole, Columns, TableColumns } from '../../../../shared/domain/data.ts'

const idle: readonly ColumnRole[] = ['picture', 'split', 'id', 'weight', 'ignore']

/** Whether the model reads or learns it. */
export function isUsed(role: ColumnRole): boolean {
  return !idle.includes(role)
}

/** Its own role first; then those that the data as they were read have. */
export function offeredRoles(
  { role }: ColumnProposal,
  all: readonly ColumnProposal[],
  { secondText, labels }: TableColumns,
): readonly ColumnRole[] {
  const answers: readonly ColumnRole[] = ['number', 'tags', 'labels']
  const answer = labels ? 'labels' : (all.find((each) => answers.includes(each.role))?.role ?? 'label')
  const roles: readonly ColumnRole[] = [
    role,
    'text',
    ...(secondText === undefined ? [] : (['second-text'] as const)),
    answer,
    // Of several columns of labels one may be left out.
    ...(labels && role === 'labels' && labels.length > 2 ? (['ignore'] as const) : []),
  ]
  return [...new Set(roles)]
}

/** What to ask for where a column is to have another role. */
export function changeOfRole(
  { name }: Pick<ColumnProposal, 'name'>,
  role: ColumnRole,
  { labels }: Pick<TableColumns, 'labels'>,
): Partial<Columns> {
  if (role === 'text' || role === 'answer') return { textColumn: name }
  if (role === 'second-text') return { secondTextColumn: name }
  if (!labels) return { labelColumn: name }
  const others = labels.filter((label) => label !== name)
  return { labelColumns: role === 'labels' ? [...others, name] : others }
}
