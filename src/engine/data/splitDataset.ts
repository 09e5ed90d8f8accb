/**
 * Divides a dataset into train, validation and test: by the splits its folders or tables name, the rest at random,
 * seeded and stratified by class; passages in runs of neighbours. Equal examples stay on one side, so that the test
 * never asks what training showed.
 */

import { ThawError } from '../../shared/messages/errors.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskCard } from '../../tasks/taskCard.ts'
import type { Dataset } from './dataset.ts'
import { groupBy } from './groupBy.ts'
import { drawRuns } from './splitPassages.ts'

/** Indices into the dataset's examples, ascending. */
export interface Split {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
  readonly warnings: readonly string[]
}
export interface SplitOptions {
  /** Share of each class, or of the passages, unless the data name the split. */
  readonly validation: number
  readonly test: number
  readonly seed: number
  /** Caps the training examples, balanced over classes; 0 takes all. */
  readonly maxTrain: number
}
interface Parts {
  readonly train: number[]
  readonly validation: number[]
  readonly test: number[]
}

/** Deterministic in the dataset's fingerprint and the options. Throws `data-empty` when a part would stay empty. */
export function splitDataset(dataset: Dataset, options: SplitOptions): Split {
  const shares = wantedShares(dataset, options)
  const random = seeded(options.seed).fork('split')
  const parts: Parts = { train: [], validation: indicesOf(dataset, 'validation'), test: indicesOf(dataset, 'test') }
  const undivided: string[] = []
  if (dataset.task === 'text-generation') dividePassages(dataset, shares, parts, random)
  else
    for (const [label, groups] of poolByClass(dataset)) {
      const shuffled = random.fork(label).shuffled(groups)
      if (!divide(shuffled, shares, parts)) undivided.push(dataset.classes[label] ?? '')
    }
  const train = capped(parts.train, dataset, options.maxTrain, random.fork('cap'))
  refuseEmpty({ ...parts, train }, taskCard(dataset.task))
  return {
    train: ascending(train),
    validation: ascending(parts.validation),
    test: ascending(parts.test),
    warnings: [
      ...undividedWarning(undivided, taskCard(dataset.task)),
      ...untrainedWarning(dataset, train, taskCard(dataset.task)),
    ],
  }
}

interface Shares {
  readonly validation: number
  readonly test: number
}

/** A split that folders name is not drawn. */
function wantedShares({ namedSplits }: Dataset, { validation, test }: SplitOptions): Shares {
  const shares = {
    validation: namedSplits.includes('validation') ? 0 : validation,
    test: namedSplits.includes('test') ? 0 : test,
  }
  if (shares.validation + shares.test < 1) return shares
  throw new ThawError(
    'recipe-invalid',
    `A validation share of ${validation} and a test share of ${test} leave nothing to train on.`,
    'Choose shares that add up to less than 1.',
  )
}

function indicesOf({ examples }: Dataset, split: 'validation' | 'test'): number[] {
  return examples.flatMap((example, index) => (example.split === split ? [index] : []))
}

/** What no split holds back. */
function poolOf(examples: Dataset['examples']): number[] {
  return examples.flatMap(({ split }, index) => (split === 'validation' || split === 'test' ? [] : [index]))
}

/** Neighbours stay together; a passage that occurs again goes where its first copy goes. */
function dividePassages({ examples }: Dataset, shares: Shares, parts: Parts, random: Random): void {
  const copies = [...groupBy(poolOf(examples), (index) => examples[index]?.digest).values()]
  const others = 1 + Number(shares.validation > 0)
  const test = Math.max(0, Math.min(targetOf(copies.length, shares.test), copies.length - others))
  const validation = Math.max(0, Math.min(targetOf(copies.length, shares.validation), copies.length - test - 1))
  const drawn = drawRuns(copies.length, { test, validation }, random.fork('passages'))
  const held = new Map<number, 'test' | 'validation'>()
  for (const part of ['test', 'validation'] as const) for (const place of drawn[part]) held.set(place, part)
  for (const [place, indices] of copies.entries()) append(parts[held.get(place) ?? 'train'], indices)
}

