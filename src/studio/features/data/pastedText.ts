/** What a person pasted, as a file: lines of a text, a tab and a label become a table, anything else is plain text. */
import { type FormatId, fileNameIn, formats } from '../../../shared/catalog/formats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'

export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'labelled'; readonly rows: readonly (readonly [string, string])[]; readonly labels: number }
  | { readonly kind: 'plain'; readonly words: number }

export function readPasted(text: string): Pasted {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0) return { kind: 'nothing' }
  const rows = lines.map(cellsOf).filter((cells) => cells !== null)
  if (rows.length < lines.length) return { kind: 'plain', words: text.trim().split(/\s+/).length }
  const data = isHeader(rows[0]) ? rows.slice(1) : rows
  return { kind: 'labelled', rows: data, labels: new Set(data.map(([, label]) => label)).size }
}

/** Null where there is nothing to read. */
export function pastedFile(text: string): NamedFile | null {
  const pasted = readPasted(text)
  switch (pasted.kind) {
    case 'nothing':
      return null
    case 'plain':
      return fileIn('text', [text])
    case 'labelled': {
      const lines = [['text', 'label'], ...pasted.rows].map(
        ([words = '', label = '']) => `${quoted(words)}\t${quoted(label)}\n`,
      )
      return fileIn('tsv', lines)
    }
    default:
      return pasted satisfies never
  }
}

function fileIn(format: FormatId, parts: readonly string[]): NamedFile {
  return { path: fileNameIn(format, 'Pasted text'), file: new Blob([...parts], { type: formats[format].mediaType }) }
}

/** The label stands behind the last tab, since a text may hold one. */
function cellsOf(line: string): readonly [string, string] | null {
  const at = line.trimEnd().lastIndexOf('\t')
  if (at < 0) return null
  const [text, label] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  return text === '' || label === '' ? null : [text, label]
}

function isHeader(cells: readonly [string, string] | undefined): boolean {
  return cells?.[0].toLowerCase() === 'text' && cells[1].toLowerCase() === 'label'
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}
