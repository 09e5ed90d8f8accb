// The thaw line as a place in the stack, and as the two fields of the recipe that say the same: method and thaw.
import { type MethodId, methodCard, thawedBlocks } from '../../../shared/catalog/methods.ts'
import type { FieldValue } from '../../../shared/catalog/recipeFields.ts'
import type { TaskId } from '../../../shared/catalog/tasks.ts'
import type { BlockSummary, ModelSummary } from '../../../shared/protocol.ts'
import type { Slab } from '../../ui/charts/SlabStack.tsx'
import { formatCount } from '../../ui/format.ts'

export interface FieldChange {
  readonly key: string
  readonly value: FieldValue
}

/** How many blocks lie below the line. */
export function frozenBlocks(method: MethodId, thaw: number, blocks: number): number {
  return blocks - thawedBlocks(method, thaw, blocks)
}

/** What to change so that the line lies above `frozen` blocks: a line at either end is a method of its own. */
export function moveThawLine(method: MethodId, frozen: number, blocks: number): readonly FieldChange[] {
  const thawed = blocks - frozen
  const next = methodAt(thawed, blocks)
  const changes: FieldChange[] = next === method ? [] : [{ key: 'method.id', value: next }]
  if (methodCard(next).thaw === 'choice') changes.push({ key: 'thaw', value: thawed })
  return changes
}

function methodAt(thawed: number, blocks: number): MethodId {
  if (thawed <= 0) return 'head'
  return thawed >= blocks ? 'full' : 'top-blocks'
}

/** What a screen reader says of the line: "2 blocks thawed: stage 3 block 1 and above; 412,000 trainable". */
export function thawLineText(blocks: readonly BlockSummary[], frozen: number, trainable: number): string {
  const figures = `${trainable.toLocaleString('en')} trainable`
  const lowest = blocks[frozen]
  if (!lowest) return `No block thawed: the head only; ${figures}`
  const thawed = blocks.length - frozen
  const many = thawed === blocks.length ? `All ${thawed} blocks` : thawed === 1 ? '1 block' : `${thawed} blocks`
  return `${many} thawed: ${lowest.label} and above; ${figures}`
}

/** The blocks from the bottom, and the head where the task has one: a network that continues texts answers by itself. */
export function trunkSlabs(
  { blocks, featureSize }: Pick<ModelSummary, 'blocks' | 'featureSize'>,
  { task, classes }: { readonly task: TaskId; readonly classes: number },
): readonly Slab[] {
  const slabs = blocks.map(({ name, label, parameters }) => ({
    key: name,
    label: capital(label),
    note: formatCount(parameters),
    weight: parameters,
  }))
  if (task === 'text-generation') return slabs
  const head = (featureSize + 1) * classes
  return [...slabs, { key: 'head', label: 'Head', note: formatCount(head), weight: head }]
}

export function outputWords(task: TaskId, classes: number): string {
  return task === 'text-generation' ? 'The next token out' : `${classes} classes out`
}

export function inputWords(task: TaskId, inputSize: number, maxTokens: number): string {
  if (task === 'image-classification') return `${inputSize} × ${inputSize} pixels in`
  return `Up to ${formatCount(Math.min(inputSize, maxTokens))} tokens in`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
