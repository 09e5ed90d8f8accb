/** Turns labelled pictures into a dataset: classes in order, a fingerprint, and what a person should know before training. */
import { ThawError } from '../../shared/errors.ts'
import type { SkippedFile, SplitName } from '../../shared/protocol.ts'
import type { Dataset, Example } from './dataset.ts'
import { sha256 } from './digest.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import type { LabelledPicture } from './labelPictures.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'

interface Parts {
  readonly name: string
  readonly pictures: readonly LabelledPicture[]
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly string[]
}

/** Throws `data-empty`, `classes-too-few` or `data-too-large` where nothing can be trained. */
export async function assembleDataset({ name, pictures, skipped, warnings }: Parts, pace: Pace): Promise<Dataset> {
  if (pictures.length === 0) throw nothingUsable(skipped)
  const labels = [...new Set(pictures.map((picture) => picture.labelText))].sort(byCodeUnit)
  if (labels.length < 2) throw oneClass(labels[0] ?? '', pictures.length)
  if (labels.length > limits.classes) throw tooManyClasses(labels.length)
  const classes = distinctNames(labels)
  const indexOf = new Map(labels.map((label, index) => [label, index]))
  const examples = pictures
    .map(({ path, blob, digest, split, labelText }) => ({
      path,
      blob,
      digest,
      split,
      label: indexOf.get(labelText) ?? 0,
    }))
    .sort((a, b) => a.label - b.label || byCodeUnit(a.digest, b.digest) || byCodeUnit(a.path, b.path))
  await pace.breathe()
  const print = await fingerprint(labels, examples)
  await pace.breathe()
  const found = [...smallClasses(classes, examples), ...repeated(classes, examples)]
  return {
    name: displayText(name, limits.labelLength),
    fingerprint: print,
    classes,
    examples,
    skipped,
    namedSplits: splitsOf(examples),
    warnings: [...warnings, ...found],
  }
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

function smallClasses(classes: readonly string[], examples: readonly Example[]): string[] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const { label } of examples) counts[label] = (counts[label] ?? 0) + 1
  const small = classes.filter((_, label) => (counts[label] ?? 0) < 3)
  if (small.length === 0) return []
  const advice = 'Add pictures: with at least 3 it can be trained, validated and tested.'
  return [`${list(small, 'class has', 'classes have')} fewer than 3 pictures: ${few(small)}. ${advice}`]
}

/** The same bytes under two labels contradict each other; in two splits they let the test see what was trained on. */
function repeated(classes: readonly string[], examples: readonly Example[]): string[] {
  const byDigest = groupBy(examples, (example) => example.digest)
  const groups = [...byDigest.values()].filter((group) => group.length > 1)
  const contradicting = groups.filter((group) => new Set(group.map(({ label }) => label)).size > 1)
  const leaking = groups.filter((group) => new Set(group.map(({ split }) => split ?? 'train')).size > 1)
  const warnings: string[] = []
  if (contradicting.length > 0) {
    const [first] = contradicting
    const names = [...new Set(first?.map(({ label }) => classes[label] ?? ''))]
    warnings.push(
      `${list(contradicting, 'picture is', 'pictures are')} in more than one class (${few(names)}): ${where(first)}.`,
    )
  }
  if (leaking.length > 0) {
    const advice = 'The test would see what was trained on; remove one of each.'
    warnings.push(
      `${list(leaking, 'picture is', 'pictures are')} in more than one split: ${where(leaking[0])}. ${advice}`,
    )
  }
  return warnings
}

function where(group: readonly Example[] = []): string {
  return few(group.map(({ path }) => displayText(path, limits.pathLength)))
}

function list(items: readonly unknown[], one: string, many: string): string {
  return `${items.length} ${items.length === 1 ? one : many}`
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`)
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
}

function nothingUsable(skipped: readonly SkippedFile[]): ThawError {
  const reasons = skipped.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`)
  const what =
    skipped.length === 0
      ? 'There are no pictures in it.'
      : `None of the ${skipped.length} files can be used. ${reasons.join(' ')}`
  return new ThawError(
    'data-empty',
    what,
    'Drop a zip archive or a folder in which each class has a folder of pictures.',
  )
}

function oneClass(label: string, count: number): ThawError {
  const name = displayText(label, limits.labelLength)
  return new ThawError(
    'classes-too-few',
    `Expected at least 2 classes, received 1 ("${name}", ${count} ${count === 1 ? 'picture' : 'pictures'}).`,
    'Add a second folder of pictures, named after its class.',
  )
}

function tooManyClasses(count: number): ThawError {
  return new ThawError(
    'data-too-large',
    `Received ${count.toLocaleString('en')} classes; at most ${limits.classes.toLocaleString('en')} can be trained.`,
    'Each folder of pictures is one class. Is every picture in a folder of its own?',
  )
}
