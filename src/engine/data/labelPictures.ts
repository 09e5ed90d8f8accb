/** Brings together what folders and tables say of each picture, and reads them as the task that fits best. */
import type { Columns, SkippedFile, SplitName } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { classesInNames } from './classesInNames.ts'
import { folderContradictions, tableContradictions } from './contradictions.ts'
import { type FolderLabel, folderLabels, unlabelledNotices } from './folderLabels.ts'
import type { Labelled } from './labelled.ts'
import type { Pace } from './pace.ts'
import type { PictureBlob } from './pictureBlob.ts'
import type { PictureTable } from './pictureTables.ts'
import { choiceOf, fitsAmong, type PictureReading, type PlacedPicture } from './reading.ts'
import { splitOf } from './splitNames.ts'
import { splitsOfTable } from './splitTables.ts'

/** A picture that can be used, as far as its bytes tell. */
export interface Picture {
  readonly path: string
  readonly folders: readonly string[]
  readonly blob: PictureBlob
  readonly digest: string
}

export interface PictureOptions extends Columns {
  readonly readings: { readonly pictures: readonly PictureReading[] }
  readonly pace: Pace
}

/** Gives every picture its target and split, or a reason why it has none. */
export async function labelPictures(
  pictures: readonly Picture[],
  beside: readonly PictureTable[],
  { readings, pace, ...wanted }: PictureOptions,
): Promise<Labelled> {
  const inFolders = folderLabels(pictures.map((picture) => picture.folders))
  const find = (placed: readonly PlacedPicture[]) => fitsAmong(readings.pictures, (one) => one.fits(placed, wanted))
  const named = classesInNames(
    pictures.map(({ path }) => path),
    inFolders,
  )
  const places = named?.places ?? inFolders
  const dividing = beside.flatMap((table) => splitsOfTable(table) ?? [])
  const describing = beside.filter((table) => splitsOfTable(table) === null)
  const { tables, without } = answering(describing, { pictures, places, find, wanted })
  const between = tableContradictions(tables)
  const contradicting = new Set(
    [...tables.flatMap(({ skipped }) => skipped), ...between.skipped].map(({ path }) => path),
  )
  const usable = pictures.flatMap((picture, i) => (contradicting.has(picture.path) ? [] : [i]))
  const placed = placedPictures(usable, { pictures, places, tables, dividing })
  await pace.breathe()
  const fits = find(placed)
  const choices = choiceOf(fits, pictures.length > 0 ? wanted.task : undefined)
  const [task = null] = choices
  const best = fits.filter((fit) => fit.task === task).toSorted((a, b) => b.likelihood - a.likelihood)[0]
  const { examples, skipped } = (await best?.examples(pace)) ?? { examples: [], skipped: [] }
  await pace.breathe()
  return {
    task,
    choices,
    examples,
    skipped: [
      ...without.map(leftOut),
      ...notTaken(tables, placed),
      ...tables.flatMap((table) => table.skipped),
      ...between.skipped,
      ...skipped,
    ],
    warnings: [
      ...(tables.length === 0 ? (named?.warnings ?? []) : []),
      ...between.warnings,
      ...folderContradictions(placed, examples),
      ...(best?.warnings?.() ?? []),
      ...tables.flatMap(({ warnings }) => warnings),
      ...(tables.length === 0 ? unlabelledNotices(places, ['picture', 'pictures']) : []),
      ...(tables.length === 0 ? without : []).map(({ title }) => notice('tableAnswersNothing', { table: title })),
    ],
    columns: null,
  }
}

interface Asked extends Omit<Beside, 'tables'> {
  /** What readings make of pictures. @throws ThawError where none fits. */
  readonly find: (placed: readonly PlacedPicture[]) => readonly unknown[]
  readonly wanted: Columns
}

/**
 * The tables that answer something of their pictures, and those that do not, such as tables of captions. Without any
 * of the former the folders say what pictures show, where they name classes.
 * @throws ThawError why the first table answers nothing, where nothing else does.
 */
