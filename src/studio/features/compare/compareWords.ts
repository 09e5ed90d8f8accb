// Numbers and names of a comparison as they stand on the screen.
import type { TaskId } from '../../../tasks/ids.ts'
import { contenderTitle, type Trial } from '../../store/compareState.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { formatScore } from '../../ui/format.ts'
import type { Spread } from './summarise.ts'

export function scoreTitle(task: TaskId): string {
  return task === 'text-generation' ? 'Test perplexity' : 'Test accuracy'
}

/** 0.873, or a perplexity with as many digits as mean something. */
export function scoreText(task: TaskId, value: number): string {
  if (task !== 'text-generation') return formatScore(value)
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2)
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
  const passages = task === 'text-generation'
  if (labels === 0) return passages ? 'all passages' : 'all labels'
  return passages ? `${labels} passages` : `${labels} labels a class`
}

/** "LoRA, seed 2" · "LoRA, 16 labels a class, seed 2" */
export function trialTitle({ contender, labels, seed, recipe }: Trial, withLabels: boolean): string {
  const amount = withLabels ? `, ${labelsText(recipe.task, labels)}` : ''
  return `${contenderTitle(contender)}${amount}, seed ${seed}`
}

/** "pictures a class", for axes. */
export function amountTitle(task: TaskId): string {
  return task === 'text-generation' ? 'Training passages' : `Training ${exampleWords(task).many} a class`
}
