/**
 * Reads what a person dropped (folders, zip archives, tables, text files) into a dataset. What most of the files are
 * decides the task; a file that cannot be used is listed with its reason and never stops the others. Nothing is decoded
 * but a few pictures of each format, to learn whether this browser can.
 */

import { type EncodingId, encodingIds, namedEncoding } from '../../shared/catalog/encodings.ts'
import { formats } from '../../shared/catalog/formats.ts'
import { partsOf } from '../../shared/domain/addedFiles.ts'
import type { Columns, SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { fileEncoding } from '../../shared/recipe/fileEncodings.ts'
import type { ProgressUnit } from '../../shared/wire/events.ts'
import { taskCard } from '../../tasks/cards.ts'
import { freshPaths, joinedParts, readAs, toldAs } from './addedParts.ts'
import { assembleDataset } from './assembleDataset.ts'
import { attributeTable } from './attributeList.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { bytesSource } from './byteSource.ts'
import { type DataKind, mostFrequentKind } from './dataKind.ts'
import type { Dataset } from './dataset.ts'
import { displayText } from './displayText.ts'
import { documentLosses } from './documentLosses.ts'
import type { ImageCodec } from './imageCodec.ts'
import { joinLabels, spellingsApart } from './joinLabels.ts'
import { joinRecords, type WholeFile } from './joinRecords.ts'
import { type Labelled, withoutLoneSplit } from './labelled.ts'
import { labelRows, type TableFile, wantedNames } from './labelRows.ts'
import { labelTextFiles } from './labelTextFiles.ts'
import { limits } from './limits.ts'
import { type Dropped, listFiles } from './listFiles.ts'
import { createPace, type Pace } from './pace.ts'
import { type PictureTable, pictureTables, type TableSource } from './pictureTables.ts'
import { cellsTable } from './readers/cellsTable.ts'
import type { Unpacking } from './readers/unpacked.ts'
import { type FoundFile, readFiles } from './readFiles.ts'
import type { DataReadings } from './reading.ts'
import { readPictures } from './readPictures.ts'
import { readTableFile } from './readTableFile.ts'
import type { ColumnRoom, TableOptions } from './table.ts'
import { type TextDecoding, textDecoding } from './textDecoding.ts'
import { withoutUnansweredSplits } from './unansweredSplits.ts'
import { tableReader } from './writtenFormat.ts'

export interface ReadOptions extends Columns {
  readonly readings: DataReadings
  readonly onProgress: (done: number, total: number, stage: Message, unit: ProgressUnit) => void
  readonly signal: AbortSignal
  readonly codec: ImageCodec
  /** What columns of a Parquet file may take, where that is not as the limits say. */
  readonly room?: ColumnRoom
}
type Reading = ReadOptions & { readonly pace: Pace; readonly decoding: TextDecoding }

/** Rejects with a ThawError when nothing can be trained on, and with `cancelled` soon after the signal. */
export async function readDataset(
  request: { readonly name: string; readonly files: readonly Dropped[] },
  options: ReadOptions,
): Promise<Dataset> {
  const pace = createPace(options.signal)
  options.onProgress(0, 0, notice('openingData'), 'files')
  const encoding = encodingOf(options)
  const onRows = (done: number, total: number) =>
    options.onProgress(done, total, notice('unpackingPictures'), 'examples')
  const decoding = textDecoding(encoding, fileEncodings(options))
  const onNames = decoding.readNames
  const unpacking = { pace, signal: options.signal, encoding, onNames, onRows }
  const taken = new Set<string>()
  const [standing = [], ...added] = partsOf(request.files)
  const first = await readPart(standing, { ...options, pace, decoding }, { unpacking, taken })
  const parts: [ReadPart, ...ReadPart[]] = [first]
  for (const files of added) {
    const reading = { ...options, ...readAs(first.labelled, options), pace, decoding }
    parts.push(await readPart(files, reading, { unpacking, taken }))
  }
  await pace.breathe()
  const settled = settledAnswers(joinedParts(labelledOf(parts)), options)
  await pace.breathe()
  const skipped = settled.skipped.map((one) => ({ ...one, path: displayText(one.path, limits.pathLength) }))
  const warnings = [...parts.flatMap((part) => part.warnings), ...decoding.warnings(), ...settled.warnings]
  const passedOver = parts.reduce((sum, part) => sum + part.passedOver, 0)
  const read = decoding.encoding()
  const all = { ...settled, ...(read && { encoding: read }), name: request.name, skipped, passedOver, warnings }
  return assembleDataset(all, pace)
}

interface ReadPart {
  /** With all that was left out on the way. */
  readonly labelled: Labelled
  /** Of how its archives were opened. */
  readonly warnings: readonly Message[]
  readonly passedOver: number
}

interface PartsRead {
  readonly unpacking: Omit<Unpacking, 'budget'>
  /** The paths of the parts before. */
  readonly taken: Set<string>
}

/** What was dropped at once. */
async function readPart(
  files: readonly Dropped[],
  reading: Reading,
  { unpacking, taken }: PartsRead,
): Promise<ReadPart> {
  const listing = await listFiles(files, unpacking)
  const telling = freshPaths(listing.files, taken)
  const { decode } = reading.decoding
  const decoding: TextDecoding = {
    ...reading.decoding,
    decode: (bytes, path, declared) => decode(bytes, telling(path), declared),
  }
  const { found, unread } = await readFiles(listing.files, { ...reading, decoding })
  const { labelled, others } = await understand(found, { ...reading, decoding })
  const skipped = [...listing.skipped, ...unread, ...others, ...labelled.skipped]
  const told = toldAs(telling, { ...labelled, skipped })
  return { labelled: told, warnings: listing.warnings, passedOver: listing.passedOver }
}

function labelledOf([first, ...added]: readonly [ReadPart, ...ReadPart[]]): readonly [Labelled, ...Labelled[]] {
  return [first.labelled, ...added.map(({ labelled }) => labelled)]
}

/** What only all examples together tell: names that are one, and parts without answers. */
function settledAnswers(labelled: Labelled, { spellings }: Columns): Labelled {
  if (labelled.task === null) return labelled
  const noun = taskCard(labelled.task).example
  const joined = spellings === 'apart' ? spellingsApart(labelled.examples) : joinLabels(labelled.examples, noun)
  const answered = withoutUnansweredSplits(withoutLoneSplit(joined.examples), noun)
  return {
    ...labelled,
    examples: withoutLoneSplit(answered.examples),
    skipped: [...labelled.skipped, ...answered.skipped],
    warnings: [...labelled.warnings, ...joined.warnings, ...answered.warnings],
  }
}

/** @throws ThawError where the person named none that is read. */
function encodingOf({ encoding = '' }: Columns): EncodingId | null {
  const found = namedEncoding(encoding)
  if (found || encoding === '') return found
  throw unknownEncoding(encoding)
}

/** By path. @throws ThawError where one is none that is read. */
function fileEncodings({ encodings = [] }: Columns): ReadonlyMap<string, EncodingId> {
  return new Map(
    encodings.map((written): [string, EncodingId] => {
      const { path, encoding } = fileEncoding(written)
      if (encoding === null) throw unknownEncoding(written)
      return [path, encoding]
    }),
  )
}

function unknownEncoding(name: string): ThawError {
  return new ThawError('data-unsupported', 'encodingUnknown', {
    name: displayText(name, limits.labelLength),
    known: few(encodingIds, encodingIds.length),
  })
}

type Of<Kind extends FoundFile['kind']> = Extract<FoundFile, { kind: Kind }>

/** Where tables speak of pictures, both are read together, whatever else there is more of. */
async function understand(
  found: readonly FoundFile[],
  reading: Reading,
): Promise<{ readonly labelled: Labelled; readonly others: readonly SkippedFile[] }> {
  const pictures = found.filter((file) => file.kind === 'picture')
  const lists = pictures.length > 0 ? writtenLists(found.filter((file) => file.kind === 'text')) : []
  const sources = byPath([...found.filter((file) => file.kind === 'table'), ...lists])
  const textOf = async ({ source, path }: TableSource) => reading.decoding.decode(await source.whole(), path)
  const beside = await pictureTables(sources, pictures, { pace: reading.pace, textOf, wanted: wantedNames(reading) })
  const spoken = new Set(beside.map(({ source }) => source.path))
  const { kind, files, others } = mostFrequentKind(
    found.filter(({ kind, path }) => kind === 'picture' || !spoken.has(path)),
    beside.length > 0 ? 'picture' : undefined,
  )
  const labelledOf = understanding[kind ?? 'picture'] as Understanding<FoundFile>
  return { labelled: await labelledOf(byPath(files), reading, beside), others }
}

/** More text files than this are a text for each picture. */
const mostLists = 20

/** Text files that may be lists of pictures, as "labels.txt" with a name and a class in each line. */
function writtenLists(files: readonly Of<'text'>[]): readonly TableSource[] {
  if (files.length > mostLists) return []
  return files.map(({ path, folders, text }) => {
    const name = path.split('/').at(-1) ?? path
    const attributes = attributeTable(text)
    const source = bytesSource(new TextEncoder().encode(attributes ?? text))
    return { path, folders, name, format: attributes === null ? 'csv' : 'tsv', source }
  })
}

/** Nothing that is read may depend on the order in which a disk or an archive happens to list its files. */
function byPath<File extends { readonly path: string }>(files: readonly File[]): readonly File[] {
  return files.toSorted((a, b) => byCodeUnit(a.path, b.path))
}

type Understanding<File> = (
  files: readonly File[],
  reading: Reading,
  beside: readonly PictureTable[],
) => Promise<Labelled>

const understanding: { readonly [Kind in DataKind]: Understanding<Of<Kind>> } = {
  picture: (files, reading, beside) => readPictures(files, beside, reading),
  table: tables,
  text: texts,
}

function tables(files: readonly Of<'table'>[], reading: Reading): Promise<Labelled> {
  return joined(
    files.map((file) => {
      const { path, source, format } = file
      const title = files.length === 1 ? file.name : path
      const textOf = async () => reading.decoding.decode(await source.whole(), path)
      const read = (options: TableOptions) => readTableFile(title, file, { ...options, textOf })
      return { title, path, read, size: source.size, textOf: 'binary' in formats[format] ? null : textOf }
    }),
    reading,
  )
}

/** Documents that are each one table, and as good as nothing else, are tables. */
async function texts(files: readonly Of<'text'>[], reading: Reading): Promise<Labelled> {
  const grids = files.flatMap(({ path, text, grid }) => (grid ? [{ path, text, grid }] : []))
  if (grids.length < files.length) {
    const labelled = await writtenTexts(files, reading)
    return { ...labelled, warnings: [...labelled.warnings, ...documentLosses(files)] }
  }
  const labelled = await joined(
    grids.map(({ path, text, grid }) => ({
      ...{ title: path, path, size: text.length, textOf: null },
      read: (options: TableOptions) => cellsTable(path, grid, options),
    })),
    reading,
  )
  const cut = grids.filter(({ text, grid }) => text.split(/\n+/).length > grid.length)
  if (cut.length === 0) return labelled
  const documents = few(cut.map(({ path }) => displayText(path, limits.pathLength)))
  return {
    ...labelled,
    warnings: [...labelled.warnings, notice('documentTableRead', { documents, tables: cut.length })],
  }
}

/** Text files that are all written as tables are tables under another name. */
function writtenTexts(files: readonly Of<'text'>[], reading: Reading): Promise<Labelled> {
  const reader = tableReader(files.map(({ text }) => text))
  if (reader === null) return labelTextFiles(files, reading)
  return joined(
    files.map(({ path, text }) => ({
      ...{ title: path, path, size: text.length, textOf: () => text },
      read: (options) => reader.read(path, text, options),
    })),
    reading,
  )
}

async function joined(files: readonly WholeFile[], reading: Reading): Promise<Labelled> {
  return rows(await joinRecords(files, reading.pace), reading)
}

function rows(files: readonly TableFile[], reading: Reading): Promise<Labelled> {
  const stage = notice('readingTexts')
  const onRows = (done: number, total: number) => reading.onProgress(done, total, stage, 'examples')
  return labelRows(files, { ...reading, onRows })
}
