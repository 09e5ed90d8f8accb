// What the form and the chosen data and model come to: the figures beside the thaw line.

import { packingChoices } from '../../shared/catalog/packings.ts'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import { type Estimate, estimate } from '../../shared/estimate.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'

export type Fields = Readonly<Record<string, FieldValue>>

export interface SplitCounts {
  readonly train: number
  readonly validation: number
  readonly test: number
}

/** How the examples will fall. The engine takes its share of every class; equal examples alone may move some. */
export function splitCounts(
  examples: number,
  fields: Fields,
  classes: readonly { readonly count: number }[] = [],
): SplitCounts {
  const strata = classes.length > 0 ? classes.map(({ count }) => count) : [examples]
  const held = (key: string) => {
    const share = Number(fields[key])
    return strata.reduce((sum, count) => sum + (share > 0 && count > 2 ? Math.max(1, Math.round(count * share)) : 0), 0)
  }
  const [test, validation] = [held('split.test'), held('split.validation')]
  const rest = Math.max(0, examples - test - validation)
  const most = Number(fields.maxTrain)
  return { train: most > 0 ? Math.min(most, rest) : rest, validation, test }
}

export function outlook(model: ModelSummary, fields: Fields, data: DatasetSummary): Estimate {
  const { task, classes, examples } = data
  const recipe = {
    task,
    method: methodSettings(fields),
    thaw: Number(fields.thaw),
    epochs: Number(fields.epochs),
    batch: Number(fields.batch),
    augment: {
      views: Number(fields['augment.views']),
      flip: fields['augment.flip'] === true,
      crop: Number(fields['augment.crop']),
      colour: Number(fields['augment.colour']),
    },
    cache: fields.cache === true,
    recompute: fields.recompute === true,
    quantise: packingChoices.find((choice) => choice === fields.quantise) ?? 'off',
  }
  const tokens = Math.min(Number(fields.maxTokens), model.inputSize)
  const { perExample, windows } = lengthOf(data, tokens)
  const counts = splitCounts(examples, fields, taskCard(task).target === 'class' ? classes : [])
  return estimate(model, recipe, {
    classes: classes.length,
    train: counts.train * windows,
    validation: counts.validation * windows,
    test: counts.test * windows,
    tokens: perExample,
  })
}

/** The method with its own settings, as a recipe holds them. */
export function methodSettings(fields: Fields): Recipe['method'] {
  const own = Object.entries(fields).filter(([key]) => key.startsWith('method.'))
  return Object.fromEntries(
    own.map(([key, value]) => [key.slice('method.'.length), value]),
  ) as unknown as Recipe['method']
}

/** Letters in a token, about, of English and of small vocabularies. */
const lettersAToken = 3.7
/** The engine shows a text or a passage up to so many letters; longer ones are cut. */
const shown = { text: 160, passage: 300 }
/** A passage aims at this length. */
const passageLetters = 1200

/** How many tokens a row takes, and how many rows an example is cut into, as far as a few examples tell. */
export function lengthOf(
  { task, classes, passages }: Pick<DatasetSummary, 'task' | 'classes' | 'passages'>,
  most: number,
): { readonly perExample: number; readonly windows: number } {
  const { input, windowed } = taskCard(task)
  if (input === 'image') return { perExample: 0, windows: 1 }
  if (windowed) {
    const lengths = passages.map(({ length }) => (length < shown.passage ? length : passageLetters))
    const tokens = mean(lengths.map(tokensIn)) || most
    // A conversation is one row, which loses turns where it is too long.
    const windows = input === 'turns' ? 1 : Math.max(1, Math.ceil(tokens / most))
    return { perExample: Math.min(most, tokens), windows }
  }
  const lengths = [
    ...classes.flatMap(({ samples }) => samples.map(({ length }) => (length < shown.text ? length : Infinity))),
    ...passages.map(({ length }) => (length < shown.passage ? length : Infinity)),
  ]
  return { perExample: mean(lengths.map((length) => Math.min(most, tokensIn(length)))) || most, windows: 1 }
}

/** With the two marks at its ends. */
function tokensIn(letters: number): number {
  return Math.ceil(letters / lettersAToken) + 2
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : 0
}
