// Numbers and names of a comparison as they stand on the screen.
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { contenderTitle, type Trial } from '../../store/compareState.ts'
import { exampleWords, scoreTitle as titleOf } from '../../store/taskWords.ts'
import type { Spread } from './summarise.ts'

export function scoreTitle(task: TaskId): string {
  return titleOf(task, 'Validation')
}

/** 0.873, or a perplexity with as many digits as mean something. */
export function scoreText(task: TaskId, value: number): string {
  return taskCard(task).score.format(value)
}

/** "0.873 ± 0.012"; the mean alone while the spread is unknown. */
export function spreadText({ mean, deviation }: Spread, format: (value: number) => string): string {
  return deviation === null ? format(mean) : `${format(mean)}\u00a0±\u00a0${format(deviation)}`
}

/** A cosine distance: 0 is unchanged. */
export function driftText(value: number): string {
  if (value === 0) return '0'
  return value < 0.0005 ? '<\u00a00.001' : value.toFixed(3)
}

/** "16 labels a class", "all labels"; "16 passages" where texts are continued. */
export function labelsText(task: TaskId, labels: number): string {
  const { many, perClass } = taskCard(task).words.amount
  if (labels === 0) return `all ${many}`
  return `${labels} ${many}${perClass ? ' a class' : ''}`
}

/** "LoRA, seed 2" · "LoRA, 16 labels a class, seed 2" */
export function trialTitle({ contender, labels, seed, recipe }: Trial, withLabels: boolean): string {
  const amount = withLabels ? `, ${labelsText(recipe.task, labels)}` : ''
  return `${contenderTitle(contender)}${amount}, seed ${seed}`
}

/** "pictures a class", for axes. */
export function amountTitle(task: TaskId): string {
  return `Training ${exampleWords(task).many}${taskCard(task).words.amount.perClass ? ' a class' : ''}`
}
