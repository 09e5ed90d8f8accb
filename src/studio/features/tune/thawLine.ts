// The thaw line as a place in the stack, and as the two fields of the recipe that say the same: method and thaw.
import { type MethodId, methodCard, thawedBlocks } from '../../../shared/catalog/methods.ts'
import type { BlockSummary } from '../../../shared/protocol.ts'
import type { FieldValue } from '../../../shared/recipe.ts'

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
