// The thaw line as a place in the stack, and as the fields of the recipe that say the same: method and thaw.
import { methodCard, methodCards } from '../../../methods/cards.ts'
import { everyBlock } from '../../../methods/counting.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'

export interface FieldChange {
  readonly key: string
  readonly value: FieldValue
}

/** A method in a trunk: where its line lies when so many blocks, from the top, may change. */
export interface LineMaker {
  readonly method: MethodId
  readonly blocks: number
  readonly lineAt: (thaw: number) => number
}

/** Whether the line can be moved at all: what stands before the first block learns through all of them. */
export function isMovable(method: MethodId): boolean {
  return isOfWholeBlocks(method) || methodCard(method).thaw === 'choice'
}

/**
 * What to change so that the line lies above `frozen` blocks. Of methods that thaw whole blocks, a line at either end is
 * one of its own; the others keep at least one block.
 */
export function moveThawLine(maker: LineMaker, frozen: number): readonly FieldChange[] {
  const { method, blocks } = maker
  return isOfWholeBlocks(method)
    ? moveBetweenMethods(method, frozen, blocks)
    : thawChange(thawFor(maker, frozen), blocks)
}

/** What to change so that `wanted` blocks may change: a typed number. */
export function setThawed({ method, blocks }: LineMaker, wanted: number, fewest: number): readonly FieldChange[] {
  if (!isOfWholeBlocks(method) || methodCard(method).thaw !== 'choice') return thawChange(wanted, blocks)
  const thawed = Math.max(fewest, wanted)
  // As many as there are leaves the method as it is: another number may follow.
  return thawed < blocks ? moveBetweenMethods(method, blocks - thawed, blocks) : [{ key: 'thaw', value: wanted }]
}

function isOfWholeBlocks(method: MethodId): boolean {
  return methodCard(method).slides === true
}

function moveBetweenMethods(method: MethodId, frozen: number, blocks: number): readonly FieldChange[] {
  const thawed = blocks - frozen
  const reached = thawed <= 0 ? 'none' : thawed >= blocks ? 'all' : 'choice'
  const next = methodCards.find(({ slides, thaw }) => slides && thaw === reached)?.id ?? method
  const changes: FieldChange[] = next === method ? [] : [{ key: 'method.id', value: next }]
  if (reached === 'choice') changes.push({ key: 'thaw', value: thawed })
  return changes
}

/** Blocks in which there is nothing to train are passed over, so that a line that is moved down does move. */
function thawFor({ blocks, lineAt }: LineMaker, frozen: number): number {
  let thaw = blocks - frozen
  while (thaw < blocks && lineAt(thaw) > frozen) thaw++
  return thaw
}

function thawChange(thaw: number, blocks: number): readonly FieldChange[] {
  return [{ key: 'thaw', value: thaw >= blocks ? everyBlock : Math.max(1, thaw) }]
}
