import type { Columns, TableColumns } from '../../../shared/domain/data.ts'

const roles = ['textColumn', 'labelColumn', 'secondTextColumn'] as const
type Role = (typeof roles)[number]

/**
 * All columns after a person chose one of them: naming the column of another role swaps the two. Another label column
 * may hold another kind of answer, so that the task is guessed anew.
 * @param asked what the person had named before
 */
export function chosenColumns(
  { text, label, secondText, labels }: TableColumns,
  change: Partial<Columns>,
  { task }: Pick<Columns, 'task'> = {},
): Columns {
  const before: Record<Role, string> = {
    textColumn: text,
    labelColumn: label ?? '',
    secondTextColumn: secondText ?? '',
  }
  const { textColumn, labelColumn, secondTextColumn } = roles.reduce(
    (all, role) => swap(all, role, change[role]),
    before,
  )
  const named = change.labelColumns ?? labels
  return {
    textColumn,
    labelColumn,
    ...(secondTextColumn !== '' && { secondTextColumn }),
    ...(named && { labelColumns: named }),
    ...(task && change.labelColumn === undefined && { task }),
  }
}

function swap(all: Record<Role, string>, role: Role, name: string | undefined): Record<Role, string> {
  if (name === undefined || name === all[role]) return all
  const other = roles.find((each) => name !== '' && all[each] === name)
  return { ...all, ...(other && { [other]: all[role] }), [role]: name }
}
