/** The rows of a run, how they come in batches, and which views of pictures they are met in. */

import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { InputSource, View } from '../inputs/inputs.ts'

/** Rows of the task: examples, or windows of text. */
export interface Rows {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
}

export function stepsPerEpoch(recipe: Recipe, trainExamples: number): number {
  return Math.max(1, Math.ceil(trainExamples / recipe.batch))
}

export interface Ordering {
  readonly rows: Pick<Rows, 'train'>
  readonly input: Pick<InputSource, 'order'>
  readonly recipe: Pick<Recipe, 'batch'>
  /** Of the recipe's seed. */
  readonly random: Random
}

/** The rows that are trained on, in the order in which an epoch meets them; epochs count from 1. */
export function epochOrder({ rows, input, recipe, random }: Ordering, epoch: number): readonly number[] {
  return input.order(rows.train, recipe.batch, random.fork(`order/${epoch}`))
}

/** As many as are asked for an answer at once: no more than a step takes in at once. */
export function rowsAtOnce({ batch, accumulate }: Pick<Recipe, 'batch' | 'accumulate'>): number {
  return Math.ceil(batch / Math.min(batch, accumulate))
}

/** The view of a training picture that an epoch meets: with k views they take turns, each picture starting elsewhere. */
export function trainView(recipe: Recipe, example: number, epoch: number): View {
  const views = viewCount(recipe)
  return { example, view: views > 0 ? (epoch + example) % views : null }
}

/** Every view that a run will ask for. */
export function viewsOf(recipe: Recipe, rows: Rows): View[] {
  const plain = [...rows.validation, ...rows.test].map((example) => ({ example, view: null }))
  const views = viewCount(recipe)
  const train = rows.train.flatMap((example): View[] =>
    views > 0 ? Array.from({ length: views }, (_, view) => ({ example, view })) : [{ example, view: null }],
  )
  return [...train, ...plain]
}

/** Only pictures are augmented. */
export function viewCount({ task, augment }: Pick<Recipe, 'task' | 'augment'>): number {
  return taskCard(task).input === 'image' ? augment.views : 0
}
