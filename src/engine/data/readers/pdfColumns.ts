/**
 * The lines of a page in the order of reading. Most documents draw them so; where columns stand side by side and are drawn
 * row by row, each column is read to its end. A table stands in columns, too, but its cells seldom fill them.
 */
import type { PdfLine } from './pdfLine.ts'

/** What was drawn as one line, in pieces that stand apart, and as the one line that it is where there are no columns. */
export interface DrawnLine {
  readonly whole: PdfLine
  readonly pieces: readonly PdfLine[]
}

export function inReadingOrder(drawn: readonly DrawnLine[]): readonly PdfLine[] {
  const pieces = drawn.flatMap((line) => line.pieces)
  return gutterOf(pieces) === null ? drawn.map(({ whole }) => whole) : byColumns(pieces, 0)
}

/** Columns side by side on one page. */
const mostColumns = 4

/** Lines over the whole width part what is above them from what is below. */
function byColumns(pieces: readonly PdfLine[], depth: number): readonly PdfLine[] {
  const gutter = depth < mostColumns ? gutterOf(pieces) : null
  if (gutter === null) return pieces
  const across = pieces.filter((piece) => crosses(piece, gutter)).toSorted((a, b) => b.y - a.y)
  const columns = pieces.filter((piece) => !crosses(piece, gutter))
  const bands = [...across.map(({ y }) => y), Number.NEGATIVE_INFINITY]
  return bands.flatMap((bottom, at) => {
    const top = bands[at - 1] ?? Number.POSITIVE_INFINITY
    const band = columns.filter(({ y }) => y <= top && y > bottom)
    const [left, right] = [band.filter(({ x }) => x < gutter), band.filter(({ x }) => x >= gutter)]
    const own = across[at]
    return [...byColumns(left, depth + 1), ...byColumns(right, depth + 1), ...(own ? [own] : [])]
  })
}

/** Lines that a column has at least, and letters that its lines have on the mean. */
const leastLines = 6
const leastLetters = 18
/** Lines that may reach over the gutter, as titles and wide figures do. */
const mostAcross = 0.2
/** Of the width of its column, how much of it its usual line fills. */
const leastFilled = 0.6

/** Where two columns of prose are parted; null where there are none. */
function gutterOf(pieces: readonly PdfLine[]): number | null {
  if (pieces.length < 2 * leastLines) return null
  const { left, right } = edgesOf(pieces)
  const places = Array.from({ length: 121 }, (_, i) => left + (right - left) * (0.2 + (0.6 * i) / 120))
  const crossed = places.map((place) => pieces.filter((piece) => crosses(piece, place)).length)
  const fewest = Math.min(...crossed)
  if (fewest > mostAcross * pieces.length) return null
  const best = places[middleOf(crossed, fewest)] ?? left
  const sides = [
    pieces.filter((piece) => !crosses(piece, best) && piece.x < best),
    pieces.filter((piece) => !crosses(piece, best) && piece.x >= best),
  ] as const
  return sides.every((side) => isColumn(side) || gutterOf(side) !== null) && stand(...sides) ? best : null
}

function crosses({ x, width }: PdfLine, place: number): boolean {
  return x < place && x + width > place
}

/** The middle of the longest run of places that as few lines reach over. */
function middleOf(crossed: readonly number[], fewest: number): number {
  let best = { from: 0, to: -1 }
  let from = 0
  for (const [at, count] of [...crossed, Number.POSITIVE_INFINITY].entries()) {
    if (count <= fewest) continue
    if (at - 1 - from > best.to - best.from) best = { from, to: at - 1 }
    from = at + 1
  }
  return Math.round((best.from + best.to) / 2)
}

/** Prose: lines enough, of many letters, which mostly reach from one edge to the other. */
function isColumn(side: readonly PdfLine[]): boolean {
  if (side.length < leastLines) return false
  const letters = side.reduce((sum, { text }) => sum + text.length, 0) / side.length
  const { left, right } = edgesOf(side)
  const width = right - left
  const filled = side.filter((line) => line.width >= leastFilled * width).length
  return letters >= leastLetters && filled >= leastFilled * side.length
}

/** Whether they stand beside one another, and not one under the other. */
function stand(left: readonly PdfLine[], right: readonly PdfLine[]): boolean {
  const [a, b] = [heights(left), heights(right)]
  const shared = Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom)
  return shared >= 0.5 * Math.min(a.top - a.bottom, b.top - b.bottom)
}

function heights(side: readonly PdfLine[]) {
  let [top, bottom] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { y } of side) [top, bottom] = [Math.max(top, y), Math.min(bottom, y)]
  return { top, bottom }
}

/** In loops: a page may hold more pieces than a call takes arguments. */
function edgesOf(pieces: readonly PdfLine[]) {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x, width } of pieces) [left, right] = [Math.min(left, x), Math.max(right, x + width)]
  return { left, right }
}
