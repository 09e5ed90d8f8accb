import type { Columns, TableColumns } from '../../../shared/domain/data.ts'

const roles = ['textColumn', 'labelColumn', 'secondTextColumn'] as const
type Role = (typeof roles)[number]

/**
 * All columns after a person chose one of them: naming the column of another role swaps the two. Another label column
 * may hold another kind of answer, so that the task is guessed anew.
 * @param asked what the person had named before
 */
export function chosenColumns(
  { text, label, secondText, labels, prompts: read }: TableColumns,
  change: Partial<Columns>,
  asked: Partial<Columns> = {},
): Columns {
  const { task } = asked
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
  // A prompt that becomes the answer gives its place to what was the answer.
  const given = change.promptColumns ?? read ?? asked.promptColumns
  const prompts = given?.map((name) => (name === textColumn ? text : name))
  const chosenTask = change.task ?? (change.labelColumn === undefined ? task : undefined)
  return {
    ...howWritten(asked),
    textColumn,
    labelColumn,
    ...(secondTextColumn !== '' && { secondTextColumn }),
    ...(named && { labelColumns: named }),
    ...(prompts && labelColumn === '' && { promptColumns: prompts }),
    ...(chosenTask && { task: chosenTask }),
  }
}

/** What was said of how the data are written, which no other column changes. */
function howWritten(asked: Partial<Columns>): Partial<Columns> {
  const { textColumn: _text, labelColumn: _label, secondTextColumn: _second, labelColumns: _labels, ...rest } = asked
  const { task: _task, promptColumns: _prompts, ...written } = rest
  return written
}

/**
 * All columns after a person said how the data are written: other columns may be found then, so that they are guessed
 * anew, unless their names read the same in every encoding.
 */
export function writtenOtherwise(asked: Columns, change: Partial<Columns>): Columns {
  const { textColumn, labelColumn, secondTextColumn = '', labelColumns = [], task } = asked
  const names = [textColumn, labelColumn, secondTextColumn, ...labelColumns, ...(asked.promptColumns ?? [])]
  const stand = Object.keys(change).every((key) => key.startsWith('encoding')) && names.every(isPlain)
  const columns = stand ? asked : { ...howWritten(asked), textColumn: '', labelColumn: '' }
  const changed = { ...columns, ...change, ...(stand && task && { task }) }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)) as unknown as Columns
}

function isPlain(name: string): boolean {
  return [...name].every((letter) => letter <= '~')
}

function swap(all: Record<Role, string>, role: Role, name: string | undefined): Record<Role, string> {
  if (name === undefined || name === all[role]) return all
  const other = roles.find((each) => name !== '' && all[each] === name)
  return { ...all, ...(other && { [other]: all[role] }), [role]: name }
}
