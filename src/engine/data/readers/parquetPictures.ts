/** A Parquet file of pictures as the folders that it stands for: one a class, or none where no column names classes. */
import type { FileMetaData } from 'hyparquet'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { blobFile } from '../blobFile.ts'
import { labelNames } from '../columnNames.ts'
import type { DataFile, FileListing, UnpackBudget } from '../dataFile.ts'
import { limits } from '../limits.ts'
import { skippedRows } from '../skippedRows.ts'
import { classNamesOf, columnsOf, parquetCell } from './parquetFeatures.ts'

interface Source {
  readonly column: string
  readonly metadata: FileMetaData
  readonly budget: UnpackBudget
}

/** Each row is a file "CLASS/ROW", as bytes that the browser may keep on the disk. */
export async function listPictures(
  records: AsyncIterable<Readonly<Record<string, unknown>>>,
  { column, metadata, budget }: Source,
): Promise<FileListing> {
  const label = labelColumn(metadata, column)
  const names = label === null ? undefined : classNamesOf(metadata).get(label)
  const files: DataFile[] = []
  const skipped = skippedRows(column)
  let row = 0
  for await (const record of records) {
    row++
    const bytes = bytesOf(record[column])
    if (bytes === null) {
      skipped.add(row, notice('rowWithoutPicture'))
      continue
    }
    budget.bytes -= bytes.length
    if (budget.bytes < 0) throw new ThawError('data-too-large', 'zipUnpacksTooLarge', { most: limits.unpackedBytes })
    const folder = label === null ? '' : folderOf(record[label], names)
    files.push(blobFile(`${folder}${row}`, new Blob([bytes])))
  }
  const warnings = label === null ? [] : [notice('picturesByColumn', { column: label, pictures: files.length })]
  return { files, skipped: skipped.list(), warnings, passedOver: 0 }
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

/** Names are labels and never paths. */
function folderOf(value: unknown, names: readonly string[] | undefined): string {
  const cell = value instanceof Uint8Array ? new TextDecoder().decode(value) : parquetCell(value)
  const name = (cell === '' ? undefined : names?.[Number(cell)]) ?? cell
  return name === '' ? '' : `${name.replaceAll(/[\\/]/g, '∕')}/`
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | null {
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : null
  return bytes instanceof Uint8Array && bytes.length > 0 ? new Uint8Array(bytes) : null
}
