/**
 * What a person relabelled or dropped, applied to a dataset. Edits name an example by content and path and a class by
 * name, so that they hold wherever the same files are read again. The edited dataset is assembled as one that was read:
 * its fingerprint, order and split follow from what it holds.
 */

import type { ClassEdit, DataEdit, ExampleEdit } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import { type Message, writtenMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import { assembleDataset } from './assembleDataset.ts'
import type { Dataset } from './dataset.ts'
import { groupBy } from './groupBy.ts'
import type { LabelledExample } from './labelled.ts'
import { createPace, type Pace } from './pace.ts'
import { named, namesOf } from './target.ts'

/**
 * The dataset as it was read, with all of these edits; of two for one example the later one holds, so that an edit back
 * undoes. A class that no example is left of is no class any more. Where nothing changes, the same dataset.
 * @throws ThawError `classes-too-few` or `data-empty` where nothing would be left to train on.
 */
export async function editDataset(dataset: Dataset, edits: readonly DataEdit[]): Promise<Dataset> {
  const unedited = dataset.unedited ?? dataset
  if (edits.length === 0) return unedited
  const before = labelledOf(unedited)
  const { examples, unmatched, relabelled } = applied(unedited, before, edits)
  const leftOut = before.length - examples.length
  const missed = missedWarning(unmatched)
  if (relabelled + leftOut === 0)
    return missed.length === 0 ? unedited : { ...unedited, warnings: [...unedited.warnings, ...missed], unedited }
  refuseTooFew(unedited, examples)
  const pace = createPace(new AbortController().signal)
  const kept = await lastingWarnings(unedited, before, pace)
  const edited = await assembleDataset({ ...unedited, examples, warnings: kept, read: unedited.examples }, pace)
  return { ...edited, warnings: [...edited.warnings, ...missed], edited: { relabelled, leftOut }, unedited }
}

const lasting = new WeakMap<Dataset, Promise<readonly Message[]>>()

/** Without findings such as duplicates, which are made anew, from the examples as they are now. Found once for one dataset. */
function lastingWarnings(
  unedited: Dataset,
  before: readonly LabelledExample[],
  pace: Pace,
): Promise<readonly Message[]> {
  const known = lasting.get(unedited) ?? withoutFindings(unedited, before, pace)
  lasting.set(unedited, known)
  return known
}

async function withoutFindings(unedited: Dataset, before: readonly LabelledExample[], pace: Pace) {
  if (unedited.warnings.length === 0) return []
  const found = (await assembleDataset({ ...unedited, examples: before, warnings: [] }, pace)).warnings
  const again = new Set(found.map(writtenMessage))
  return unedited.warnings.filter((warning) => !again.has(writtenMessage(warning)))
}

/** Each example's and each class's last edit only, in the order of those. */
export function joinedEdits(edits: readonly DataEdit[]): DataEdit[] {
  const last = new Map<string, DataEdit>()
  for (const edit of edits) {
    last.delete(keyOf(edit))
    last.set(keyOf(edit), edit)
  }
  return [...last.values()]
}

const labelled = new WeakMap<Dataset, readonly LabelledExample[]>()

/** Made once for one dataset: of two hundred thousand examples it takes longer than all else that an edit needs. */
function labelledOf(dataset: Dataset): readonly LabelledExample[] {
  const { examples, classes } = dataset
  const known = labelled.get(dataset)
  if (known) return known
  const made = examples.map((example, place) => ({ ...example, place, target: named(example.target, classes) }))
  labelled.set(dataset, made)
  return made
}

interface Applied {
  readonly examples: readonly LabelledExample[]
  readonly unmatched: readonly DataEdit[]
  /** Examples that are of another class than they were read with. */
  readonly relabelled: number
}

/** Only what has a class can be given another; the rest can only be left out. */
function applied({ classes }: Dataset, before: readonly LabelledExample[], edits: readonly DataEdit[]): Applied {
  const sorted = before[0]?.target.kind === 'class'
  const joined = joinedEdits(edits)
  const ofClasses = new Map(joined.flatMap((edit) => (isOfClass(edit) && sorted ? [[edit.class, edit] as const] : [])))
  const wanted = editsByExample(joined)
  const given = [...ofClasses.values()].flatMap(({ label }) => label ?? [])
  const names = new Set(sorted ? [...classes, ...given] : [])
  const known = new Set<DataEdit>()
  for (const example of before) {
    const edit = wanted.of(example)
    if (edit) known.add(edit)
  }
  const isMissed = (edit: DataEdit) =>
    isOfClass(edit)
      ? !sorted || (!classes.includes(edit.class) && edit.class !== edit.label)
      : !known.has(edit) || (edit.label !== null && !names.has(edit.label))
  const unmatched = joined.filter(isMissed)
  const missed = new Set(unmatched)
  const examples: LabelledExample[] = []
  let relabelled = 0
  for (const example of before) {
    const own = wanted.of(example)
    const edit =
      (own && !missed.has(own) ? own : undefined) ??
      (example.target.kind === 'class' && ofClasses.get(example.target.name))
    if (!edit || (example.target.kind === 'class' && edit.label === example.target.name)) examples.push(example)
    else if (edit.label !== null) {
      examples.push({ ...example, target: { kind: 'class' as const, name: edit.label } })
      relabelled++
    }
  }
  return { examples, unmatched, relabelled }
}

export interface EditsByExample {
  /** Of the example that it names by content and path. */
  of(example: Pick<ExampleEdit, 'digest' | 'path'>): ExampleEdit | undefined
}

/** Edits are few and examples many: an example whose content no edit names costs one look. */
export function editsByExample(edits: readonly DataEdit[]): EditsByExample {
  const ofExamples = edits.flatMap((edit) => (isOfClass(edit) ? [] : [edit]))
  const byDigest = groupBy(ofExamples, ({ digest }) => digest)
  return {
    of: (example) => byDigest.get(example.digest)?.find((edit) => keyOf(edit) === keyOf(example)),
  }
}

export function isOfClass(edit: DataEdit): edit is ClassEdit {
  return 'class' in edit
}

/** Equal for edits of the same example, and for the example itself. */
export function keyOf(of: DataEdit | Pick<ExampleEdit, 'digest' | 'path'>): string {
  if ('class' in of) return `class ${of.class}`
  // An edit of an earlier version may name a decomposed path, which is the same file.
  return `${of.digest} ${of.path.normalize('NFC')}`
}

function missedWarning(unmatched: readonly DataEdit[]): Message[] {
  if (unmatched.length === 0) return []
  return [
    notice('changesFindNoExample', { paths: few(unmatched.map((edit) => (isOfClass(edit) ? edit.class : edit.path))) }),
  ]
}

function refuseTooFew({ task }: Dataset, examples: readonly LabelledExample[]): void {
  const [, many] = taskCard(task).example
  if (taskCard(task).target !== 'class') {
    if (examples.length >= 3) return
    throw new ThawError('data-empty', 'changesLeaveTooFew', { examples: examples.length, many })
  }
  const left = [...new Set(examples.flatMap(({ target }) => namesOf(target)))]
  if (left.length >= 2) return
  throw new ThawError('classes-too-few', 'changesLeaveNoTwoClasses', { left: left[0] ?? null })
}
