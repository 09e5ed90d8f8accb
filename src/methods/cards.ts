/** What is known of each method before a run: one line each. */
import { type FamilyId, partsOf } from '../shared/catalog/families.ts'
import { taskCard } from '../tasks/cards.ts'
import type { TaskId } from '../tasks/ids.ts'
import { adapter } from './adapter/card.ts'
import { bitfit } from './bitfit/card.ts'
import { dora } from './dora/card.ts'
import { full } from './full/card.ts'
import { gradual } from './gradual/card.ts'
import { head } from './head/card.ts'
import { ia3 } from './ia3/card.ts'
import { type MethodId, methodIds } from './ids.ts'
import { lora } from './lora/card.ts'
import type { MethodCard, NetworkParts } from './methodCard.ts'
import { norm } from './norm/card.ts'
import { prefix } from './prefix/card.ts'
import { prompt } from './prompt/card.ts'
import { topBlocks } from './top-blocks/card.ts'

/** In the order in which the picker lists them within a group, and a recipe keeps their settings. */
const cards = {
  lora,
  dora,
  adapter,
  ia3,
  prompt,
  prefix,
  head,
  'top-blocks': topBlocks,
  gradual,
  full,
  bitfit,
  norm,
} satisfies Record<MethodId, MethodCard>

/** In the order in which they are offered. */
export const methodCards: readonly MethodCard[] = methodIds.map((id) => cards[id])

/** In the order in which the picker lists them within a group. */
export const listedCards: readonly MethodCard[] = Object.values(cards)

type OwnField = (typeof cards)[MethodId]['fields'][number]

/** The settings of all methods, each once, with the methods that read it. */
export const methodFields: readonly (OwnField & { readonly methods: readonly MethodId[] })[] = fieldsOfAll()

function fieldsOfAll() {
  const fields = new Set<OwnField>(Object.values(cards).flatMap((card): readonly OwnField[] => card.fields))
  return [...fields].map((field) => {
    const methods = methodCards.filter((card) => card.fields.includes(field)).map(({ id }) => id)
    return { ...field, methods }
  })
}

export function methodCard(id: MethodId): MethodCard {
  return cards[id]
}

/** How many blocks from the top a method really thaws in a trunk of `blocks`, when the person asked for `wanted`. */
export function thawedBlocks(id: MethodId, wanted: number, blocks: number): number {
  const { thaw } = methodCard(id)
  if (thaw === 'none') return 0
  if (thaw === 'all') return blocks
  return Math.min(Math.max(1, Math.round(wanted)), blocks)
}

/**
 * Why a method cannot be used for a task, or, where a network is known, or the family of one, in that; null when it can.
 */
export function methodRefusal(id: MethodId, task: TaskId, network?: FamilyId | NetworkParts): string | null {
  const parts = typeof network === 'string' ? partsOf(network) : (network ?? null)
  return methodCard(id).refusal?.(taskCard(task), parts) ?? null
}

/** The method that a task begins with. */
export function defaultMethod(task: TaskId): MethodId {
  return taskCard(task).defaultMethod
}
