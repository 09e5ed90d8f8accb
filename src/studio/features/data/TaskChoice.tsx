import { taskCard } from '../../../tasks/cards.ts'
import { type TaskId, taskIds } from '../../../tasks/ids.ts'
import { actions } from '../../store/studio.ts'
import { Choices } from '../../ui/Choices.tsx'

export interface TaskChoiceProps {
  readonly task: TaskId
  /** The tasks that the data could be for. */
  readonly choices: readonly TaskId[]
  readonly locked: boolean
}

/** Asks what the data are for, where they could be for several tasks: whole numbers may be classes, or numbers. */
export function TaskChoice({ task, choices, locked }: TaskChoiceProps) {
  if (choices.length < 2) return null
  // In the order of the tasks, so that nothing changes place when another is chosen.
  const offered = taskIds.filter((id) => choices.includes(id))
  return (
    <Choices
      kind="one"
      name="task"
      legend="What should the model learn from this data?"
      choices={offered.map((id) => ({ value: id, label: taskCard(id).title, note: taskCard(id).needs }))}
      chosen={[task]}
      disabled={locked}
      onChoose={([chosen]) => {
        const next = offered.find((id) => id === chosen)
        if (next) void actions.setTask(next)
      }}
    />
  )
}
