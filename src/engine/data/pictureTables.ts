/**
 * Tables that speak of the pictures beside them, in whatever format and under whatever name: one of their columns names
 * pictures. What such a table says of a picture counts more than its folder.
 */
import { formats, isNamed, withoutExtension } from '../../shared/catalog/formats.ts'
import type { SkippedFile, SplitName } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { cocoTable } from './cocoTable.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { type NamedBy, PictureNames, type TablePlace } from './pictureNames.ts'
import { rowsByPicture } from './pictureRows.ts'
import { readTableFile, type TableBytes } from './readTableFile.ts'
import { splitsOfFiles } from './splitsOfFiles.ts'
import type { TextTable } from './table.ts'

export interface TableSource extends TableBytes {
  readonly path: string
  /** Folders that lead to the table. */
  readonly folders: readonly string[]
  readonly name: string
}

export interface PictureTable {
  readonly source: TableSource
  readonly title: string
  readonly columns: readonly string[]
  /** The column that names pictures. */
  readonly file: string
  /** The split that the table's own name says. */
  readonly split: SplitName | null
  /** By the picture's path: the cells of its row, by column. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
}

interface Reading {
  readonly pace: Pace
  readonly textOf: (source: TableSource) => Promise<string> | string
  /** Columns that the person named. */
  readonly wanted: readonly string[]
}

/**
 * The tables among these that name pictures.
 * @throws ThawError where a table named "metadata" cannot be read, or has no column that names pictures.
 */
export async function pictureTables(
  sources: readonly TableSource[],
  pictures: readonly { readonly path: string }[],
  reading: Reading,
): Promise<readonly PictureTable[]> {
  if (sources.length === 0 || pictures.length === 0) return []
  const names = new PictureNames(pictures.map(({ path }) => path))
  const splits = splitsOfFiles(sources.map(({ path }) => path))
  const tables: PictureTable[] = []
  for (const [at, source] of sources.entries()) {
    const table = await readTable(source, reading)
    const found = table && pictureTable(table, { source, names, split: splits[at] ?? null, pictures: pictures.length })
    if (found) tables.push(found)
  }
  return tables
}

/** Of a table under any other name nothing is expected. */
async function readTable(source: TableSource, { pace, textOf, wanted }: Reading): Promise<TextTable | null> {
  const title = displayText(source.path, limits.pathLength)
  if (source.source.size > limits.tableBytes) {
    if (isMetadata(source)) throw tooLarge(title)
    return null
  }
  try {
    const coco = 'binary' in formats[source.format] ? null : cocoTable(title, await textOf(source))
    return coco ?? (await readTableFile(title, source, { pace, wanted, textOf: () => textOf(source) }))
  } catch (error) {
    if (!(error instanceof ThawError) || error.code === 'cancelled' || isMetadata(source)) throw error
    return null
  }
}

/** As the Hugging Face Hub has it, such a table speaks of pictures and of nothing else. */
function isMetadata({ name }: TableSource): boolean {
  return isNamed(name, 'table') && withoutExtension(name).toLowerCase() === 'metadata'
}

interface Beside {
  readonly source: TableSource
  readonly names: PictureNames
  readonly split: SplitName | null
  readonly pictures: number
}

function pictureTable(table: TextTable, { source, names, split, pictures }: Beside): PictureTable | null {
  // What a competition wants to be handed in holds made-up answers.
  if (/(?:^|[-_ .]|sample)submissions?(?:[-_ .\d]|$)/i.test(withoutExtension(source.name))) return null
  const place = { folders: source.folders, split }
  const file = fileColumn(table, { names, place, pictures }) ?? (isMetadata(source) ? namedColumn(table) : null)
  if (file === null) return null
  const { rows, missing, several, contradicting } = rowsByPicture(table, file, (cell) => names.find(cell, place))
  const title = table.title
  return {
    source,
    title,
    columns: table.names,
    file: table.names[file] ?? '',
    split,
    rows,
    skipped: [...table.skipped.list(), ...contradicting],
    warnings: [
      ...(table.warnings ?? []),
      ...(missing > 0 ? [notice('metadataListsMissing', { files: missing })] : []),
      ...(several > 0 ? [notice('tableRowsNameSeveralPictures', { table: title, rows: several })] : []),
    ],
  }
}

/** Columns that name pictures wherever they stand; lower case, without marks between words. */
const fileNames = new Set([
  ...[
    'filename',
    'file',
    'filepath',
    'path',
    'image',
    'imagename',
    'imagepath',
    'imagefile',
    'imageid',
    'imagefilename',
  ],
  ...['img', 'imgname', 'imgpath', 'imgid', 'id', 'idcode', 'picture', 'photo', 'photoid', 'fname', 'name', 'uuid'],
])

const byRank: readonly NamedBy[] = ['path', 'name', 'stem', 'number']
/** Rows that are looked at to find the column. */
const sample = 2_000

/** The column whose cells name most pictures, and most exactly; null where none does. */
function fileColumn(
  { names, rows }: TextTable,
  known: { readonly names: PictureNames; readonly place: TablePlace; readonly pictures: number },
): number | null {
  const stride = Math.max(1, Math.ceil(rows.length / sample))
  const looked = rows.filter((_, at) => at % stride === 0)
  const candidates = names.flatMap((name, column) => {
    const cells = looked.map(({ cells }) => cells[column] ?? '').filter((cell) => cell.trim() !== '')
    const found = cells.map((cell) => known.names.find(cell, known.place))
    const matched = found.flatMap((one) => (one === null || one === 'several' ? [] : [one]))
    const named = fileNames.has(plainName(name))
    // A column of plain numbers may count anything.
    const telling = named || cells.some((cell) => !/^[\d.,\s-]+$/.test(cell))
    const pictures = new Set(matched.map(({ path }) => path)).size
    const enough = named ? matched.length > 0 || found.includes('several') : 2 * matched.length >= cells.length
    const covers = 2 * pictures >= known.pictures
    if (!telling || matched.length + Number(named) === 0 || !(enough || covers)) return []
    const rank = matched.reduce((sum, { by }) => sum + byRank.indexOf(by), 0) / Math.max(1, matched.length)
    return [{ column, name, pictures, rank, named }]
  })
  const [best] = candidates.toSorted(
    (a, b) =>
      b.pictures - a.pictures || a.rank - b.rank || Number(b.named) - Number(a.named) || byCodeUnit(a.name, b.name),
  )
  return best?.column ?? null
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}]+/gu, '')
}

/** Of a table whose pictures are all absent. @throws ThawError where no column is named so. */
function namedColumn({ title, names }: TextTable): number {
  const column = names.findIndex((name) => plainName(name) === 'filename')
  if (column >= 0) return column
  const { shown, more } = few(names, 20)
  throw new ThawError('data-unsupported', 'fileNameColumnMissing', {
    ...{ table: title, column: 'file_name' },
    columns: { shown: shown.map((name) => displayText(name, limits.labelLength)), more },
  })
}

function tooLarge(table: string): ThawError {
  return new ThawError('data-too-large', 'metadataTableTooLarge', { table, most: limits.tableBytes })
}
