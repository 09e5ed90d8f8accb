/** Turns labelled examples into a dataset: classes in order, a fingerprint, and what a person should know before training. */

import type { SkippedFile, SplitName } from '../../shared/domain/data.ts'
import { taskCard } from '../../tasks/cards.ts'
import { few, list, nothingUsable, oneClass, tooManyClasses, tooShort } from './assemblyFaults.ts'
import type { Dataset, Example } from './dataset.ts'
import { sha256 } from './digest.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import type { Labelled, LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'

interface Parts extends Labelled {
  readonly name: string
  readonly skipped: readonly SkippedFile[]
}

/** Throws `data-empty`, `classes-too-few` or `data-too-large` where nothing can be trained. */
export async function assembleDataset(parts: Parts, pace: Pace): Promise<Dataset> {
  const { task, name, skipped, warnings, columns } = parts
  if (parts.examples.length === 0) throw nothingUsable(skipped)
  const labels = task === 'text-generation' ? [] : labelsOf(parts)
  const classes = distinctNames(labels)
  const examples = inOrder(parts.examples, labels)
  await pace.breathe()
  const print = await fingerprint(labels, examples)
  await pace.breathe()
  const noun = taskCard(task).example
  const found = [...smallClasses(classes, examples, noun), ...repeated(classes, examples, noun)]
  return {
    task,
    name: displayText(name, limits.labelLength),
    fingerprint: print,
    classes,
    examples,
    columns,
    skipped,
    namedSplits: splitsOf(examples),
    warnings: [...warnings, ...found],
  }
}

/** Sorted, so that a class's number does not follow from the order of files. */
function labelsOf({ task, examples, columns }: Labelled): string[] {
  const labels = [...new Set(examples.map((example) => example.labelText))].sort(byCodeUnit)
  const source = { task, column: columns?.label ?? null }
  if (labels.length < 2) throw oneClass(labels[0] ?? '', examples.length, source)
  if (labels.length > limits.classes) throw tooManyClasses(labels.length, source)
  return labels
}

/** By label, then digest; passages, which have no labels, stay in the order of their text. */
function inOrder(labelled: readonly LabelledExample[], labels: readonly string[]): Example[] {
  if (labels.length === 0) {
    if (labelled.length < 3) throw tooShort(labelled)
    return labelled.map(({ labelText: _, ...example }) => ({ ...example, label: 0 }))
  }
  const indexOf = new Map(labels.map((label, index) => [label, index]))
  return labelled
    .map(({ labelText, ...example }) => ({ ...example, label: indexOf.get(labelText) ?? 0 }))
    .sort((a, b) => a.label - b.label || byCodeUnit(a.digest, b.digest) || byCodeUnit(a.path, b.path))
}

const order: readonly SplitName[] = ['train', 'validation', 'test']

function splitsOf(examples: readonly Example[]): SplitName[] {
  const named = new Set(examples.map((example) => example.split))
  return order.filter((split) => named.has(split))
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** What is shown of each label; two that are cut to the same text are numbered. */
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

function fingerprint(labels: readonly string[], examples: readonly Example[]): Promise<string> {
  const lines = examples.map(({ digest, label, split }) => `${digest} ${label} ${split ?? '-'}`)
  return sha256(new TextEncoder().encode([JSON.stringify(labels), ...lines].join('\n')))
}

type Noun = readonly [singular: string, plural: string]

function smallClasses(classes: readonly string[], examples: readonly Example[], [, many]: Noun): string[] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const { label } of examples) counts[label] = (counts[label] ?? 0) + 1
  const small = classes.filter((_, label) => (counts[label] ?? 0) < 3)
  if (small.length === 0) return []
  const advice = `Add ${many}: with at least 3 it can be trained, validated and tested.`
  return [`${list(small, 'class has', 'classes have')} fewer than 3 ${many}: ${few(small)}. ${advice}`]
}

/** The same content under two labels contradicts itself; in two splits it lets the test see what was trained on. */
function repeated(classes: readonly string[], examples: readonly Example[], [one, many]: Noun): string[] {
  const byDigest = groupBy(examples, (example) => example.digest)
  const groups = [...byDigest.values()].filter((group) => group.length > 1)
  const contradicting = groups.filter((group) => new Set(group.map(({ label }) => label)).size > 1)
  const leaking = groups.filter((group) => new Set(group.map(({ split }) => split ?? 'train')).size > 1)
  const warnings: string[] = []
  if (contradicting.length > 0) {
    const [first] = contradicting
    const names = [...new Set(first?.map(({ label }) => classes[label] ?? ''))]
    warnings.push(
      `${list(contradicting, `${one} is`, `${many} are`)} in more than one class (${few(names)}): ${where(first)}.`,
    )
  }
  if (leaking.length > 0) {
    const advice = 'The test would see what was trained on; remove one of each.'
    warnings.push(
      `${list(leaking, `${one} is`, `${many} are`)} in more than one split: ${where(leaking[0])}. ${advice}`,
    )
  }
  return warnings
}

function where(group: readonly Example[] = []): string {
  return few(group.map(({ path }) => displayText(path, limits.pathLength)))
}
