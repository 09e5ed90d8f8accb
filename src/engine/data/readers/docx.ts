/**
 * Word's documents (Office Open XML): paragraphs, lists and tables of the body in their order. What was deleted under
 * change tracking is out, what was inserted is in; what stands at the head and foot of every page is no part of the text.
 */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { DocumentText } from './documentText.ts'
import { readText } from './html.ts'
import type { MarkupHandler } from './markup.ts'
import { handling, parsePart, withParts } from './packedMarkup.ts'
import type { BytesTextReader } from './reader.ts'
import type { PackedParts } from './zip.ts'

export const docxReader: BytesTextReader = {
  kind: 'text',
  readBytes: (bytes, { pace }) =>
    withParts(bytes, pace, async (parts) => {
      const document = new DocumentText()
      const body = await bodyOf(parts)
      const { handler, pictures } = bodyHandler(document)
      if (!(await parsePart(parts, body, handler))) throw new Skip(notice('documentDamaged'))
      for (const notes of ['footnotes.xml', 'endnotes.xml']) {
        document.endParagraph()
        await parsePart(parts, body.replace(/[^/]*$/, notes), handler)
      }
      return readText(document, { pictures: pictures() })
    }),
}

/** The part that holds the text, which the package's relationships name. */
async function bodyOf(parts: PackedParts): Promise<string> {
  let body = 'word/document.xml'
  await parsePart(
    parts,
    '_rels/.rels',
    handling({
      open(_, { Type = '', Target = '' }) {
        if (Type.endsWith('/officeDocument')) body = Target.replace(/^\//, '')
      },
    }),
  )
  return body
}

/** Text stands in these alone; fields' instructions and deleted text have tags of their own. */
const written = 'w:t'
/** The same drawing for older programs, and what a text box holds a second time. */
const repeated = new Set(['mc:Fallback', 'w:del', 'w:moveFrom'])

function bodyHandler(document: DocumentText): { readonly handler: MarkupHandler; readonly pictures: () => number } {
  let [inText, isItem] = [false, false]
  let [left, pictures] = [0, 0]
  const opened: { readonly [name: string]: (attributes: Readonly<Record<string, string>>) => void } = {
    [written]: () => {
      inText = true
    },
    'w:tab': () => document.write('\t', true),
    'w:br': () => document.breakLine(),
    'w:cr': () => document.breakLine(),
    'w:noBreakHyphen': () => document.write('-'),
    'w:tbl': () => document.openTable(),
    'w:tr': () => document.openRow(),
    'w:tc': () => document.openCell(),
    'w:numPr': () => {
      isItem = true
    },
    'w:pStyle': ({ 'w:val': style = '' }) => {
      if (/^List(Bullet|Number|Paragraph)?\d*$/.test(style)) isItem = true
    },
    'w:gridSpan': ({ 'w:val': columns = '1' }) => document.widenCell(Math.min(1000, Math.max(1, Number(columns) || 1))),
    'pic:pic': () => {
      pictures++
    },
  }
  const handler: MarkupHandler = {
    open(name, attributes) {
      if (repeated.has(name)) left++
      if (left === 0) opened[name]?.(attributes)
    },
    close(name) {
      if (repeated.has(name)) left--
      if (left > 0) return
      if (name === written) inText = false
      else if (name === 'w:pPr' && isItem) document.item('- ')
      else if (name === 'w:p') {
        if (isItem) document.endLine()
        else document.endParagraph()
        isItem = false
      } else if (name === 'w:tc') document.closeCell()
      else if (name === 'w:tr') document.closeRow()
      else if (name === 'w:tbl') document.closeTable()
    },
    text(text) {
      if (inText && left === 0) document.write(text, true)
    },
  }
  return { handler, pictures: () => pictures }
}
