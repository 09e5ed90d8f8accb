/** Brings together what folders and tables say of each picture, and reads them as the task that fits best. */
import type { Columns } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type FolderLabel, folderLabels, unlabelledNotices } from './folderLabels.ts'
import { type Labelled, withoutLoneSplit } from './labelled.ts'
import type { MetadataTable } from './metadataTable.ts'
import type { Pace } from './pace.ts'
import { choiceOf, fitsAmong, type PictureReading, type PlacedPicture } from './reading.ts'

/** A picture that can be used, as far as its bytes tell. */
export interface Picture {
  readonly path: string
  readonly folders: readonly string[]
  readonly blob: Blob
  readonly digest: string
}

export interface PictureOptions extends Columns {
  readonly readings: { readonly pictures: readonly PictureReading[] }
  readonly pace: Pace
}

/** Gives every picture its target and split, or a reason why it has none. */
export async function labelPictures(
  pictures: readonly Picture[],
  tables: readonly MetadataTable[],
  { readings, pace, ...wanted }: PictureOptions,
): Promise<Labelled> {
  const places = folderLabels(pictures.map((picture) => picture.folders))
  const placed = await placedPictures(pictures, { places, tables, pace })
  const fits = fitsAmong(readings.pictures, (reading) => reading.fits(placed, wanted))
  const choices = choiceOf(fits, pictures.length > 0 ? wanted.task : undefined)
  const [task = null] = choices
  const best = fits.filter((fit) => fit.task === task).toSorted((a, b) => b.likelihood - a.likelihood)[0]
  const { examples, skipped } = (await best?.examples(pace)) ?? { examples: [], skipped: [] }
  await pace.breathe()
  return {
    task,
    choices,
    examples: withoutLoneSplit(examples),
    skipped,
    warnings: [
      ...(best?.warnings?.() ?? []),
      ...absent(pictures, tables),
      ...(tables.length === 0 ? unlabelledNotices(places, ['picture', 'pictures']) : []),
    ],
    columns: null,
  }
}

interface Said {
  readonly places: readonly FolderLabel[]
  readonly tables: readonly MetadataTable[]
  readonly pace: Pace
}

async function placedPictures(pictures: readonly Picture[], { places, tables, pace }: Said): Promise<PlacedPicture[]> {
  const placed: PlacedPicture[] = []
  for (const [i, { path, blob, digest }] of pictures.entries()) {
    await pace.breathe()
    const { label: folder = null, split = null, unlabelled = null } = places[i] ?? {}
    const table = innermost(tables, path)
    const said = table && { title: table.title, columns: table.columns, row: table.rows.get(path) ?? null }
    placed.push({ path, blob, digest, folder, unlabelled, split, ...(said && { table: said }) })
  }
  return placed
}

function innermost(tables: readonly MetadataTable[], path: string): MetadataTable | undefined {
  let found: MetadataTable | undefined
  for (const table of tables)
    if (path.startsWith(table.folder) && table.folder.length >= (found?.folder.length ?? 0)) found = table
  return found
}

function absent(pictures: readonly Picture[], tables: readonly MetadataTable[]): Message[] {
  const present = new Set(pictures.map(({ path }) => path))
  const missing = tables.flatMap((table) => [...table.rows.keys()].filter((path) => !present.has(path)))
  if (missing.length === 0) return []
  return [notice('metadataListsMissing', { files: missing.length })]
}
