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
  if (skipped.length === 0) return new ThawError('data-empty', 'noFilesUsable')
  const files = skipped.reduce((sum, { count = 1 }) => sum + count, 0)
  const first = skipped.slice(0, 3).map(({ path, reason }) => ({ path, reason }))
  return new ThawError('data-empty', 'filesUnusable', { files, first })
}

export function oneClass(label: string, examples: number, { task, column }: LabelSource): ThawError {
  const { example } = taskCard(task)
  return new ThawError('classes-too-few', 'onlyOneClass', { name: named(label), examples, column, example })
}

export function oneTag(tag: string, examples: number, { task }: LabelSource): ThawError {
  const { example } = taskCard(task)
  return new ThawError('classes-too-few', 'onlyOneTag', { tag: named(tag), examples, example })
}

export function oneLabel(label: string | undefined, examples: number, { task, column }: LabelSource): ThawError {
  const { example } = taskCard(task)
  const only = label === undefined ? null : named(label)
  return new ThawError('classes-too-few', 'tooFewLabels', { label: only, examples, column, example })
}

export function tooManyClasses(classes: number, { task, column }: LabelSource): ThawError {
  const { example } = taskCard(task)
  return new ThawError('data-too-large', 'tooManyClasses', { classes, most: limits.classes, column, example })
}

export function tooFew(examples: number, task: TaskId): ThawError {
  return new ThawError('data-empty', 'tooFewExamples', { examples, example: taskCard(task).example })
}

export function tooShort(examples: readonly LabelledExample[], task: TaskId): ThawError {
  const lengths = examples.map(({ content }) => (content.kind === 'text' ? content.text.length : 0))
  const characters = lengths.reduce((sum, length) => sum + length, 0)
  const { example } = taskCard(task)
  return new ThawError('data-empty', 'textTooShort', { characters, examples: examples.length, example })
}

function named(name: string): string {
  return displayText(name, limits.labelLength)
}
