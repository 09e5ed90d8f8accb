import { type FamilyId, isTransformer } from '../shared/catalog/families.ts'
import type { TaskId } from '../tasks/ids.ts'
import type { MethodId } from './ids.ts'

/** What the page knows of a method: its words, and how far up the trunk it reaches. The engine's registry mirrors it. */
export const methodCards = [
  {
    id: 'head',
    title: 'Head only',
    summary: 'Freeze the whole trunk and train a new head on its features. Fastest, least memory, hard to over-fit.',
    thaw: 'none',
  },
  {
    id: 'top-blocks',
    title: 'Top blocks',
    summary: 'Thaw the blocks nearest the head, at a smaller learning rate, so that they adapt and do not forget.',
    thaw: 'choice',
  },
  {
    id: 'full',
    title: 'Full',
    summary: 'Thaw everything. Most to gain with much data; slowest, most memory, easiest to over-fit.',
    thaw: 'all',
  },
  {
    id: 'gradual',
    title: 'Gradual',
    summary: 'Train the head first, then thaw one block more every few epochs. Slower, and gentle on what was learned.',
    thaw: 'choice',
  },
  {
    id: 'bitfit',
    title: 'Biases only',
    summary: 'Train nothing in the trunk but its biases (BitFit). Very few parameters, hard to over-fit.',
    thaw: 'choice',
  },
  {
    id: 'norm',
    title: 'Norms only',
    summary: 'Train the scale and shift of the norms. As few parameters as biases, and often as good.',
    thaw: 'choice',
  },
  {
    id: 'lora',
    title: 'LoRA',
    summary:
      'Put a low-rank pair beside the layers and train only the pairs. Nearly as good as full, a small file to share.',
    thaw: 'choice',
  },
  {
    id: 'dora',
    title: 'DoRA',
    summary:
      'LoRA that learns the length of each output apart from its direction. A little better at low ranks, slower.',
    thaw: 'choice',
  },
  {
    id: 'ia3',
    title: 'IA3',
    summary: 'Learn to turn up or down keys, values and features. The smallest adapter of all.',
    thaw: 'choice',
  },
  {
    id: 'adapter',
    title: 'Bottleneck adapter',
    summary: 'Insert small bottlenecks after the sublayers and train only those. Works well with little data.',
    thaw: 'choice',
  },
  {
    id: 'prompt',
    title: 'Prompt tuning',
    summary: 'Learn a few virtual tokens that stand before the input. Tiny; wants a large model and patience.',
    thaw: 'all',
  },
  {
    id: 'prefix',
    title: 'Prefix tuning',
    summary: 'Learn keys and values that every layer attends to. Small, and stronger than a prompt.',
    thaw: 'choice',
  },
] as const satisfies readonly MethodCard[]

export interface MethodCard {
  readonly id: MethodId
  readonly title: string
  readonly summary: string
  /** Whether the person chooses the thaw line, or the method fixes it at the bottom or at the top of the trunk. */
  readonly thaw: 'none' | 'choice' | 'all'
}

export function methodCard(id: MethodId): MethodCard {
  const card = methodCards.find((candidate) => candidate.id === id)
  if (!card) throw new Error(`internal: no method card "${id}"`)
  return card
}

/** How many blocks from the top a method really thaws in a trunk of `blocks`, when the person asked for `wanted`. */
export function thawedBlocks(id: MethodId, wanted: number, blocks: number): number {
  const { thaw } = methodCard(id)
  if (thaw === 'none') return 0
  if (thaw === 'all') return blocks
  return Math.min(Math.max(1, Math.round(wanted)), blocks)
}

/**
 * Why a method cannot be used for a task, or, where the family is known, in a network of that family; null when it can.
 */
export function methodRefusal(id: MethodId, task: TaskId, family?: FamilyId): string | null {
  if (id === 'head' && task === 'text-generation')
    return 'A network that continues texts answers with its own embedding: it has no head that could be trained alone.'
  if (family === undefined || isTransformer(family)) return null
  if (id === 'prompt') return 'A convolutional network reads no tokens that a prompt could be put before.'
  if (id === 'prefix') return 'A convolutional network has no attention whose keys and values a prefix could join.'
  if (id === 'adapter') return 'Bottleneck adapters follow the sublayers of a transformer; this network has none.'
  return null
}

/** The method that a task begins with. */
export function defaultMethod(task: TaskId): MethodId {
  return task === 'text-generation' ? 'full' : 'head'
}
