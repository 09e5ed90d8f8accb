/** HTML: what a browser shows of a page as text, in the order of its source. Scripts, styles and what is hidden are not. */
import { type EncodingId, namedEncoding } from '../../../shared/catalog/encodings.ts'
import { notice } from '../../../shared/messages/say.ts'
import { cleanText } from '../decodeText.ts'
import { Skip } from '../skip.ts'
import { DocumentText, onlyGrid } from './documentText.ts'
import { type MarkupHandler, markupParser, stretches } from './markup.ts'
import type { ReadText, TextReader } from './reader.ts'

export const htmlReader: TextReader = {
  kind: 'text',
  async read(written, { pace }) {
    const document = new DocumentText()
    const { handler, pictures } = htmlHandler(document)
    const parser = await markupParser(handler, { xml: false })
    for (const stretch of stretches(written)) {
      await pace.breathe()
      parser.write(stretch)
    }
    parser.end()
    return readText(document, { pictures: pictures() })
  },
  declares: declaredEncoding,
}

/** @throws Skip where there is none. */
export function readText(document: DocumentText, leftOut: NonNullable<ReadText['leftOut']>): ReadText {
  const text = cleanText(document.finish())
  if (text.trim() === '') throw new Skip(notice((leftOut.pictures ?? 0) > 0 ? 'documentOfPictures' : 'holdsNoText'))
  const grid = onlyGrid(text, document.grids)
  return { text, ...(grid && { grid }), leftOut }
}

const unshown = new Set(
  'title script style template noscript svg math object iframe canvas audio video select datalist rt rp'.split(' '),
)
const paragraphs = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre figure section article header footer main aside nav form fieldset ' +
    'address hr details hgroup'
  ).split(' '),
)
const lines = new Set('div dt dd figcaption legend summary caption option center'.split(' '))
const cells = new Set(['td', 'th'])

/** Writes a page's text down as its tags come. */
export function htmlHandler(document: DocumentText): {
  readonly handler: MarkupHandler
  readonly pictures: () => number
} {
  let pictures = 0
  /** Tags that are open within something that is not shown, itself included. */
  let hidden: string[] = []
  let verbatim = 0
  const lists: { counts: boolean; next: number }[] = []
  const handler: MarkupHandler = {
    open(name, attributes) {
      if (hidden.length > 0 || unshown.has(name) || isHidden(attributes)) {
        if (!empty.has(name)) hidden.push(name)
        return
      }
      if (name === 'img') pictures++
      else if (name === 'br') document.breakLine()
      else if (name === 'table') document.openTable()
      else if (name === 'tr') document.openRow()
      else if (cells.has(name))
        document.openCell({ columns: spanOf(attributes.colspan), rows: spanOf(attributes.rowspan) })
      else if (name === 'li') document.item(markOf(lists.at(-1)))
      else if (paragraphs.has(name)) document.endParagraph()
      else if (lines.has(name)) document.endLine()
      if (name === 'pre') verbatim++
      if (name === 'ul' || name === 'ol')
        lists.push({ counts: name === 'ol', next: Number(attributes.start ?? 1) || 1 })
    },
    close(name) {
      if (hidden.length > 0) {
        const at = hidden.lastIndexOf(name)
        if (at >= 0) hidden = hidden.slice(0, at)
        return
      }
      if (name === 'table') document.closeTable()
      else if (name === 'tr') document.closeRow()
      else if (cells.has(name)) document.closeCell()
      else if (name === 'li' || lines.has(name)) document.endLine()
      else if (paragraphs.has(name)) document.endParagraph()
      if (name === 'pre') verbatim = Math.max(0, verbatim - 1)
      if (name === 'ul' || name === 'ol') lists.pop()
    },
    text(text) {
      if (hidden.length === 0) document.write(text, verbatim > 0)
    },
  }
  return { handler, pictures: () => pictures }
}

const empty = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

function isHidden({ hidden, style = '' }: Readonly<Record<string, string>>): boolean {
  return (hidden !== undefined && hidden !== 'until-found') || /display\s*:\s*none/i.test(style)
}

function spanOf(written = '1'): number {
  return Math.min(1000, Math.max(1, Math.floor(Number(written)) || 1))
}

function markOf(list: { counts: boolean; next: number } | undefined): string {
  return list?.counts ? `${list.next++}. ` : '- '
}

/** Bytes in which a page names its encoding; browsers look at as many. */
const looked = 1024

/** `<meta charset="…">`, `<meta http-equiv=… content="…; charset=…">` or `<?xml encoding="…"?>`. */
function declaredEncoding(head: Uint8Array): EncodingId | null {
  const beginning = String.fromCharCode(...head.subarray(0, looked))
  const [, meta, xml] =
    /<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)/i.exec(beginning) ?? []
  return standardEncoding(meta ?? xml)
}

/** By any of the names that the Encoding Standard knows: "latin1", "x-sjis". */
function standardEncoding(name: string | undefined): EncodingId | null {
  if (name === undefined) return null
  try {
    const { encoding } = new TextDecoder(name)
    // A page in UTF-16 that could be searched for its encoding is not in UTF-16.
    return encoding.startsWith('utf-16') ? null : namedEncoding(encoding.replace(/^gbk$/, 'gb18030'))
  } catch {
    return null
  }
}
