// What a task is called on every screen: its examples, its size, and why a model does not serve it.

import type { DatasetSummary } from '../../shared/domain/data.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'

export interface ExampleWords {
  /** "picture", "text", "passage" */
  readonly one: string
  readonly many: string
}

export function exampleWords(task: TaskId): ExampleWords {
  const [one, many] = taskCard(task).example
  return { one, many }
}

/** "480 texts, 4 classes"; "44 passages" */
export function sizeWords({ task, examples, classes }: Pick<DatasetSummary, 'task' | 'examples' | 'classes'>): string {
  const counted = count(examples, exampleWords(task))
  if (task === 'text-generation') return counted
  return `${counted}, ${count(classes.length, { one: 'class', many: 'classes' })}`
}

/** Why a model cannot be tuned for a task, in a sentence; null when it can. */
export function taskRefusal(tasks: readonly TaskId[], task: TaskId): string | null {
  if (tasks.includes(task)) return null
  const looks = tasks.includes('image-classification')
  switch (task) {
    case 'image-classification':
      return 'It reads texts, and your data are pictures.'
    case 'text-classification':
      return 'It looks at pictures, and your data are texts.'
    case 'text-generation':
      return looks
        ? 'It looks at pictures, and your data are texts.'
        : 'It reads a text from both sides, so that it cannot continue one.'
    default:
      return task satisfies never
  }
}

function count(number: number, { one, many }: ExampleWords): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
