/**
 * Lines of pages to paragraphs: what stands at the head and foot of page after page is left out, lines that belong
 * together are joined, and words that a line's end divides are whole again.
 */
import type { PdfLine } from './pdfLine.ts'
import type { PdfPage } from './pdfPages.ts'

export function pdfParagraphs(pages: readonly PdfPage[]): { readonly text: string; readonly furniture: number } {
  const furniture = furnitureOf(pages)
  const kept = pages.map(({ lines }) => lines.filter((line) => !furniture.has(line)))
  const words = wordsOf(kept.flat())
  const paragraphs: string[][] = []
  const measure = measureOf(kept)
  let last: PdfLine | null = null
  for (const lines of kept)
    for (const [at, line] of lines.entries()) {
      if (last === null || isParted(last, line, { measure, turnsPage: at === 0 })) paragraphs.push([line.text])
      else paragraphs.at(-1)?.push(line.text)
      last = line
    }
  return { text: paragraphs.map((lines) => joined(lines, words)).join('\n\n'), furniture: furniture.size }
}

/** How a document is set, from all of its lines. */
interface Measure {
  /** From a line to the next, in heights of its letters, as most are. */
  readonly pitch: number
  readonly left: number
  /** Where lines end that begin near a place, so that each column has its own. */
  rightOf(x: number): number
}

function measureOf(pages: readonly (readonly PdfLine[])[]): Measure {
  const lines = pages.flat()
  const steps = pages.flatMap((page) => page.slice(1).map(({ y, size }, i) => ((page[i]?.y ?? y) - y) / (size || 1)))
  const rights = new Map<number, number[]>()
  for (const { x, width } of lines) {
    const column = Math.round(x / columnWidth)
    for (const near of [column - 1, column, column + 1]) {
      const known = rights.get(near) ?? []
      known.push(x + width)
      rights.set(near, known)
    }
  }
  const ends = new Map([...rights].map(([column, all]) => [column, quantile(all, 0.9)]))
  return {
    pitch: mostFrequent(steps.filter((step) => step > 0.8 && step < 4)) ?? 1.2,
    left: quantile(
      lines.map(({ x }) => x),
      0.3,
    ),
    rightOf: (x) => ends.get(Math.round(x / columnWidth)) ?? 0,
  }
}

/** In points. */
const columnWidth = 24

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(part * values.length)] ?? 0
}

/** To a tenth, the smaller of two as frequent ones. */
function mostFrequent(values: readonly number[]): number | null {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(Math.round(10 * value), (counts.get(Math.round(10 * value)) ?? 0) + 1)
  const [best] = [...counts].toSorted(([a, first], [b, second]) => second - first || a - b)
  return best ? best[0] / 10 : null
}

const listMark = /^([•‣◦▪–—*·]|-\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s)/

interface Place {
  readonly measure: Measure
  /** The line is the first of its page. */
  readonly turnsPage: boolean
}

function isParted(last: PdfLine, line: PdfLine, { measure, turnsPage }: Place): boolean {
  if (listMark.test(line.text)) return true
  const ratio = line.size / (last.size || 1)
  if (ratio > 1.15 || ratio < 0.85) return true
  const step = last.y - line.y
  const endsSentence = /[.!?…:。！？]["'”’»)\]]*$/.test(last.text)
  const endsShort = last.x + last.width < measure.rightOf(last.x) - 4 * last.size
  // On to the next column or page, where a paragraph goes on unless it was at its end.
  if (step < 0 || turnsPage) return endsSentence && (endsShort || line.x > measure.left + line.size)
  if (step > 1.4 * measure.pitch * line.size) return true
  const indented = line.x > measure.left + 0.8 * line.size && last.x <= measure.left + 0.8 * last.size
  return (endsSentence && endsShort) || (indented && (endsSentence || endsShort))
}

/** Every word that stands undivided in a line. */
function wordsOf(lines: readonly PdfLine[]): ReadonlySet<string> {
  const words = new Set<string>()
  for (const { text } of lines)
    for (const [word] of text.matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*(?!-$)/gu)) words.add(word.toLowerCase())
  return words
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

function joined(lines: readonly string[], words: ReadonlySet<string>): string {
  return lines.reduce((text, line) => {
    const [half] = /[\p{L}\p{M}-]+[-\u00ad\u2010]$/u.exec(text) ?? []
    if (half) return joinedWord(text, line, half, words)
    const together = ideograph.test(text.at(-1) ?? '') && ideograph.test(line[0] ?? '')
    return together ? text + line : `${text} ${line}`
  })
}

/** A hyphen that the line's end made goes; one that the word has, as other places of the text tell, stays. */
function joinedWord(text: string, line: string, half: string, words: ReadonlySet<string>): string {
  const start = text.slice(0, -1)
  if (text.endsWith('\u00ad')) return start + line
  const [rest = ''] = /^[\p{L}\p{M}]+/u.exec(line) ?? []
  const whole = `${half.slice(0, -1)}${rest}`.toLowerCase()
  const hyphened = `${half.slice(0, -1)}-${rest}`.toLowerCase()
  const keeps = /^[^\p{Ll}]/u.test(line) || (words.has(hyphened) && !words.has(whole))
  return keeps ? text + line : start + line
}

/** Lines at the head or foot of a page that are looked at. */
const outermost = 2

/** What stands at the same height of page after page, but for numbers. */
function furnitureOf(pages: readonly PdfPage[]): ReadonlySet<PdfLine> {
  const byLook = new Map<string, { lines: PdfLine[]; numbered: boolean }>()
  for (const [at, { lines }] of pages.entries())
    for (const line of outermostOf(lines)) {
      const look = lookOf(line)
      if (look === null) continue
      const known = byLook.get(look) ?? { lines: [], numbered: true }
      known.lines.push(line)
      known.numbered &&= (line.text.match(/\d+/g) ?? []).some((number) => Number(number) === at + 1)
      byLook.set(look, known)
    }
  const enough = Math.max(3, 0.25 * pages.length)
  const all = [...byLook.values()]
  return new Set(
    all.flatMap(({ lines, numbered }) =>
      lines.length >= enough || (numbered && lines.length > 1 && lines.length === pages.length) ? lines : [],
    ),
  )
}

function outermostOf(lines: readonly PdfLine[]): ReadonlySet<PdfLine> {
  const byHeight = lines.toSorted((a, b) => b.y - a.y)
  return new Set([...byHeight.slice(0, outermost), ...byHeight.slice(-outermost)])
}

/** The same for lines that differ in a number and stand at one height; null for rows of numbers. */
function lookOf({ text, y }: PdfLine): string | null {
  const look = text.replace(/\d+/g, '#')
  if (!/\p{L}/u.test(look) && (look.match(/#/g)?.length ?? 0) !== 1) return null
  return `${look} at ${Math.round(y / 4)}`
}
