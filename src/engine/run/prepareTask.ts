/** A recipe's task, made concrete on a dataset and a model: the rows of each split, what they are fed as, and the objective. */

import { ThawError } from '../../shared/messages/errors.ts'
import { balancedWeights } from '../../shared/metrics/classBalance.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import type { Split } from '../data/splitDataset.ts'
import { type InputSource, pixelInput, tokenInput } from '../inputs/inputs.ts'
import { pixelStore } from '../inputs/pixelStore.ts'
import { labelledTokens, passageTokens, type TokenOptions, type TokenRow } from '../inputs/tokenStore.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Trunk } from '../models/trunk.ts'
import { type ClassificationObjective, classification } from '../tasks/classification.ts'
import { type GenerationObjective, generation } from '../tasks/generation.ts'
import type { Rows } from '../train/rows.ts'

export type PreparedTask = {
  readonly rows: Rows
  readonly input: InputSource
  readonly warnings: readonly string[]
} & (
  | { readonly kind: 'classification'; readonly objective: ClassificationObjective }
  | {
      readonly kind: 'generation'
      readonly objective: GenerationObjective
      /** Of `rows.test`, those of each passage, in their order. */
      readonly testPassages: readonly (readonly number[])[]
      /** UTF-8 bytes of the text that these rows predict. */
      bytesOf(rows: readonly number[]): number
    }
)

export interface TaskOptions {
  readonly recipe: Recipe
  readonly dataset: Dataset
  readonly split: Split
  readonly trunk: Trunk
  /** Tokens that the method puts before each text. */
  readonly virtualTokens: number
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly codec: ImageCodec
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

const pixelBudget = 256 * 2 ** 20

export async function prepareTask(options: TaskOptions): Promise<PreparedTask> {
  switch (options.recipe.task) {
    case 'image-classification':
      return sortPictures(options)
    case 'text-classification':
      return sortTexts(options)
    case 'text-generation':
      return continueTexts(options)
    default:
      return options.recipe.task satisfies never
  }
}

function sortPictures(options: TaskOptions): PreparedTask {
  const { recipe, dataset, trunk, codec } = options
  if (trunk.input.kind !== 'image') throw new Error('internal: pictures for a model that reads texts')
  const { preprocessing } = trunk.input
  const { examples } = dataset
  const store = pixelStore({
    examples,
    codec,
    preprocessing,
    augment: recipe.augment,
    seed: recipe.seed,
    budgetBytes: pixelBudget,
  })
  return {
    kind: 'classification',
    rows: options.split,
    input: pixelInput(store, preprocessing),
    objective: classified(options),
    warnings: [],
  }
}

async function sortTexts(options: TaskOptions): Promise<PreparedTask> {
  const { tokenizer } = textOf(options)
  const { used, examples } = usedExamples(options)
  const { rows, truncated } = await labelledTokens(examples, tokenOptions(options))
  const rowsByExample: TokenRow[] = []
  for (const [place, index] of used.entries()) rowsByExample[index] = rows[place] as TokenRow
  const cut = `${truncated} of ${rows.length} texts were cut at ${longest(options)} tokens.`
  return {
    kind: 'classification',
    rows: options.split,
    input: tokenInput(rowsByExample, { padId: tokenizer.padId, predicts: false, most: longest(options) }),
    objective: classified(options),
    warnings: truncated > 0 ? [cut] : [],
  }
}

async function continueTexts(options: TaskOptions): Promise<PreparedTask> {
  const { split, trunk } = options
  const { tokenizer } = textOf(options)
  const { used, examples } = usedExamples(options)
  const { rows, rowsOf, bytesOf, truncated } = await passageTokens(examples, tokenOptions(options))
  const places = new Map(used.map((index, place) => [index, place]))
  const of = (indices: readonly number[]) => indices.flatMap((index) => rowsOf(places.get(index) ?? -1))
  const windows = { train: of(split.train), validation: of(split.validation), test: of(split.test) }
  refuseSilent(windows)
  const cut = `${truncated} of ${examples.length} prompts were longer than the ${longest(options)} tokens that the model reads; their ends were kept.`
  return {
    kind: 'generation',
    rows: windows,
    input: tokenInput(rows, { padId: tokenizer.padId, predicts: true, most: longest(options) }),
    objective: generation(trunk, rows),
    testPassages: split.test.map((index) => of([index])).filter((passage) => passage.length > 0),
    bytesOf: (indices) => indices.reduce((bytes, row) => bytes + bytesOf(row), 0),
    warnings: truncated > 0 ? [cut] : [],
  }
}

/** What the splits take, by index: a run that is capped leaves most of a large dataset out. */
function usedExamples({ dataset, split }: TaskOptions) {
  const used = [...split.train, ...split.validation, ...split.test]
  return { used, examples: used.map((index) => dataset.examples[index] as Example) }
}

/** A passage of a single token asks for nothing; a part of such passages only would seem to be predicted without a fault. */
function refuseSilent({ train, validation, test }: Rows): void {
  if (train.length > 0 && validation.length > 0 && test.length > 0) return
  throw new ThawError(
    'data-empty',
    `The texts are too short to continue: there is something to predict in ${train.length} windows for training, ${validation.length} for validation and ${test.length} for the test; none of these may be empty.`,
    'Bring longer texts: in each, the first token is given and the next is predicted.',
  )
}

function tokenOptions(options: TaskOptions): TokenOptions {
  const { emit, signal } = options
  const onProgress = (done: number, total: number) =>
    emit({ type: 'progress', job: 'train', stage: 'Turning texts into tokens', done, total, unit: 'examples' })
  return { tokenizer: textOf(options).tokenizer, maxTokens: longest(options), onProgress, signal }
}

/** What the recipe asks for, within what the model can read. */
export function longest({ recipe, trunk, virtualTokens }: LengthOptions): number {
  if (trunk.input.kind !== 'text') return 0
  const places = trunk.input.maxTokens - virtualTokens
  if (places >= 4) return Math.min(recipe.maxTokens, places)
  throw new ThawError(
    'recipe-invalid',
    `${virtualTokens} virtual tokens leave ${Math.max(0, places)} of the ${trunk.input.maxTokens} places that the model reads.`,
    `Choose at most ${trunk.input.maxTokens - 4} virtual tokens.`,
  )
}

type LengthOptions = Pick<TaskOptions, 'recipe' | 'trunk' | 'virtualTokens'>

function textOf({ text }: TaskOptions): ModelText {
  if (!text) throw new Error('internal: texts for a model that looks at pictures')
  return text
}

function classified({ recipe, dataset, split, trunk }: TaskOptions): ClassificationObjective {
  const labels = dataset.examples.map((example) => example.label)
  const classes = dataset.classes.length
  const classWeights =
    recipe.regularisation.classWeights === 'off' ? null : balancedWeights(countsOf(split.train, labels, classes))
  return classification({ trunk, labels, classes, smoothing: recipe.regularisation.labelSmoothing, classWeights })
}

/** How many of these examples each class has. */
function countsOf(indices: readonly number[], labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const index of indices) {
    const label = labels[index] as number
    counts[label] = (counts[label] as number) + 1
  }
  return counts
}
