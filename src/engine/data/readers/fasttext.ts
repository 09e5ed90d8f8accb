/** fastText's training files: a text a line, with its labels before it (or anywhere in it) as `__label__good`. */
import { notice } from '../../../shared/messages/say.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, type TableOptions, type TableRow, type TextTable } from '../table.ts'
import type { TableReader } from './reader.ts'

export const fasttextReader: TableReader = {
  kind: 'table',
  read: readLines,
  recognises: isFasttext,
  unmistakable: true,
}

const names = ['text', 'label'] as const

/** Whether as good as every line has a label, mostly before its text. */
function isFasttext(text: string): boolean {
  const lines = text
    .slice(0, 100_000)
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const labelled = lines.filter((line) => /(?:^|[\s,;"])__label__\S/.test(line)).length
  return lines.length > 1 && labelled >= 0.95 * lines.length
}

async function readLines(title: string, text: string, { pace }: TableOptions): Promise<TextTable> {
  const rows: { readonly row: number; readonly read: Line }[] = []
  const skipped = skippedRows(title)
  for (const { row, read } of linesOf(text)) {
    await pace.breathe()
    if (read.labels.length === 0) skipped.add(row, notice('rowWithoutLabel'))
    else rows.push({ row, read })
    refuseLong(title, rows.length)
  }
  const several = rows.some(({ read }) => read.labels.length > 1)
  return {
    title,
    names,
    rows: rows.map(({ row, read }): TableRow => ({ row, cells: cellsOf(read, several) })),
    skipped,
  }
}

interface Line {
  readonly text: string
  readonly labels: readonly string[]
}

function* linesOf(text: string): Generator<{ readonly row: number; readonly read: Line }> {
  let row = 0
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    row++
    if (line.trim() !== '') yield { row, read: lineOf(line) }
  }
}

function lineOf(line: string): Line {
  const labels: string[] = []
  const text = line.replace(/(?<=^|[\s,"])__label__([^\s,"]+)(?=[\s,"]|$)[\s,]*/g, (_, label: string) => {
    labels.push(label)
    return ''
  })
  return { text: text.trim().replace(/^"(.*)"$/, '$1'), labels: [...new Set(labels)] }
}

/** Where a line may have several labels, each has a list. */
function cellsOf({ text, labels }: Line, several: boolean): string[] {
  return [text, several ? JSON.stringify(labels) : (labels[0] ?? '')]
}
