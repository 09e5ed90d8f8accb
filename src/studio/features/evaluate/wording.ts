// What the numbers of a run mean, in plain words.

import type { StopReason } from '../../../shared/domain/run.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { defaultFields, fieldsFor, fieldsOf, type Recipe } from '../../../shared/recipe/recipe.ts'
import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import { shareText } from '../../../tasks/taskFigures.ts'
import type { ExampleWords } from '../../store/taskWords.ts'

/** "0.870, and with 95 % confidence between 0.800 and 0.925, on 80 pictures it never saw" */
export function accuracyWords(
  { accuracy, interval, n }: Pick<ClassificationTest, 'accuracy' | 'interval' | 'n'>,
  { one, many }: ExampleWords,
): string {
  const [low, high] = interval
  const asked = `${n.toLocaleString('en')} ${n === 1 ? one : many}`
  return `${shareText(accuracy)}, and with 95 % confidence between ${shareText(low)} and ${shareText(high)}, on ${asked} it never saw`
}

/** Whether the score says more than the most frequent class would, given how few examples were asked. */
export function baselineWords(
  { baseline, interval }: Pick<ClassificationTest, 'baseline' | 'interval'>,
  { many }: ExampleWords,
): string {
  const always = `Always answering the most frequent class would score ${shareText(baseline)}`
  if (interval[0] > baseline) return `${always}; this model is clearly better than guessing.`
  if (interval[1] < baseline) return `${always}; this model is worse.`
  return `${always}; with so few ${many}, this model may be no better.`
}

export function stopWords(stop: StopReason, { epochs, best }: { epochs: number; best: number }): string {
  if (epochs === 0) return 'Stopped before the first epoch: the model is as it was.'
  const kept = best === epochs ? 'The last epoch was the best' : `Epoch ${best} was the best, and its weights were kept`
  switch (stop) {
    case 'finished':
      return `Ran all ${epochs} epochs. ${kept}.`
    case 'early':
      return `Stopped early after ${epochs} epochs, because validation no longer improved. ${kept}.`
    case 'stopped':
      return `Stopped by you after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}. ${kept}.`
    default:
      return stop satisfies never
  }
}

export interface Difference {
  readonly field: RecipeField
  readonly value: FieldValue
  readonly usual: FieldValue
}

/** The settings that were not left at the method's defaults. @param rows examples that were trained on. */
export function differences(recipe: Recipe, rows: number | null = null): readonly Difference[] {
  const fields = fieldsOf(recipe)
  const usual = defaultFields(recipe.method.id, recipe.task, rows)
  return fieldsFor(recipe.task, recipe.method.id).flatMap((field) => {
    const value = fields[field.key]
    const before = usual[field.key]
    return value === undefined || before === undefined || value === before ? [] : [{ field, value, usual: before }]
  })
}
