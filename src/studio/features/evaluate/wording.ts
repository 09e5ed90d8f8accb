// What the numbers of a run mean, in plain words.

import type { EpochMetrics, StopReason } from '../../../shared/domain/run.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { defaultFields, fieldsFor, fieldsOf, type Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { type ExampleWords, exampleWords } from '../../store/taskWords.ts'

/** "0.87, and with 95 % confidence between 0.80 and 0.92, on 80 pictures it never saw" */
export function accuracyWords(
  { accuracy, interval, n }: Pick<ClassificationTest, 'accuracy' | 'interval' | 'n'>,
  { one, many }: ExampleWords,
): string {
  const [low, high] = interval
  const asked = `${n.toLocaleString('en')} ${n === 1 ? one : many}`
  return `${two(accuracy)}, and with 95 % confidence between ${two(low)} and ${two(high)}, on ${asked} it never saw`
}

/** Whether the score says more than the most frequent class would, given how few examples were asked. */
export function baselineWords(
  { baseline, interval }: Pick<ClassificationTest, 'baseline' | 'interval'>,
  { many }: ExampleWords,
): string {
  const always = `Always answering the most frequent class would score ${two(baseline)}`
  if (interval[0] > baseline) return `${always}; this model is clearly better than guessing.`
  if (interval[1] < baseline) return `${always}; this model is worse.`
  return `${always}; with so few ${many}, this model may be no better.`
}

export function stopWords(stop: StopReason, { epochs, best }: { epochs: number; best: number }): string {
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

/** Said when, by the last epoch, training loss kept falling while validation loss had turned. */
export function overfitHint(epochs: readonly EpochMetrics[], task: TaskId): string | null {
  const last = epochs.at(-1)
  if (!last || epochs.length < 3) return null
  const best = epochs.reduce((low, epoch) => (epoch.validationLoss < low.validationLoss ? epoch : low))
  const turned = last.validationLoss > 1.1 * best.validationLoss && last.trainLoss < best.trainLoss
  const apart = last.validationLoss - last.trainLoss > 0.25 && last.validationLoss > 1.6 * last.trainLoss
  if (!turned && !apart) return null
  const { many } = exampleWords(task)
  const views = taskCard(task).input === 'image' ? 'more augmented views, ' : ''
  const seen = turned
    ? `After epoch ${best.epoch} it still improved on the ${many} it was trained on, but not on others`
    : `It does clearly better on the ${many} it was trained on than on others`
  return `${seen}: it is memorising (over-fitting). More ${many}, ${views}more dropout or fewer thawed blocks help.`
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

function two(value: number): string {
  return value.toFixed(2)
}
