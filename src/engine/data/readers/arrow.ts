/**
 * Arrow's files and streams (Feather, version 2), as pandas, polars and the library `datasets` keep tables on the disk.
 * The reading is our own: libraries believe the counts that stand in a file, and take memory for what is not there.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseWide, type TableOptions, type TableRow } from '../table.ts'
import { type ArrowPart, type ArrowParts, arrowParts } from './arrowBatches.ts'
import { type ArrowField, arrowTypes } from './arrowFields.ts'
import { type Cells, cellBudget, cellsOf, dictionaryCells, joinedCells } from './arrowValues.ts'
import { classNamesIn, namedCell } from './parquetFeatures.ts'
import type { BytesTableReader } from './reader.ts'

export const arrowReader: BytesTableReader = {
  kind: 'table',
  async readSource(title, source, reading) {
    try {
      // Fetched with the first such file.
      const { decompressZstd } = await import('hyparquet-compressors')
      return await readTable(title, arrowParts(await source.whole(), decompressZstd), reading)
    } catch (error) {
      throw arrowFault(title, error)
    }
  },
}

async function readTable(title: string, { schema, parts }: ArrowParts, { pace, onRows = () => {} }: TableOptions) {
  const used = schema.fields.filter((field) => !isVector(field))
  const vectors = schema.fields.filter(isVector).map(({ name }) => displayText(name, limits.labelLength))
  if (schema.fields.length === 0) throw new RangeError('no columns')
  refuseWide(title, used.length)
  const classNames = classNamesIn(schema.notes.get('huggingface'))
  const all = parts.reduce((sum, part) => sum + (part.kind === 'rows' ? part.batch.rows : 0), 0)
  const most = Math.min(all, limits.rows)
  const rows: TableRow[] = []
  for (const columns of stretchesOf(schema.fields, parts)) {
    await pace.breathe()
    const shown = columns.filter((_, at) => !isVector(schema.fields[at] as ArrowField))
    for (let row = 0; row < (columns[0]?.length ?? 0) && rows.length < most; row++) {
      onRows(rows.length, most)
      await pace.breathe()
      const cells = shown.map((column, at) => namedCell(column.at(row), classNames.get(used[at]?.name ?? '')))
      rows.push({ row: rows.length + 1, cells })
    }
    if (rows.length >= most) break
  }
  const skipped = skippedRows(title)
  if (all > most) skipped.addMany(all - most, notice('rowsBeyondSpace', { rows: all - most }))
  const warnings = vectors.length > 0 ? [notice('columnsOfVectors', { columns: few(vectors) })] : []
  return { title, names: used.map(({ name }) => name), rows, skipped, warnings }
}

/** The columns of one stretch of rows after another, with the dictionaries as they stand before it; none for a dictionary. */
function* stretchesOf(fields: readonly ArrowField[], parts: readonly ArrowPart[]): Generator<readonly Cells[]> {
  const dictionaries = new Map<number, readonly Cells[]>()
  const dictionary = (id: number) => joinedCells(dictionaries.get(id) ?? [])
  const reading = { dictionary, spend: cellBudget() }
  for (const part of parts) {
    if (part.kind === 'rows') yield cellsOf(fields, part.batch, reading)
    else {
      const field = dictionaryField(fields, part.id)
      if (!field) continue
      const cells = dictionaryCells(field, part.batch, reading)
      dictionaries.set(part.id, [...(part.adds ? (dictionaries.get(part.id) ?? []) : []), cells])
      yield []
    }
  }
}

function dictionaryField(fields: readonly ArrowField[], id: number): ArrowField | null {
  for (const field of fields) {
    const found = field.dictionary?.id === id ? field : dictionaryField(field.children, id)
    if (found) return found
  }
  return null
}

/** Lists of fractions, as embeddings are. */
function isVector({ type, children }: ArrowField): boolean {
  const { list, fixedList, longList, float } = arrowTypes
  return [list, fixedList, longList].some((each) => each === type) && children[0]?.type === float
}

function arrowFault(title: string, error: unknown): ThawError {
  if (error instanceof ThawError) return error
  const detail = error instanceof Error ? error.message.slice(0, 200) : String(error)
  const table = displayText(title, limits.pathLength)
  return new ThawError('data-unreadable', 'arrowUnreadable', { table, detail }, { cause: error })
}