function answering(
  beside: readonly PictureTable[],
  { find, wanted, ...among }: Asked,
): { readonly tables: readonly PictureTable[]; readonly without: readonly PictureTable[] } {
  const faults: ThawError[] = []
  const answers = (table: PictureTable) => {
    try {
      const listed = among.pictures.flatMap(({ path }, i) => (table.rows.has(path) ? [i] : []))
      return listed.length === 0 || find(placedPictures(listed, { ...among, tables: [table] })).length > 0
    } catch (error) {
      if (!(error instanceof ThawError)) throw error
      faults.push(error)
      return false
    }
  }
  const tables = beside.filter(answers)
  const without = beside.filter((table) => !tables.includes(table))
  const classes = new Set(among.places.flatMap(({ label }) => label ?? []))
  const asked = wanted.labelColumn !== '' || (wanted.labelColumns ?? []).length > 0
  const [fault] = faults
  if (fault && tables.length === 0 && (asked || classes.size < 2)) throw fault
  return { tables, without }
}

function leftOut({ source }: PictureTable): SkippedFile {
  return { path: source.path, reason: notice('tableOnlyDescribes') }
}

interface Beside {
  readonly pictures: readonly Picture[]
  /** Of each picture. */
  readonly places: readonly FolderLabel[]
  readonly tables: readonly PictureTable[]
  /** Splits by the picture's path, of tables that say nothing else. */
  readonly dividing?: readonly ReadonlyMap<string, SplitName>[]
}

/** @param wanted Places of the pictures. */
function placedPictures(
  wanted: readonly number[],
  { pictures, places, tables, dividing = [] }: Beside,
): PlacedPicture[] {
  return wanted.flatMap((i) => {
    const picture = pictures[i]
    if (!picture) return []
    const { path, blob, digest } = picture
    const { label: folder = null, split = null, unlabelled = null } = places[i] ?? {}
    const table = speaking(tables, picture)
    const row = table?.rows.get(path) ?? null
    const said = table && { title: table.title, columns: table.columns, file: table.file, row }
    const divided = dividing.flatMap((splits) => splits.get(path) ?? [])[0]
    const part = split ?? divided ?? (row ? splitOfRow(row) : null) ?? (row ? (table?.split ?? null) : null)
    return [{ path, blob, digest, folder, unlabelled, split: part, ...(said && { table: said }) }]
  })
}

/** Tables that ask something else than those that were taken, of the same pictures. */
function notTaken(tables: readonly PictureTable[], placed: readonly PlacedPicture[]): SkippedFile[] {
  const taken = new Set(placed.flatMap(({ table }) => table?.title ?? []))
  const plain = ({ columns }: PictureTable) => columns.map((name) => name.trim().toLowerCase())
  const columns = new Set(tables.filter(({ title }) => taken.has(title)).flatMap(plain))
  const others = tables.filter((table) => !taken.has(table.title) && plain(table).some((name) => !columns.has(name)))
  const [first] = taken
  return others.map(({ source }) => ({
    path: source.path,
    reason: notice('tableNotTaken', { taken: first ?? '' }),
  }))
}

/**
 * Of the tables that list a picture the nearest, and of those the one that says most; else the nearest of all, which does
 * not list it.
 */
function speaking(tables: readonly PictureTable[], { path, folders }: Picture): PictureTable | undefined {
  const listing = tables.filter(({ rows }) => rows.has(path))
  const nearness = ({ source }: PictureTable) => {
    let shared = 0
    while (shared < source.folders.length && source.folders[shared] === folders[shared]) shared++
    return 2 * shared - source.folders.length
  }
  return (listing.length > 0 ? listing : tables).toSorted(
    (a, b) => nearness(b) - nearness(a) || b.columns.length - a.columns.length || byCodeUnit(a.title, b.title),
  )[0]
}

function splitOfRow(row: ReadonlyMap<string, string>): SplitName | null {
  const named = /^(?:split|set|subset|usage|ml_use|partition|column \d+)$/i
  for (const [name, cell] of row) if (named.test(name.trim()) && splitOf(cell) !== null) return splitOf(cell)
  return null
}
