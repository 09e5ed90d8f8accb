/** The settings in which runs differ, as columns; what is equal in all of them is left out. */
import { methodCards } from '../../../methods/cards.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'
import { recipeFields } from '../../../shared/recipe/fields.ts'
import { defaultFields, fieldsFor, fieldsOf, type Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCards } from '../../../tasks/cards.ts'
import type { RunColumn } from './runColumns.ts'

interface Setting {
  readonly key: string
  readonly label: string
  /** Null where the run does not read it. */
  readonly value: (recipe: Recipe) => FieldValue | null
  readonly text: (value: FieldValue) => string
}

export function differences(recipes: readonly Recipe[]): readonly RunColumn[] {
  return settings.filter(({ value }) => new Set(recipes.map(value)).size > 1).map(columnOf)
}

/**
 * Differences that somebody chose: not those that follow from another method or task, whose own defaults the runs have.
 */
export function chosenDifferences(recipes: readonly Recipe[]): readonly RunColumn[] {
  return differences(recipes).filter(({ id }) => !recipes.every((recipe) => isUsual(recipe, id)))
}

function isUsual(recipe: Recipe, key: string): boolean {
  if (key === 'method.id' || !recipeFields.some((field) => field.key === key)) return false
  const value = fieldValue(key)(recipe)
  return value === null || value === defaultFields(recipe.method.id, recipe.task)[key]
}

function columnOf({ key, label, value, text }: Setting): RunColumn {
  return {
    id: key,
    label,
    kind: 'words',
    text: ({ recipe }) => {
      const set = value(recipe)
      return set === null ? '–' : text(set)
    },
    order: ({ recipe }) => {
      const set = value(recipe)
      return typeof set === 'boolean' ? Number(set) : set
    },
  }
}

const settings: readonly Setting[] = [
  chosen('task', 'Task', ({ task }) => task, taskTitle),
  chosen('model.id', 'Model', ({ model }) => model.id),
  chosen('model.revision', 'Revision', ({ model }) => model.revision.slice(0, 12)),
  chosen('data.name', 'Data', ({ data }) => data.name),
  chosen('data.fingerprint', 'Examples', ({ data }) => data.fingerprint.slice(0, 8)),
  chosen('backend', 'Computes on', ({ backend }) => backend),
  ...recipeFields.map(({ key, label }) => ({ key, label, value: fieldValue(key), text: valueText(key) })),
  chosen('history', 'Changes during the run', ({ history }) => JSON.stringify(history), changesText),
]

function chosen(key: string, label: string, value: (recipe: Recipe) => string, text = (set: string) => set): Setting {
  return { key, label, value, text: (set) => text(String(set)) }
}

function fieldValue(key: string): Setting['value'] {
  return (recipe) => {
    const read = fieldsFor(recipe.task, recipe.method.id).some((field) => field.key === key)
    return read ? (fieldsOf(recipe)[key] ?? null) : null
  }
}

function valueText(key: string): Setting['text'] {
  return (value) => {
    if (typeof value === 'boolean') return value ? 'on' : 'off'
    if (key === 'method.id') return methodCards.find(({ id }) => id === value)?.title ?? String(value)
    if (key === 'thaw' && Number(value) >= mostBlocks) return 'all'
    return String(value) || 'guessed'
  }
}

/** More than any trunk has: what methods that reach the whole of it ask for. */
const mostBlocks = 200

function taskTitle(task: string): string {
  return taskCards.find(({ id }) => id === task)?.title ?? task
}

function changesText(json: string): string {
  const { length } = JSON.parse(json) as readonly unknown[]
  return length === 0 ? 'none' : String(length)
}
