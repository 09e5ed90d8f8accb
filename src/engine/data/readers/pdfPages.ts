/** What pdf.js finds on the pages of a document: lines, each with its place and size. */
import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { CharacterMaps } from './pdfCharacterMaps.ts'
import { type DrawnLine, inReadingOrder } from './pdfColumns.ts'
import type { PdfLine } from './pdfLine.ts'

export interface PdfPage {
  /** In the order of reading (`pdfColumns.ts`). */
  readonly lines: readonly PdfLine[]
}

export type PdfEvent =
  | { readonly kind: 'page'; readonly page: PdfPage }
  | { readonly kind: 'fault'; readonly fault: 'protected' | 'damaged' | 'long' }

/** What a document may hold; longer ones are a mistake or hostile. */
const mostPages = 20_000
const mostCharacters = 128 * 1024 ** 2

export async function* pdfPages(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<PdfEvent> {
  // Fetched with the first document. The library takes the bytes for its own.
  const { getDocument, VerbosityLevel } = await import('unpdf/pdfjs')
  const loading = getDocument({
    data: bytes.slice(),
    verbosity: VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
    // A document is read as it lies there: nothing is fetched or run.
    enableXfa: false,
    useWorkerFetch: false,
    BinaryDataFactory: CharacterMaps,
    cMapPacked: false,
  })
  try {
    const document = await loading.promise
    if (document.numPages > mostPages) return yield { kind: 'fault', fault: 'long' }
    let characters = 0
    for (let number = 1; number <= document.numPages; number++) {
      const lines = await linesOf(document, number)
      characters += lines.reduce((sum, { text }) => sum + text.length, 0)
      if (characters > mostCharacters) return yield { kind: 'fault', fault: 'long' }
      yield { kind: 'page', page: { lines } }
    }
  } catch (error) {
    const isProtected = error instanceof Error && error.name === 'PasswordException'
    yield { kind: 'fault', fault: isProtected ? 'protected' : 'damaged' }
  } finally {
    await loading.destroy().catch(() => {})
  }
}

/** None of a page that is damaged, or whose letters no one can name. */
async function linesOf(document: PDFDocumentProxy, number: number): Promise<readonly PdfLine[]> {
  const drawn: DrawnLine[] = []
  let items: TextItem[] = []
  const endLine = () => {
    const whole = lineOf(items)
    if (whole) drawn.push({ whole, pieces: apart(items).flatMap((piece) => lineOf(piece) ?? []) })
    items = []
  }
  try {
    const page = await document.getPage(number)
    for (const item of (await page.getTextContent()).items) {
      if (!('str' in item)) continue
      items.push(item)
      if (item.hasEOL) endLine()
    }
    page.cleanup()
  } catch {
    return []
  }
  endLine()
  const lines = inReadingOrder(drawn)
  const text = lines.map((line) => line.text).join('')
  return 2 * (text.match(unnamed)?.length ?? 0) > text.length ? [] : lines
}

/** Letters that a font draws without saying which they are. */
const unnamed = /[\p{Co}\p{Cc}\ufffd]/gu

interface TextItem {
  readonly str: string
  readonly transform: readonly number[]
  readonly width: number
  readonly height: number
}

/** Items of one line between which more than a letter's height is free. */
function apart(items: readonly TextItem[]): readonly (readonly TextItem[])[] {
  const pieces: TextItem[][] = []
  let end = Number.POSITIVE_INFINITY
  for (const item of items) {
    const [x, isBlank] = [item.transform[4] ?? 0, item.str.trim() === '']
    // What stands before the one before it was not written on from it either.
    const begins = !isBlank && (x > end + item.height || x < end - item.width - 4 * item.height)
    if (begins || pieces.length === 0) pieces.push([])
    pieces.at(-1)?.push(item)
    if (!isBlank) end = x + item.width
  }
  return pieces
}

function lineOf(items: readonly TextItem[]): PdfLine | null {
  const text = items
    .map(({ str }) => str)
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
  const written = items.filter(({ str }) => str.trim() !== '')
  const [first] = written
  if (!first || text === '') return null
  const x = Math.min(...written.map(({ transform }) => transform[4] ?? 0))
  const end = Math.max(...written.map(({ transform, width }) => (transform[4] ?? 0) + width))
  const size = Math.max(...written.map(({ height }) => height))
  return { text, x, y: first.transform[5] ?? 0, width: end - x, size }
}
