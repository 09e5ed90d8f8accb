// What a task is called on every screen: its examples, its size, and why a model does not serve it.

import type { DatasetSummary } from '../../shared/domain/data.ts'
import { inSentence } from '../../shared/messages/inSentence.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { EpochScores } from '../../tasks/taskCard.ts'

export interface ExampleWords {
  /** "picture", "text", "passage" */
  readonly one: string
  readonly many: string
}

/** "Validation accuracy", "Test perplexity" */
export function scoreTitle(task: TaskId, of: 'Validation' | 'Test'): string {
  return `${of} ${inSentence(taskCard(task).score.name)}`
}

/** An epoch's figure beside its losses; a dash where it was not measured. */
export function epochScore(task: TaskId, epoch: EpochScores): string {
  const { score } = taskCard(task)
  const value = score.ofEpoch(epoch)
  return value === null ? '–' : score.format(value)
}

export function exampleWords(task: TaskId): ExampleWords {
  const [one, many] = taskCard(task).example
  return { one, many }
}

/** "480 texts, 4 classes"; "44 passages" */
export function sizeWords({ task, examples, classes }: Pick<DatasetSummary, 'task' | 'examples' | 'classes'>): string {
  const counted = count(examples, exampleWords(task))
  const words = taskCard(task).words.classes
  return words ? `${counted}, ${count(classes.length, { one: words[0], many: words[1] })}` : counted
}

/** Why a model cannot be tuned for a task, in a sentence; null when it can. */
export function taskRefusal(tasks: readonly TaskId[], task: TaskId): string | null {
  if (tasks.includes(task)) return null
  return taskCard(task).words.misfit(looksAtPictures(tasks) ? 'image' : 'text')
}

/** Whether a network of these tasks sees pictures; the others read texts. */
export function looksAtPictures(tasks: readonly TaskId[]): boolean {
  return tasks.some((id) => taskCard(id).input === 'image')
}

function count(number: number, { one, many }: ExampleWords): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
