/** OpenDocument's texts: paragraphs, headings, lists and tables of the body in their order, and notes where they are called. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { DocumentText } from './documentText.ts'
import { readText } from './html.ts'
import type { MarkupHandler } from './markup.ts'
import { handling, parsePart, withParts } from './packedMarkup.ts'
import type { BytesTextReader } from './reader.ts'
import type { PackedParts } from './zip.ts'

export const odtReader: BytesTextReader = {
  kind: 'text',
  readBytes: (bytes, { pace }) =>
    withParts(bytes, pace, async (parts) => {
      await refuseEncrypted(parts)
      const document = new DocumentText()
      const { handler, pictures } = bodyHandler(document)
      if (!(await parsePart(parts, 'content.xml', handler))) throw new Skip(notice('documentDamaged'))
      return readText(document, { pictures: pictures() })
    }),
}

/** @throws Skip where the manifest says that parts are encrypted. */
export async function refuseEncrypted(parts: PackedParts): Promise<void> {
  let encrypted = false
  const open = (name: string) => {
    encrypted ||= name === 'manifest:encryption-data'
  }
  await parsePart(parts, 'META-INF/manifest.xml', handling({ open }))
  if (encrypted) throw new Skip(notice('documentProtected'))
}

/** What is not the text that a reader of the document sees. */
const unshown = new Set(['text:tracked-changes', 'office:annotation', 'text:note-citation', 'text:ruby-text'])
const paragraphs = new Set(['text:p', 'text:h'])
const cells = new Set(['table:table-cell', 'table:covered-table-cell'])

function bodyHandler(document: DocumentText): { readonly handler: MarkupHandler; readonly pictures: () => number } {
  let [inBody, left, inParagraph, inItem, pictures] = [false, 0, 0, 0, 0]
  const handler: MarkupHandler = {
    open(name, attributes) {
      if (name === 'office:text') inBody = true
      if (unshown.has(name)) left++
      if (!inBody || left > 0) return
      if (paragraphs.has(name)) inParagraph++
      else if (name === 'text:list-item') {
        inItem++
        document.item('- ')
      } else if (name === 'table:table') document.openTable()
      else if (name === 'table:table-row') document.openRow()
      else if (cells.has(name)) document.openCell()
      else if (name === 'text:s')
        document.write(' '.repeat(Math.min(100, Number(attributes['text:c'] ?? 1) || 1)), true)
      else if (name === 'text:tab') document.write('\t', true)
      else if (name === 'text:line-break') document.breakLine()
      else if (name === 'draw:image') pictures++
    },
    close(name) {
      if (unshown.has(name)) left--
      if (!inBody || left > 0) return
      if (name === 'office:text') inBody = false
      if (paragraphs.has(name)) {
        inParagraph--
        if (inItem > 0) document.endLine()
        else document.endParagraph()
      } else if (name === 'text:list-item') inItem--
      else if (name === 'text:list' && inItem === 0) document.endParagraph()
      else if (name === 'table:table') document.closeTable()
      else if (name === 'table:table-row') document.closeRow()
      else if (cells.has(name)) document.closeCell()
    },
    text(text) {
      if (inBody && left === 0 && inParagraph > 0) document.write(text)
    },
  }
  return { handler, pictures: () => pictures }
}
