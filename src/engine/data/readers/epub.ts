/** EPUB: a book's chapters in the order in which they are read (its spine), each a page of XHTML. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'
import { DocumentText } from './documentText.ts'
import { htmlHandler, readText } from './html.ts'
import { handling, parsePart, withParts } from './packedMarkup.ts'
import type { BytesTextReader } from './reader.ts'
import type { PackedParts } from './zip.ts'

export const epubReader: BytesTextReader = {
  kind: 'text',
  readBytes: (bytes, { pace }) =>
    withParts(bytes, pace, async (parts) => {
      await refuseEncrypted(parts)
      const document = new DocumentText()
      let pictures = 0
      for (const chapter of await chaptersOf(parts)) {
        const page = htmlHandler(document)
        await parsePart(parts, chapter, page.handler, { xml: false })
        document.endParagraph()
        pictures += page.pictures()
      }
      return readText(document, { pictures })
    }),
}

/** Fonts may be scrambled, which leaves the text alone. */
const scramblesFonts = /embedding$|RC$/

/** @throws Skip where a shop's protection keeps the chapters shut. */
async function refuseEncrypted(parts: PackedParts): Promise<void> {
  let encrypted = false
  const open = (name: string, { Algorithm = '' }: Readonly<Record<string, string>>) => {
    if (/(^|:)EncryptionMethod$/.test(name)) encrypted ||= !scramblesFonts.test(Algorithm)
  }
  await parsePart(parts, 'META-INF/encryption.xml', handling({ open }))
  if (encrypted) throw new Skip(notice('bookProtected'))
}

/** @throws Skip where the package does not say which. */
async function chaptersOf(parts: PackedParts): Promise<readonly string[]> {
  let root = ''
  await parsePart(
    parts,
    'META-INF/container.xml',
    handling({
      open(name, { 'full-path': path = '' }) {
        if (local(name) === 'rootfile') root ||= path
      },
    }),
  )
  const pages = new Map<string, string>()
  const spine: string[] = []
  const found = await parsePart(
    parts,
    root,
    handling({
      open(name, { id = '', href = '', idref = '', properties = '', 'media-type': type = '' }) {
        // The list of contents repeats the chapters' headings.
        const isPage = /html|dtbook/.test(type) && !properties.split(' ').includes('nav')
        if (local(name) === 'item' && isPage) pages.set(id, resolved(root, href))
        if (local(name) === 'itemref') spine.push(idref)
      },
    }),
  )
  const chapters = spine.flatMap((id) => pages.get(id) ?? [])
  if (!found || chapters.length === 0) throw new Skip(notice('documentDamaged'))
  return [...new Set(chapters)]
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** "OEBPS/content.opf" and "text/one%20two.xhtml#top" → "OEBPS/text/one two.xhtml" */
function resolved(base: string, href: string): string {
  const places = base.split('/').slice(0, -1)
  for (const part of unescaped(href.replace(/[#?].*$/, '')).split('/')) {
    if (part === '..') places.pop()
    else if (part !== '.' && part !== '') places.push(part)
  }
  return places.join('/')
}

function unescaped(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}
