/** A text file whose every line has the same cells between tabs is a table under another name. */

const shortest = 80

/**
 * Whether every line is a text, a tab and a short label, or a label of a few and a text, or has more cells than two.
 * Counted by hand: an expression that tries every border would take forever on a long line without a tab.
 */
export function isTabbed(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const [first = ''] = lines
  const width = first.split('\t').length
  if (lines.length < 2 || width < 2) return false
  const rows = lines.map((line) => line.replace(/\r$/, '').split('\t'))
  if (!rows.every((cells) => cells.length === width && cells[0]?.trim() !== '')) return false
  if (width > 2) return true
  const isShort = (column: number) =>
    rows.every((cells) => cells[column] !== '' && (cells[column] ?? '').length <= shortest)
  const isRepeated = (column: number) => 2 * new Set(rows.map((cells) => cells[column])).size <= rows.length
  return isShort(1) || (isShort(0) && isRepeated(0))
}
