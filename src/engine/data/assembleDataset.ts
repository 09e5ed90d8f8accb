/** Turns labelled examples into a dataset: classes in order, a fingerprint, and what a person should know before training. */

import type { EncodingRead, SkippedFile, SplitName } from '../../shared/domain/data.ts'
import { type Few, few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { type NoticeParameters, notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import {
  type LabelSource,
  nothingUsable,
  oneClass,
  oneLabel,
  oneTag,
  tooFew,
  tooManyClasses,
  tooShort,
} from './assemblyFaults.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import type { Dataset, Example } from './dataset.ts'
import { sha256 } from './digest.ts'
import { displayText } from './displayText.ts'
import { equalGroups, findEqual } from './equalExamples.ts'
import type { Labelled, LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { recordingsOf } from './recordings.ts'
import { sortInTurns } from './sortInTurns.ts'
import { namesIn, namesOf, numbered, type Target, targetText, writtenTarget } from './target.ts'

interface Parts extends Labelled {
  readonly name: string
  readonly skipped: readonly SkippedFile[]
  readonly passedOver?: number
  readonly encoding?: EncodingRead
  /** As they were read, where these are the same after edits: each says its place among them. */
  readonly read?: readonly Example[]
}

/** Throws `data-empty`, `classes-too-few` or `data-too-large` where nothing can be trained. */
export async function assembleDataset(parts: Parts, pace: Pace): Promise<Dataset> {
  const { task, choices = [], name, skipped, passedOver = 0, warnings, columns, close, table, tables, encoding } = parts
  const [first] = parts.examples
  if (!first || task === null) throw nothingUsable(skipped)
  refuseFew(parts.examples, task)
  const names = sortedNames(parts.examples)
  refuseNames(first.target.kind, names, { examples: parts.examples.length, task, column: columns?.label ?? null })
  const classes = distinctNames(names)
  const examples = await inOrder(parts.examples, names, pace)
  await pace.breathe()
  const print = await fingerprint(names, examples, pace)
  await pace.breathe()
  const noun = taskCard(task).example
  const small = smallClasses(classes, examples, noun)
  await findEqual(examples, pace, parts.read)
  const again = repeated(classes, examples, noun)
  await pace.breathe()
  const found = [...small, ...again, ...recorded(examples)]
  return {
    task,
    ...(choices.length > 1 && { choices }),
    name: displayText(name, limits.labelLength),
    fingerprint: print,
    classes,
    examples,
    columns,
    ...(close && { close }),
    ...(table && { table }),
    ...(tables && { tables }),
    ...(encoding && { encoding }),
    skipped,
    ...(passedOver > 0 && { passedOver }),
    namedSplits: splitsOf(examples),
    warnings: [...warnings, ...found],
  }
}

/** Sorted, so that the number of a class, label or tag does not follow from the order of files. */
function sortedNames(examples: readonly LabelledExample[]): string[] {
  const names = new Set<string>()
  for (const { target } of examples) for (const name of namesOf(target)) names.add(name)
  return [...names].sort(byCodeUnit)
}

/** What is enough to train, validate and test on; of classes there must be two, which says more. */
function refuseFew(examples: readonly LabelledExample[], task: TaskId): void {
  const [first] = examples
  if (examples.length >= 3 || first?.target.kind === 'class') return
  throw first?.target.kind === 'text' ? tooShort(examples, task) : tooFew(examples.length, task)
}

interface Named extends LabelSource {
  readonly examples: number
}

function refuseNames(kind: Target['kind'], names: readonly string[], { examples, ...source }: Named): void {
  if (kind === 'class' && names.length < 2) throw oneClass(names[0] ?? '', examples, source)
  if (kind === 'tags' && names.length < 2) throw oneTag(names[0] ?? '', examples, source)
  if (kind === 'labels' && names.length < 2) throw oneLabel(names[0], examples, source)
  if (names.length > limits.classes) throw tooManyClasses(names.length, source)
}

/** Examples between two looks at the clock: one each takes longer than the work. */
const together = 64

/** By class, then digest; passages stay in the order of their text. */
async function inOrder(
  labelled: readonly LabelledExample[],
  names: readonly string[],
  pace: Pace,
): Promise<readonly Example[]> {
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const examples: Example[] = []
  for (const [at, example] of labelled.entries()) {
    if (at % together === 0) await pace.breathe()
    examples.push({ ...example, target: numbered(example.target, indexOf) })
  }
  if (examples[0]?.target.kind === 'text') return examples
  const classNumber = ({ target }: Example) => (target.kind === 'class' ? target.class : 0)
  const compare = (a: Example, b: Example) =>
    classNumber(a) - classNumber(b) || byCodeUnit(a.digest, b.digest) || byCodeUnit(a.path, b.path)
  return sortInTurns(examples, compare, pace)
}

const order: readonly SplitName[] = ['train', 'validation', 'test']

function splitsOf(examples: readonly Example[]): SplitName[] {
  const named = new Set(examples.map((example) => example.split))
  return order.filter((split) => named.has(split))
}

/** The text shown for each label; two that are cut to the same text are numbered. */
function distinctNames(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const shown = displayText(label, limits.labelLength)
    let name = shown
    for (let n = 2; taken.has(name); n++) name = `${displayText(shown, limits.labelLength - 8)} (${n})`
    taken.add(name)
    return name
  })
}

async function fingerprint(labels: readonly string[], examples: readonly Example[], pace: Pace): Promise<string> {
  const lines = [JSON.stringify(labels)]
  for (const [at, { digest, target, split }] of examples.entries()) {
    if (at % together === 0) await pace.breathe()
    lines.push(`${digest} ${writtenTarget(target)} ${split ?? '-'}`)
  }
  return sha256(new TextEncoder().encode(lines.join('\n')))
}

type Noun = readonly [singular: string, plural: string]

function smallClasses(classes: readonly string[], examples: readonly Example[], [, many]: Noun): Message[] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const { target } of examples) for (const name of namesIn(target)) counts[name] = (counts[name] ?? 0) + 1
  const small = classes.filter((_, name) => (counts[name] ?? 0) < 3)
  const noticeOf = smallNotices[examples[0]?.target.kind ?? 'class']
  // Of each class with fewer than three nothing can be held back, and a run would be refused when it starts.
  const isRefused =
    small.length === classes.length && examples.every(({ target, split }) => target.kind === 'class' && !split)
  if (isRefused) return [notice('everyClassSmall', { many })]
  return small.length === 0 || !noticeOf ? [] : [noticeOf({ names: few(small), many })]
}

