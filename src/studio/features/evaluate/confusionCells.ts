// What a cell of the confusion matrix says.

export interface Cell {
  /** The true class. */
  readonly row: number
  /** The answer. */
  readonly column: number
}

/** "3 pictures of dog, taken for fox" */
export function cellWords(classes: readonly string[], { row, column }: Cell, counted: string): string {
  const examples = `${counted} of ${classes[row]}`
  return row === column ? `${examples}, answered correctly` : `${examples}, answered ${classes[column]}`
}

export function cellTitle(classes: readonly string[], { row, column }: Cell): string {
  return row === column ? `${classes[row]}, answered correctly` : `${classes[row]}, answered ${classes[column]}`
}
