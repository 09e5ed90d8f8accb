/**
 * Which trials a comparison consists of, as recipes. All share the split, the epochs and the early stopping that stand
 * on Tune; each method keeps its own rates and settings. Pure.
 */

import { methodCards, methodRefusal } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import type { NetworkParts } from '../../methods/methodCard.ts'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { ModelSummary } from '../../shared/domain/model.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { buildRecipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { ComparisonPlan, ContenderId, Trial } from './compareState.ts'
import { networkParts } from './networkParts.ts'
import { fieldsUnder } from './recipeForm.ts'
import { fieldsOfRecipe, type RecipeState } from './state.ts'

interface Contender {
  readonly id: ContenderId
  /** Why it cannot take part here; null when it can. */
  readonly refusal: string | null
}

/** Everything that could be compared, the control last. */
function contendersFor(task: TaskId, network: NetworkParts): readonly Contender[] {
  const refusalOf = (id: MethodId) => methodRefusal(id, task, network)
  return [
    ...methodCards.map(({ id }) => ({ id, refusal: refusalOf(id) })),
    { id: 'scratch', refusal: refusalOf('full') },
  ]
}

/** Who takes part: what the person chose, as far as it fits; before that, three that differ and do not take long. */
function chosenContenders(
  { contenders }: ComparisonPlan,
  fitting: readonly Contender[],
  current: MethodId,
): readonly ContenderId[] {
  const able = fitting.flatMap(({ id, refusal }) => (refusal === null ? [id] : []))
  const usual = [...new Set<ContenderId>([current, 'head', 'lora', 'top-blocks', 'bitfit', 'full'])]
  const chosen = contenders ?? usual.filter((id) => able.includes(id)).slice(0, usualContenders)
  return able.filter((id) => chosen.includes(id))
}

const usualContenders = 3

const firstLevel = 8

/**
 * Labels a class that can be tried: 8, 16, 32 … below what the smallest class has to train on, and 0 for all. Where
 * folders name the splits, only the engine knows their sizes; the results tell how many there really were.
 */
export function levelsFor(data: Pick<DatasetSummary, 'task' | 'examples' | 'classes' | 'namedSplits'>, fields: Fields) {
  const most = trainingPerClass(data, fields)
  const levels: number[] = []
  for (let level = firstLevel; level < most; level *= 2) levels.push(level)
  return [...levels, 0]
}

/** What the smallest class has for training, about; all examples where the task does not count by class. */
export function trainingPerClass(
  { task, examples, classes, namedSplits }: Pick<DatasetSummary, 'task' | 'examples' | 'classes' | 'namedSplits'>,
  fields: Fields,
): number {
  const { perClass } = taskCard(task).words.amount
  const smallest = perClass ? Math.min(...classes.map(({ count }) => count)) : examples
  const held = (['validation', 'test'] as const)
    .filter((part) => !namedSplits.includes(part))
    .map((part) => Number(fields[`split.${part}`]))
    .reduce((sum, share) => sum + (share > 0 ? Math.max(1, Math.round(smallest * share)) : 0), 0)
  const left = Math.max(0, smallest - held)
  const cap = Number(fields.maxTrain)
  return cap > 0 ? Math.min(left, Math.floor(cap / classesOf({ task, classes }))) : left
}

/** 1 where the task does not count by class. */
export function classesOf({ task, classes }: Pick<DatasetSummary, 'task' | 'classes'>): number {
  return taskCard(task).words.amount.perClass ? Math.max(1, classes.length) : 1
}

export type Fields = Readonly<Record<string, FieldValue>>
type Identity = Parameters<typeof buildRecipe>[0]

interface TrialsOptions {
  readonly identity: Identity
  readonly recipe: RecipeState
  readonly contenders: readonly ContenderId[]
  readonly seeds: number
  /** [0] for all labels. */
  readonly levels: readonly number[]
  readonly classes: number
  readonly newId: () => string
}

/**
 * Every seed runs all contenders before the next seed begins, so that a comparison stopped half-way compares like with
 * like. @throws ThawError `recipe-invalid` where the form holds what no run can take.
 */
