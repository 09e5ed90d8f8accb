/** What a document or spreadsheet that is packed as a zip is by what lies in it: names are changed, contents are not. */
import type { FormatIdOf } from '../../shared/catalog/formats.ts'

type Packed = FormatIdOf<'table' | 'text'>

/** Parts that only one format has. */
const parts: readonly (readonly [name: string, format: Packed])[] = [
  ['xl/workbook.', 'workbook'],
  ['word/document', 'docx'],
]
/** What the first entry of others says, which lies unpacked at the beginning. */
const mediaTypes: readonly (readonly [mediaType: string, format: Packed])[] = [
  ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/epub+zip', 'epub'],
]

/** Of a zip's end, in which its entries are listed. */
const looked = 65_536

/** Null where it is none of them. @param read the bytes of a file from and up to a place */
export async function packedFormat(
  size: number,
  read: (start: number, end: number) => Promise<ArrayBuffer | Uint8Array>,
): Promise<Packed | null> {
  const text = async (start: number, end: number) => new TextDecoder('latin1').decode(await read(start, end))
  const head = await text(0, Math.min(256, size))
  if (!head.startsWith('PK')) return null
  const said = mediaTypes.find(([mediaType]) => head.includes(`mimetype${mediaType}`))
  if (said) return said[1]
  const list = await text(Math.max(0, size - looked), size)
  return parts.find(([name]) => list.includes(name))?.[1] ?? null
}
