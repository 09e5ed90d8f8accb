/** How dark a cell of a matrix is: its share of the row, softened so that a single mistake among many is still seen. */
export function heatShade(value: number, rowTotal: number): number {
  if (value <= 0 || rowTotal <= 0) return 0
  return 0.12 + 0.88 * Math.sqrt(Math.min(1, value / rowTotal))
}

/** From this shade on the ground is too dark for dark text. */
export const lightTextFrom = 0.62
