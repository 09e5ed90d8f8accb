/** The forms that clean data are taken away in: one row each; `engine/export/dataset/dataExporters.ts` writes them. */
import type { FormatId } from './formats.ts'

export const dataExportIds = ['pictures', 'csv', 'jsonl', 'parquet'] as const
export type DataExportId = (typeof dataExportIds)[number]

export interface DataExportCard {
  readonly title: string
  /** What it holds, as a sentence. */
  readonly holds: string
  readonly of: 'pictures' | 'texts'
  /** Of the file; an archive is made of several. */
  readonly format: FormatId
}

export const dataExports: Readonly<Record<DataExportId, DataExportCard>> = {
  pictures: {
    title: 'Zip of folders',
    holds: 'A folder for each part and in it one for each class, with your pictures as they are.',
    of: 'pictures',
    format: 'zip',
  },
  csv: { title: 'CSV', holds: 'A table that spreadsheets open.', of: 'texts', format: 'csv' },
  jsonl: {
    title: 'JSON lines',
    holds: 'One example a line, as most training scripts read.',
    of: 'texts',
    format: 'jsonl',
  },
  parquet: {
    title: 'Parquet',
    holds: 'A small table with its types, as pandas and datasets read.',
    of: 'texts',
    format: 'parquet',
  },
}
