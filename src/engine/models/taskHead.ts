/** The layers of a task's own, for a trunk: their names and shapes are the family's, how many answers they give the task's. */
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import type { Trunk } from './trunk.ts'

/** None where the trunk's own embedding answers. @param names of classes, labels or tags. */
export function taskHead(
  { classifier }: Pick<Trunk, 'classifier'>,
  task: TaskId,
  names: number,
): readonly ParameterSpec[] {
  const outputs = taskCard(task).outputs(names)
  return outputs > 0 ? classifier.parameters(outputs) : []
}
