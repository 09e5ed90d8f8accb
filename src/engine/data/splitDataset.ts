/**
 * Divides a dataset into train, validation and test: by the splits its folders or tables name, the rest at random,
 * seeded and stratified by class, label or number; passages in runs of neighbours. Equal examples stay on one side, so that the test
 * never asks what training showed.
 */

import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskCard } from '../../tasks/taskCard.ts'
import type { Dataset, Example } from './dataset.ts'
import { firstEqual } from './equalExamples.ts'
import { groupBy } from './groupBy.ts'
import { drawRuns } from './splitPassages.ts'
import { namesIn, strataOf } from './target.ts'
import { Together } from './together.ts'

/** Indices into the dataset's examples, ascending. */
export interface Split {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
  readonly warnings: readonly Message[]
}
export interface SplitOptions {
  /** Share of each class, or of the passages, unless the data name the split. */
  readonly validation: number
  readonly test: number
  readonly seed: number
  /** Caps the training examples, balanced over classes; 0 takes all. */
  readonly maxTrain: number
  /** Whether pictures of one recording stay in one part; absent as in runs of earlier versions, which drew each by itself. */
  readonly recordings?: boolean
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
  const strata = strataOf(dataset.examples)
  const together = new Together(dataset.examples, options.recordings === true)
  if (dataset.examples[0]?.target.kind === 'text') dividePassages(dataset, shares, parts, random)
  else
    for (const [stratum, groups] of poolByStratum(dataset, strata)) {
      const shuffled = random.fork(stratum).shuffled(together.united(groups))
      if (!divide(shuffled, shares, parts)) undivided.push(dataset.classes[stratum] ?? '')
    }
  const train = capped(parts.train, strata, options.maxTrain, random.fork('cap'))
  refuseEmpty({ ...parts, train }, taskCard(dataset.task))
  return {
    train: ascending(train),
    validation: ascending(parts.validation),
    test: ascending(parts.test),
    warnings: [
      ...undividedWarning(
        undivided.filter((name) => name !== ''),
        taskCard(dataset.task),
      ),
      ...untrainedWarning(dataset, train, taskCard(dataset.task)),
      ...together.warnings(),
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
  throw new ThawError('recipe-invalid', 'sharesLeaveNoTraining', { validation, test })
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
  const firsts = firstEqual(examples)
  const copies = [...groupBy(poolOf(examples), (index) => firsts[index]).values()]
  const others = 1 + Number(shares.validation > 0)
  const test = Math.max(0, Math.min(targetOf(copies.length, shares.test), copies.length - others))
  const validation = Math.max(0, Math.min(targetOf(copies.length, shares.validation), copies.length - test - 1))
  const drawn = drawRuns(copies.length, { test, validation }, random.fork('passages'))
  const held = new Map<number, 'test' | 'validation'>()
  for (const part of ['test', 'validation'] as const) for (const place of drawn[part]) held.set(place, part)
  for (const [place, indices] of copies.entries()) append(parts[held.get(place) ?? 'train'], indices)
}

/** What is left to draw from, as groups of equal examples, each under the stratum of its first. */
function poolByStratum({ examples }: Dataset, strata: readonly number[]): Map<number, number[][]> {
  const pool = poolOf(examples)
  const firsts = firstEqual(examples)
  const equal = groupBy(pool, (index) => firsts[index])
  return groupBy(equal.values(), ([first = 0]) => strata[first] ?? 0)
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
  let [taken, groups] = [0, 0]
  for (; taken < target && queue.length - groups > leave; groups++) {
    const group = queue[groups] ?? []
    append(into, group)
    taken += group.length
  }
  // At once: each move of a long queue would move all that wait behind.
  queue.splice(0, groups)
}

/** One by one: a text that occurs a hundred thousand times is too much for the arguments of one call. */
function append(into: number[], indices: readonly number[]): void {
  for (const index of indices) into.push(index)
}

/** The first `limit` when the strata take turns; a smaller limit keeps a part of what a larger one keeps. */
function capped(train: readonly number[], strata: readonly number[], limit: number, random: Random): readonly number[] {
  if (limit === 0 || train.length <= limit) return train
  const byStratum = groupBy(ascending(train), (index) => strata[index] ?? 0)
  const turns = [...byStratum]
    .flatMap(([stratum, indices]) =>
      random
        .fork(stratum)
        .shuffled(indices)
        .map((index, turn) => ({ index, turn, stratum })),
    )
    .sort((a, b) => a.turn - b.turn || a.stratum - b.stratum)
  return turns.slice(0, limit).map(({ index }) => index)
}

function ascending(indices: readonly number[]): number[] {
  return [...Float64Array.from(indices).sort()]
}

function refuseEmpty(
  { train, validation, test }: { [part in keyof Parts]: readonly number[] },
  { example: [, many], target }: TaskCard,
): void {
  if (train.length > 0 && validation.length > 0 && test.length > 0) return
  throw new ThawError('data-empty', emptyKeys[target], {
    ...{ train: train.length, validation: validation.length, test: test.length },
    many,
  })
}

/** What to add differs with what is answered. */
const emptyKeys = {
  text: 'splitOfTextEmpty',
  class: 'splitOfClassesEmpty',
  labels: 'splitEmpty',
  number: 'splitEmpty',
  tags: 'splitEmpty',
} as const satisfies Record<TaskCard['target'], string>

function undividedWarning(classes: readonly string[], { example: [, many] }: TaskCard): Message[] {
  return classes.length === 0 ? [] : [notice('classesUndivided', { classes: few(classes), many })]
}

function untrainedWarning(
  { classes, examples }: Dataset,
  train: readonly number[],
  { example: [one] }: TaskCard,
): Message[] {
  const trained = new Set<number>()
  for (const index of train) for (const name of namesIn((examples[index] as Example).target)) trained.add(name)
  const missing = classes.filter((_, name) => !trained.has(name))
  const rest = missing.length - 3
  return [
    ...missing.slice(0, 3).map((name) => notice('classUntrained', { name, one })),
    ...(rest > 0 ? [notice('moreClassesUntrained', { classes: rest })] : []),
  ]
}
