/** A Parquet file of pictures as the folders that it stands for: one a class, or none where no column names classes. */
import type { FileMetaData } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { blobFile } from '../blobFile.ts'
import { labelNames } from '../columnNames.ts'
import type { DataFile, FileListing, UnpackBudget } from '../dataFile.ts'
import { limits } from '../limits.ts'
import type { Pace } from '../pace.ts'
import { type SkippedRows, skippedRows } from '../skippedRows.ts'
import { classNamesOf, columnsOf, namedCell } from './parquetFeatures.ts'
import type { ParquetFile } from './parquetFile.ts'
import { columnValues } from './parquetValues.ts'

interface Listing {
  readonly column: string
  readonly budget: UnpackBudget
  readonly pace: Pace
  readonly rows: number
  readonly onRows: (done: number, total: number) => void
}

/** Each row is a file "CLASS/ROW", as bytes that the browser may keep on the disk. */
export async function listPictures(
  parquet: ParquetFile,
  { column, budget, pace, rows, onRows }: Listing,
): Promise<Omit<FileListing, 'skipped'> & { readonly skipped: SkippedRows }> {
  const { metadata } = parquet
  const label = labelColumn(metadata, column)
  const files: DataFile[] = []
  const skipped = skippedRows(column)
  let row = 0
  for (const group of metadata.row_groups) {
    const count = Math.min(Number(group.num_rows), rows - row)
    if (count <= 0) break
    const stretch = { group, rows: count, pace, utf8: false }
    const folders = label === null ? null : await foldersOf(parquet, { ...stretch, path: [label] })
    let within = 0
    for await (const values of columnValues(parquet, { ...stretch, path: [column, 'bytes'] })) {
      for (let i = 0; i < values.length; i++) {
        row++
        const bytes = bytesOf(values[i])
        const folder = folders?.[within++] ?? ''
        if (bytes === null) skipped.add(row, notice('rowWithoutPicture'))
        else {
          budget.bytes -= bytes.length
          if (budget.bytes < 0)
            throw new ThawError('data-too-large', 'zipUnpacksTooLarge', { most: limits.unpackedBytes })
          files.push(blobFile(`${folder}${row}`, new Blob([bytes])))
        }
      }
      onRows(row, rows)
    }
  }
  const warnings = label === null ? [] : [notice('picturesByColumn', { column: label, pictures: files.length })]
  return { files, skipped, warnings, passedOver: 0 }
}

/** A column of class names, else one that is called as labels are. */
function labelColumn(metadata: FileMetaData, pictures: string): string | null {
  const columns = columnsOf(metadata).filter((name) => name !== pictures)
  const named = classNamesOf(metadata)
  return (
    columns.find((name) => named.has(name)) ??
    labelNames
      .map((known) => columns.find((name) => name.toLowerCase() === known))
      .find((name) => name !== undefined) ??
    null
  )
}

async function foldersOf(parquet: ParquetFile, stretch: Parameters<typeof columnValues>[1]): Promise<string[]> {
  const names = classNamesOf(parquet.metadata).get(stretch.path[0] ?? '')
  const folders: string[] = []
  for await (const values of columnValues(parquet, stretch))
    for (let i = 0; i < values.length; i++) folders.push(folderOf(values[i], names))
  return folders
}

/** Names are labels and never paths. */
function folderOf(value: unknown, names: readonly string[] | undefined): string {
  const name = value instanceof Uint8Array ? new TextDecoder().decode(value) : namedCell(value, names)
  return name === '' ? '' : `${name.replaceAll(/[\\/]/g, '∕')}/`
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | null {
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : null
  return bytes instanceof Uint8Array && bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null
}
