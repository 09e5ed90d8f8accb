/** Why files give no dataset, in the words of what they hold. */

import type { SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { displayText } from './displayText.ts'
import type { LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'

/** Where the labels came from. */
export interface LabelSource {
  readonly task: TaskId
  /** A table's column; null where folders name the classes. */
  readonly column: string | null
}

export function nothingUsable(skipped: readonly SkippedFile[]): ThawError {
  const reasons = skipped.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`)
  const what =
    skipped.length === 0
      ? 'There are no pictures and no texts in it.'
      : `None of the ${skipped.length} files can be used. ${reasons.join(' ')}`
  return new ThawError(
    'data-empty',
    what,
    'Drop a zip archive or a folder in which each class has a folder of pictures; or a table of texts, or text files.',
  )
}

export function oneClass(label: string, count: number, { task, column }: LabelSource): ThawError {
  const name = displayText(label, limits.labelLength)
  const [one, many] = taskCard(task).example
  return new ThawError(
    'classes-too-few',
    `Expected at least 2 classes, received 1 ("${name}", ${count} ${count === 1 ? one : many}).`,
    column === null
      ? `Add a second folder of ${many}, named after its class.`
      : `Every row has the same value in the column "${column}". Choose another label column, or add rows of a second class.`,
  )
}

export function oneTag(tag: string, count: number, { task }: LabelSource): ThawError {
  const [one, many] = taskCard(task).example
  const name = displayText(tag, limits.labelLength)
  return new ThawError(
    'classes-too-few',
    `Expected at least 2 tags, received 1: every word of ${count} ${count === 1 ? one : many} is "${name}".`,
    'Mark some words in at least three of them; words that are nothing in particular are tagged "O".',
  )
}

export function oneLabel(label: string | undefined, count: number, { task, column }: LabelSource): ThawError {
  const [one, many] = taskCard(task).example
  const received = label === undefined ? 'none' : `1 ("${displayText(label, limits.labelLength)}")`
  const where = column === null ? 'Add a column for a second label' : `Name other labels in the column "${column}"`
  return new ThawError(
    'classes-too-few',
    `Expected at least 2 labels, received ${received} in ${count} ${count === 1 ? one : many}.`,
    `${where}; to tell whether one label holds, sort the ${many} into two classes.`,
  )
}

export function tooManyClasses(count: number, { task, column }: LabelSource): ThawError {
  const [one, many] = taskCard(task).example
  return new ThawError(
    'data-too-large',
    `Received ${count.toLocaleString('en')} classes; at most ${limits.classes.toLocaleString('en')} can be trained.`,
    column === null
      ? `Each folder of ${many} is one class. Is every ${one} in a folder of its own?`
      : `Each value of the column "${column}" is one class. Choose another label column.`,
  )
}

export function tooFew(count: number, task: TaskId): ThawError {
  const [one, many] = taskCard(task).example
  return new ThawError(
    'data-empty',
    `Expected at least 3 ${many}, received ${count} ${count === 1 ? one : many}: training, validation and test need at least one each.`,
    `Add ${many}; some dozens are a good beginning.`,
  )
}

export function tooShort(examples: readonly LabelledExample[], task: TaskId): ThawError {
  const [one, many] = taskCard(task).example
  const lengths = examples.map(({ content }) => (content.kind === 'text' ? content.text.length : 0))
  const characters = lengths.reduce((sum, length) => sum + length, 0)
  const count = `${examples.length} ${examples.length === 1 ? one : many}`
  return new ThawError(
    'data-empty',
    `The text is too short to divide: ${characters.toLocaleString('en')} characters give ${count}, and training, validation and test need at least one each.`,
    'Add more text; a few pages are a good beginning.',
  )
}

/** "3 pictures are" */
export function list(items: readonly unknown[], one: string, many: string): string {
  return `${items.length} ${items.length === 1 ? one : many}`
}

/** The first names in quotation marks, and how many more. */
export function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`)
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
}
