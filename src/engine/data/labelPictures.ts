/** Brings together what folders and tables say of each picture, and names those of which neither says anything. */
import type { SkippedFile } from '../../shared/domain/data.ts'
import { folderLabels } from './folderLabels.ts'
import { type Labelled, type LabelledExample, withoutLoneSplit } from './labelled.ts'
import type { MetadataTable } from './metadataTable.ts'
import type { Pace } from './pace.ts'

/** A picture that can be used, as far as its bytes tell. */
export interface Picture {
  readonly path: string
  readonly folders: readonly string[]
  readonly blob: Blob
  readonly digest: string
}
/** Gives every picture its label and split, or a reason why it has none. */
export async function labelPictures(
  pictures: readonly Picture[],
  tables: readonly MetadataTable[],
  pace: Pace,
): Promise<Labelled> {
  const places = folderLabels(pictures.map((picture) => picture.folders))
  const labelled: LabelledExample[] = []
  const skipped: SkippedFile[] = []
  for (const [i, picture] of pictures.entries()) {
    await pace.breathe()
    const { path, blob, digest } = picture
    const table = innermost(tables, path)
    const labelText = (table ? table.labels.get(path) : places[i]?.label)?.normalize('NFC').trim()
    if (labelText)
      labelled.push({ path, content: { kind: 'image', blob }, digest, labelText, split: places[i]?.split ?? null })
    else skipped.push({ path, reason: whyUnlabelled(table, path) })
  }
  await pace.breathe()
  return {
    task: 'image-classification',
    examples: withoutLoneSplit(labelled),
    skipped,
    warnings: absent(pictures, tables),
    columns: null,
  }
}

function innermost(tables: readonly MetadataTable[], path: string): MetadataTable | undefined {
  let found: MetadataTable | undefined
  for (const table of tables)
    if (path.startsWith(table.folder) && table.folder.length >= (found?.folder.length ?? 0)) found = table
  return found
}

function whyUnlabelled(table: MetadataTable | undefined, path: string): string {
  if (!table) return 'It lies in no class folder. Put it into a folder named after its class.'
  return table.labels.has(path) ? 'The metadata table gives it no label.' : 'The metadata table does not list it.'
}

function absent(pictures: readonly Picture[], tables: readonly MetadataTable[]): string[] {
  const present = new Set(pictures.map(({ path }) => path))
  const missing = tables.flatMap((table) => [...table.labels.keys()].filter((path) => !present.has(path)))
  if (missing.length === 0) return []
  return [`The metadata table lists ${missing.length} files that are not among the readable pictures.`]
}
