/** How dark a cell of a matrix is: its share of the row, softened so that a single mistake among many is still seen. */
export function heatShade(value: number, rowTotal: number): number {
  if (value <= 0 || rowTotal <= 0) return 0
  return 0.12 + 0.88 * Math.sqrt(Math.min(1, value / rowTotal))
}

/** From these shades on the ground is too deep for the text of the paler cells: first on dark screens, then on light ones. */
export const deepFrom = { dark: 0.58, light: 0.82 }

export function heatTone(shade: number): 'pale' | 'middle' | 'deep' {
  if (shade >= deepFrom.light) return 'deep'
  return shade >= deepFrom.dark ? 'middle' : 'pale'
}