/** What is said of names that few examples have, by the kind of answer; null of answers without names. */
const smallNotices: Record<Target['kind'], ((small: NoticeParameters<'classesSmall'>) => Message) | null> = {
  class: (small) => notice('classesSmall', small),
  labels: (small) => notice('labelsSmall', small),
  tags: (small) => notice('tagsSmall', small),
  number: null,
  text: null,
}

/** The same content under two answers contradicts itself; in two splits it lets the test see what was trained on. */
function repeated(classes: readonly string[], examples: readonly Example[], example: Noun): Message[] {
  const groups = equalGroups(examples).map((group) => group.map((place) => examples[place] as Example))
  const contradicting = groups.filter((group) => new Set(group.map(({ target }) => writtenTarget(target))).size > 1)
  const leaking = groups.filter((group) => new Set(group.map(({ split }) => split ?? 'train')).size > 1)
  const warnings: Message[] = []
  const [first] = contradicting
  if (first) {
    const names = few([...new Set(first.map(({ target }) => targetText(target, classes)))])
    const key = first[0]?.target.kind === 'class' ? 'examplesInSeveralClasses' : 'examplesAnsweredOtherwise'
    warnings.push(notice(key, { examples: contradicting.length, names, paths: where(first), example }))
  }
  if (leaking.length > 0)
    warnings.push(notice('examplesInSeveralSplits', { examples: leaking.length, paths: where(leaking[0]), example }))
  return warnings
}

/** Frames of recordings are many pictures and few moments. */
function recorded(examples: readonly Example[]): Message[] {
  const recordings = recordingsOf(examples)
  if (recordings.size === 0) return []
  const among = new Set([...recordings].flatMap(([place, name]) => (examples[place]?.split ? [] : [name])))
  const drawn = [...recordings].filter(([, name]) => among.has(name)).length
  return drawn === 0 ? [] : [notice('picturesOfRecordings', { pictures: drawn, recordings: among.size })]
}

function where(group: readonly Example[] = []): Few {
  return few(group.map(({ path }) => displayText(path, limits.pathLength)))
}
