/** Markdown as it stands. A document that is one table between pipes, and hardly anything else, gives its cells as well. */
import type { Grid } from './documentText.ts'
import { plainTextReader } from './plainText.ts'
import type { TextReader } from './reader.ts'

export const markdownReader: TextReader = {
  kind: 'text',
  async read(written, how) {
    const { text } = await plainTextReader.read(written, how)
    const grid = onlyTable(text)
    return { text, ...(grid && { grid }) }
  },
}

/** The line under the names of the columns. */
const rule = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$/
/** Rows that are enough for a table, and lines beside it that are few enough. */
const leastRows = 3
const mostBeside = 0.1

/** Null where there is no table, several of them, or a text around it. */
function onlyTable(text: string): Grid | null {
  const lines = text.split('\n')
  const rules = lines.flatMap((line, at) => (rule.test(line) ? [at] : []))
  const [at = 0] = rules
  const header = lines[at - 1]
  if (rules.length !== 1 || header === undefined || !header.includes('|')) return null
  const after = lines.slice(at + 1).findIndex((line) => !line.includes('|'))
  const rows = lines.slice(at + 1, after < 0 ? undefined : at + 1 + after)
  const beside = [...lines.slice(0, at - 1), ...lines.slice(at + 1 + rows.length)].filter((line) =>
    /[^\s#*_=-]/.test(line),
  )
  if (rows.length < leastRows || beside.length > Math.max(3, mostBeside * rows.length)) return null
  return [header, ...rows].map(cellsOf)
}

/** A pipe within a cell stands after a backslash. */
function cellsOf(line: string): readonly string[] {
  const inside = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inside.split(/(?<!\\)\|/).map((cell) =>
    cell
      .trim()
      .replaceAll('\\|', '|')
      .replace(/<br\s*\/?>/gi, '\n'),
  )
}