/** What is left to draw from, as groups of equal examples, each under the class of its first. */
function poolByClass({ examples }: Dataset): Map<number, number[][]> {
  const pool = poolOf(examples)
  const equal = groupBy(pool, (index) => examples[index]?.digest)
  return groupBy(equal.values(), ([first = 0]) => examples[first]?.label ?? 0)
}

/** Deals one class's groups out; false when it has too few for every part, and all of it went to train. */
function divide(shuffled: readonly number[][], shares: Shares, parts: Parts): boolean {
  const drawn = Number(shares.validation > 0) + Number(shares.test > 0)
  const enough = shuffled.length > drawn
  // Small groups first: copies belong in training, where they are seen more often, not in a test, where they count twice.
  const queue = shuffled.toSorted((a, b) => a.length - b.length)
  const total = queue.reduce((sum, group) => sum + group.length, 0)
  if (enough) {
    take(queue, parts.test, targetOf(total, shares.test), 1 + Number(shares.validation > 0))
    take(queue, parts.validation, targetOf(total, shares.validation), 1)
  }
  for (const group of queue) append(parts.train, group)
  return enough
}

function targetOf(total: number, share: number): number {
  return share === 0 ? 0 : Math.max(1, Math.round(total * share))
}

/** Moves groups from the queue until `target` examples are taken or only `leave` groups are left. */
function take(queue: number[][], into: number[], target: number, leave: number): void {
  for (let taken = 0; taken < target && queue.length > leave; ) {
    const group = queue.shift() ?? []
    append(into, group)
    taken += group.length
  }
}

/** One by one: a text that occurs a hundred thousand times is too much for the arguments of one call. */
function append(into: number[], indices: readonly number[]): void {
  for (const index of indices) into.push(index)
}

/** The first `limit` when the classes take turns; a smaller limit keeps a part of what a larger one keeps. */
function capped(train: readonly number[], { examples }: Dataset, limit: number, random: Random): readonly number[] {
  if (limit === 0 || train.length <= limit) return train
  const byLabel = groupBy(ascending(train), (index) => examples[index]?.label ?? 0)
  const turns = [...byLabel]
    .flatMap(([label, indices]) =>
      random
        .fork(label)
        .shuffled(indices)
        .map((index, turn) => ({ index, turn, label })),
    )
    .sort((a, b) => a.turn - b.turn || a.label - b.label)
  return turns.slice(0, limit).map(({ index }) => index)
}

function ascending(indices: readonly number[]): number[] {
  return indices.toSorted((a, b) => a - b)
}

function refuseEmpty(
  { train, validation, test }: { [part in keyof Parts]: readonly number[] },
  { example: [, many] }: TaskCard,
): void {
  if (train.length > 0 && validation.length > 0 && test.length > 0) return
  throw new ThawError(
    'data-empty',
    `The ${many} divide into ${train.length} for training, ${validation.length} for validation and ${test.length} for the test; none of these may be empty.`,
    many === 'passages' ? 'Add more text.' : `Add ${many}, at least 3 different ones a class.`,
  )
}

function undividedWarning(classes: readonly string[], { example: [, many] }: TaskCard): string[] {
  if (classes.length === 0) return []
  const names = classes.slice(0, 3).map((name) => `"${name}"`)
  const more = classes.length > 3 ? ` and ${classes.length - 3} more` : ''
  return [
    `Too few different ${many} to hold any back: ${names.join(', ')}${more}. All of them are trained on, none tested.`,
  ]
}

function untrainedWarning(
  { classes, examples }: Dataset,
  train: readonly number[],
  { example: [one] }: TaskCard,
): string[] {
  const trained = new Set(train.map((index) => examples[index]?.label))
  const missing = classes.filter((_, label) => !trained.has(label))
  const rest = missing.length - 3
  return [
    ...missing.slice(0, 3).map((name) => `No ${one} of "${name}" is trained on, so it will not be recognised.`),
    ...(rest > 0 ? [`The same goes for ${rest} more ${rest === 1 ? 'class' : 'classes'}.`] : []),
  ]
}
