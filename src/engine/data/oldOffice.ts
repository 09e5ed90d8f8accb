/**
 * Files named as those of Office before 2007 that are none: programs export pages of HTML, RTF and rows between tabs under
 * `.xls` and `.doc`, because Excel and Word open them all the same.
 */
import { extensionOf, type FormatIdOf } from '../../shared/catalog/formats.ts'
import { looksTextual } from './dataKind.ts'

type Textual = FormatIdOf<'table' | 'text'>

const spreadsheets = ['xls', 'xlt', 'xlsb']
const documents = ['doc', 'dot']

export function isNamedAsOldOffice(name: string): boolean {
  return [...spreadsheets, ...documents].includes(extensionOf(name))
}

/** What a file of such a name is by its first bytes; null where it is what it says, or something else altogether. */
export function underOldName(name: string, head: Uint8Array): Textual | null {
  if (!isNamedAsOldOffice(name) || head.length === 0 || !looksTextual(head)) return null
  const text = beginning(head)
  if (text.startsWith('{\\rtf')) return 'rtf'
  // Excel's XML of 2003 is neither.
  if (/<(\w+:)?workbook\b/i.test(text)) return null
  if (/<(!doctype\s+html|html|head|body|table|meta|style|div)\b/i.test(text)) return 'html'
  return spreadsheets.includes(extensionOf(name)) ? 'csv' : 'text'
}

const looked = 4096

function beginning(head: Uint8Array): string {
  const marked = head[0] === 0xff || head[0] === 0xfe
  const text = new TextDecoder(marked ? (head[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8')
  return text.decode(head.subarray(0, looked)).trimStart()
}
