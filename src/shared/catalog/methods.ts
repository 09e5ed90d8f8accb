import type { TaskId } from './tasks.ts'

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
] as const satisfies readonly MethodCard[]

export interface MethodCard {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** Whether the person chooses the thaw line, or the method fixes it at the bottom or at the top of the trunk. */
  readonly thaw: 'none' | 'choice' | 'all'
}

export type MethodId = (typeof methodCards)[number]['id']

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

/** Why a method cannot be used for a task; null when it can. */
export function methodRefusal(id: MethodId, task: TaskId): string | null {
  if (id !== 'head' || task !== 'text-generation') return null
  return 'A network that continues texts answers with its own embedding: it has no head that could be trained alone.'
}

/** The method that a task begins with. */
export function defaultMethod(task: TaskId): MethodId {
  return task === 'text-generation' ? 'full' : 'head'
}
