// What a cell of the confusion matrix says, and which mistakes belong to it.
import type { Mistake } from '../../../shared/protocol.ts'

export interface Cell {
  /** The true class. */
  readonly row: number
  /** The answer. */
  readonly column: number
}

/** "3 pictures of dog, taken for fox" */
export function cellWords(classes: readonly string[], { row, column }: Cell, counted: string): string {
  const examples = `${counted} of ${classes[row]}`
  return row === column ? `${examples}, named rightly` : `${examples}, taken for ${classes[column]}`
}

export function mistakesOf(mistakes: readonly Mistake[], cell: Cell | null): readonly Mistake[] {
  if (!cell) return mistakes
  return mistakes.filter(({ truth, predicted }) => truth === cell.row && predicted === cell.column)
}

export function mistakesTitle(classes: readonly string[], cell: Cell | null, count: number): string {
  if (!cell) return count === 0 ? 'Mistakes' : `The ${count === 1 ? 'one mistake' : `${count} surest mistakes`}`
  const { row, column } = cell
  return row === column ? `${classes[row]}, named rightly` : `${classes[row]}, taken for ${classes[column]}`
}
