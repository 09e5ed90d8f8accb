/** What a person pasted, as a file: lines of a text, a tab and a label become a table, anything else is plain text. */
import { type FormatId, fileNameIn, formats } from '../../../shared/catalog/formats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'

export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'labelled'; readonly rows: readonly (readonly [string, string])[]; readonly labels: number }
  | { readonly kind: 'plain'; readonly words: number }

type Rows = readonly (readonly [string, string])[]

export function readPasted(text: string): Pasted {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0) return { kind: 'nothing' }
  const rows = lines.map((line) => cellsAt(line, line.trimEnd().lastIndexOf('\t'))).filter((cells) => cells !== null)
  if (rows.length < lines.length) return { kind: 'plain', words: text.trim().split(/\s+/).length }
  const turned = lines.map((line) => cellsAt(line, line.indexOf('\t'))).filter((cells) => cells !== null)
  const data = hasLabelFirst(turned, rows) ? turned.map(([label, words]) => [words, label] as const) : rows
  const examples = isHeader(data[0]) ? data.slice(1) : data
  return { kind: 'labelled', rows: examples, labels: new Set(examples.map(([, label]) => label)).size }
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

/** What stands before and behind a tab. A label behind the text is cut off at the last tab, since a text may hold one. */
function cellsAt(line: string, at: number): readonly [string, string] | null {
  if (at < 0) return null
  const [text, label] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  return text === '' || label === '' ? null : [text, label]
}

/** By the header; without one, the column that repeats itself, or else is shorter, holds the labels. */
function hasLabelFirst(turned: Rows, rows: Rows): boolean {
  const [first, second] = turned[0] ?? ['', '']
  if (isHeader([first, second])) return false
  if (isHeader([second, first])) return true
  const [before, behind] = [turned.map(([cell]) => cell), rows.map(([, cell]) => cell)]
  const [fewer, more] = [new Set(before).size, new Set(behind).size]
  return fewer < more || (fewer === more && before.join('').length < behind.join('').length)
}

function isHeader(cells: readonly [string, string] | undefined): boolean {
  return cells?.[0].toLowerCase() === 'text' && cells[1].toLowerCase() === 'label'
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}