export function trialsOf(options: TrialsOptions): readonly Trial[] {
  const { identity, recipe, contenders, levels, classes, newId } = options
  const first = Number(fieldsOfRecipe(recipe).seed)
  const seeds = Array.from({ length: options.seeds }, (_, index) => first + index)
  return seeds.flatMap((seed) =>
    levels.flatMap((labels) =>
      contenders.map((contender) => ({
        id: newId(),
        contender,
        seed,
        labels,
        recipe: buildRecipe(identity, trialFields(recipe, { contender, seed, labels, classes })),
        outcome: { status: 'waiting' } as const,
      })),
    ),
  )
}

/** One budget and one split for all. */
const shared = [
  'epochs',
  'earlyStopping.patience',
  'earlyStopping.by',
  'split.validation',
  'split.test',
  'split.recordings',
  'maxTrain',
  'maxTokens',
] as const

/** The form's values for one trial. */
export function trialFields(
  recipe: RecipeState,
  { contender, seed, labels, classes }: Pick<Trial, 'contender' | 'seed' | 'labels'> & { classes: number },
): Record<string, FieldValue> {
  const current = fieldsOfRecipe(recipe)
  const common = Object.fromEntries(shared.map((key) => [key, current[key] as FieldValue]))
  const own = fieldsUnder(recipe, contender === 'scratch' ? 'full' : contender)
  return {
    ...own,
    ...common,
    ...(labels > 0 && { maxTrain: labels * classes }),
    seed,
    'split.seed': splitSeedOf(current),
    ...(contender === 'scratch' ? fromRandom(own) : { 'model.initialisation': 'pretrained' }),
  }
}

/** Random weights hold nothing that a slow trunk would save. Where the head's rate is its own, the trunk's stays. */
function fromRandom(fields: Fields): Record<string, FieldValue> {
  return {
    ...{ 'model.initialisation': 'random', 'optimiser.layerDecay': 1 },
    ...(fields['optimiser.unitFeatures'] !== true && { 'optimiser.trunkRate': 1 }),
  }
}

/** The split that a run from Tune would have; 0 would let it follow each trial's own seed. */
function splitSeedOf(fields: Fields): number {
  return Number(fields['split.seed']) || Number(fields.seed) || 1
}

export interface ReadyPlan {
  readonly fitting: readonly Contender[]
  readonly contenders: readonly ContenderId[]
  /** Labels a class that can be chosen from. */
  readonly offered: readonly number[]
  /** Those chosen; [0] where methods are compared on all labels. */
  readonly levels: readonly number[]
  readonly runs: number
  /** What keeps it from starting, in words; null when nothing does. */
  readonly obstacle: string | null
}

/** The plan as it would run on this data and model. */
export function readyPlan(
  plan: ComparisonPlan,
  {
    recipe,
    data,
    model,
  }: { recipe: RecipeState; data: DatasetSummary; model: Pick<ModelSummary, 'family' | 'blocks'> },
): ReadyPlan {
  const fields = fieldsOfRecipe(recipe)
  const fitting = contendersFor(recipe.task, networkParts(model))
  const contenders = chosenContenders(plan, fitting, recipe.forms[recipe.task].method)
  const offered = levelsFor(data, fields)
  const chosen = plan.levels ?? offered
  const levels = plan.kind === 'methods' ? [0] : offered.filter((level) => chosen.includes(level))
  const runs = contenders.length * levels.length * plan.seeds
  return { fitting, contenders, offered, levels, runs, obstacle: obstacleOf(plan.kind, contenders, levels) }
}

function obstacleOf(
  kind: ComparisonPlan['kind'],
  contenders: readonly ContenderId[],
  levels: readonly number[],
): string | null {
  if (kind === 'methods') return contenders.length < 2 ? 'Choose at least two methods to compare.' : null
  if (contenders.length === 0) return 'Choose at least one method.'
  return levels.length < 2 ? 'Choose at least two numbers of labels.' : null
}
