/**
 * What a person relabelled or dropped, applied to a dataset. Edits name an example by content and path and a class by
 * name, so that they hold wherever the same files are read again. The edited dataset is assembled as one that was read:
 * its fingerprint, order and split follow from what it holds.
 */

import type { DataEdit } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import { type Message, writtenMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import { assembleDataset } from './assembleDataset.ts'
import type { Dataset } from './dataset.ts'
import type { LabelledExample } from './labelled.ts'
import { createPace } from './pace.ts'
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
  const { examples, unmatched, changed } = applied(unedited, before, edits)
  const missed = missedWarning(unmatched)
  if (!changed)
    return missed.length === 0 ? unedited : { ...unedited, warnings: [...unedited.warnings, ...missed], unedited }
  refuseTooFew(unedited, examples)
  const pace = createPace(new AbortController().signal)
  // Findings such as duplicates are made anew, from the examples as they are now.
  const found = await assembleDataset({ ...unedited, examples: before, warnings: [] }, pace)
  const again = new Set(found.warnings.map(writtenMessage))
  const kept = unedited.warnings.filter((warning) => !again.has(writtenMessage(warning)))
  const edited = await assembleDataset({ ...unedited, examples, warnings: kept }, pace)
  return { ...edited, warnings: [...edited.warnings, ...missed], unedited }
}

/** Each example's last edit only, in the order of those. */
export function joinedEdits(edits: readonly DataEdit[]): DataEdit[] {
  const last = new Map<string, DataEdit>()
  for (const edit of edits) {
    last.delete(keyOf(edit))
    last.set(keyOf(edit), edit)
  }
  return [...last.values()]
}

function labelledOf({ examples, classes }: Dataset): LabelledExample[] {
  return examples.map((example) => ({ ...example, target: named(example.target, classes) }))
}

interface Applied {
  readonly examples: readonly LabelledExample[]
  readonly unmatched: readonly DataEdit[]
  readonly changed: boolean
}

/** Only what has a class can be given another; the rest can only be dropped. */
function applied({ classes }: Dataset, before: readonly LabelledExample[], edits: readonly DataEdit[]): Applied {
  const wanted = new Map(joinedEdits(edits).map((edit) => [keyOf(edit), edit]))
  const sorted = before[0]?.target.kind === 'class'
  const names = new Set(sorted ? classes : [])
  const known = new Set(before.map(keyOf))
  const unmatched = [...wanted.values()].filter(
    (edit) => !known.has(keyOf(edit)) || (edit.label !== null && !names.has(edit.label)),
  )
  for (const edit of unmatched) wanted.delete(keyOf(edit))
  const examples = before.flatMap((example) => {
    const edit = wanted.get(keyOf(example))
    if (!edit || (example.target.kind === 'class' && edit.label === example.target.name)) return [example]
    return edit.label === null ? [] : [{ ...example, target: { kind: 'class' as const, name: edit.label } }]
  })
  const changed = examples.length < before.length || examples.some((example, at) => example !== before[at])
  return { examples, unmatched, changed }
}

function keyOf({ digest, path }: { readonly digest: string; readonly path: string }): string {
  // An edit of an earlier version may name a decomposed path, which is the same file.
  return `${digest} ${path.normalize('NFC')}`
}

function missedWarning(unmatched: readonly DataEdit[]): Message[] {
  if (unmatched.length === 0) return []
  return [notice('changesFindNoExample', { paths: few(unmatched.map(({ path }) => path)) })]
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
