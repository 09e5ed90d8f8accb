// The trunk in slabs and words: what stays as it is, what learns, and what stands beside it and learns.

import { methodCard } from '../../../methods/cards.ts'
import type { BlockCosts } from '../../../methods/counting.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { Learning } from '../../../methods/methodCard.ts'
import type { BlockSummary } from '../../../shared/domain/blocks.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { Estimate } from '../../../shared/estimate.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { Slab } from '../../ui/charts/SlabStack.tsx'
import { formatCount } from '../../ui/format.ts'

/** What a screen reader says of the line: "2 blocks thawed: stage 3 block 1 and above; 412,000 trainable". */
export function thawLineText(blocks: readonly BlockSummary[], frozen: number, figures: LineFigures): string {
  const { trainable, method } = figures
  const { reached: word } = methodCard(method).learns
  const counted = `${trainable.toLocaleString('en')} trainable`
  const lowest = blocks[frozen]
  if (!lowest) return `No block thawed: the head only; ${counted}`
  const reached = blocks.length - frozen
  const many = reached === blocks.length ? `All ${reached} blocks` : reached === 1 ? '1 block' : `${reached} blocks`
  return `${many} ${word}: ${lowest.label} and above; ${counted}`
}

interface LineFigures {
  readonly trainable: number
  readonly method: MethodId
}

/** The blocks from the bottom, and the head where the task has one: a network that continues texts answers by itself. */
export function trunkSlabs(
  { blocks }: Pick<ModelSummary, 'blocks'>,
  { task, method, figures }: { task: TaskId; method: MethodId; figures: Pick<Estimate, 'blocks' | 'headParameters'> },
): readonly Slab[] {
  const slabs = blocks.map(({ name, label, parameters }, index) => ({
    key: name,
    label: capital(label),
    weight: parameters,
    ...learning(parameters, figures.blocks[index] ?? untouched, methodCard(method).learns.part),
  }))
  if (!taskCard(task).headed) return slabs
  const head = figures.headParameters
  return [...slabs, { key: 'head', label: 'Head', note: formatCount(head), weight: head }]
}

const untouched: BlockCosts = { own: 0, added: 0 }

/** "85 k", "1.2 k of 85 k", "85 k + 4.1 k" */
function learning(
  parameters: number,
  { own, added }: BlockCosts,
  part: Learning['part'],
): Pick<Slab, 'note' | 'shortNote' | 'part'> {
  const all = formatCount(parameters)
  if (part === 'whole') return { note: all }
  if (added > 0) return { note: `${all} + ${formatCount(added)}`, shortNote: `+ ${formatCount(added)}`, part }
  return own > 0
    ? { note: `${formatCount(own)} of ${all}`, shortNote: formatCount(own), part }
    : { note: all, part: 'none' }
}

export function outputWords(task: TaskId, classes: number): string {
  return taskCard(task).words.out(classes)
}

export function inputWords(task: TaskId, inputSize: number, maxTokens: number): string {
  if (taskCard(task).input === 'image') return `${inputSize} × ${inputSize} pixels in`
  return `Up to ${formatCount(Math.min(inputSize, maxTokens))} tokens in`
}
