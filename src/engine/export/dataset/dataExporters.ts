/** Writes the data as they stand, with all edits and with the parts that the next run divides them into. */
import type { DataExportId } from '../../../shared/catalog/dataExports.ts'
import { fileNameIn } from '../../../shared/catalog/formats.ts'
import type { DataSettings } from '../../../shared/domain/cleaning.ts'
import { dataParts } from '../../../shared/domain/cleaning.ts'
import type { SplitName } from '../../../shared/domain/data.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { Dataset, Example } from '../../data/dataset.ts'
import { splitDataset } from '../../data/splitDataset.ts'
import { exampleColumns } from './exampleColumns.ts'
import { pictureFolders } from './pictureFolders.ts'
import { writeCsv, writeJsonLines, writeParquet } from './writeTables.ts'

type DataExporter = (dataset: Dataset, partOf: (example: Example) => SplitName) => Promise<readonly ExportedFile[]>

const name = 'examples'

export const dataExporters: Readonly<Record<DataExportId, DataExporter>> = {
  pictures: pictureFolders,
  csv: async (dataset, partOf) => [
    { name: fileNameIn('csv', name), blob: writeCsv(exampleColumns(dataset, partOf), dataset.examples) },
  ],
  jsonl: async (dataset, partOf) => [
    { name: fileNameIn('jsonl', name), blob: writeJsonLines(exampleColumns(dataset, partOf), dataset.examples) },
  ],
  parquet: async (dataset, partOf) => [
    { name: fileNameIn('parquet', name), blob: await writeParquet(exampleColumns(dataset, partOf), dataset.examples) },
  ],
}

/** All examples, also those that a cap keeps from the next run. @throws ThawError `data-empty` where no part may be. */
export async function exportDataset(
  dataset: Dataset,
  what: DataExportId,
  { validation, test, seed }: DataSettings,
): Promise<readonly ExportedFile[]> {
  const split = splitDataset(dataset, { validation, test, seed, maxTrain: 0 })
  const parts = new Map<Example, SplitName>()
  for (const part of dataParts)
    for (const index of split[part]) {
      const example = dataset.examples[index]
      if (example) parts.set(example, part)
    }
  return dataExporters[what](dataset, (example) => parts.get(example) ?? 'train')
}
