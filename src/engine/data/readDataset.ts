/**
 * Reads what a person dropped (folders, zip archives, a metadata table) into a dataset. Files are looked at one by one,
 * by their bytes; one that cannot be used is listed with its reason and never stops the others. Nothing is decoded but
 * a few pictures of each format, to learn whether this browser can.
 */
import { ThawError } from '../../shared/errors.ts'
import type { NamedFile, ProgressUnit, SkippedFile } from '../../shared/protocol.ts'
import type { ImageCodec } from '../prepare/image.ts'
import { assembleDataset } from './assembleDataset.ts'
import type { DataFile } from './dataFile.ts'
import type { Dataset } from './dataset.ts'
import { sha256 } from './digest.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import { expectImage, type ImageKind, inspectImage } from './imageHeader.ts'
import { labelPictures, type Picture } from './labelPictures.ts'
import { limits } from './limits.ts'
import { listFiles } from './listFiles.ts'
import { isMetadataTable, type MetadataTable, readMetadataTable } from './metadataTable.ts'
import { createPace, type Pace } from './pace.ts'
import { pathSegments } from './safeName.ts'
import { Skip } from './skip.ts'

export interface ReadOptions {
  /** Column of a metadata table that holds the label; empty means guess. */
  readonly labelColumn: string
  readonly onProgress: (done: number, total: number, stage: string, unit: ProgressUnit) => void
  readonly signal: AbortSignal
  readonly codec: ImageCodec
}
interface Reading extends ReadOptions {
  readonly pace: Pace
}
type KnownPicture = Picture & { readonly kind: ImageKind }
/** What became of one file. */
type Outcome =
  | { readonly type: 'picture'; readonly picture: KnownPicture }
  | { readonly type: 'table'; readonly table: MetadataTable }
  | { readonly type: 'skipped'; readonly file: SkippedFile }

/** Rejects with a ThawError when nothing can be trained on, and with `cancelled` soon after the signal. */
export async function readDataset(
  request: { readonly name: string; readonly files: readonly NamedFile[] },
  options: ReadOptions,
): Promise<Dataset> {
  const pace = createPace(options.signal)
  options.onProgress(0, 0, 'Opening the data', 'files')
  const listing = await listFiles(request.files, { pace, signal: options.signal })
  const reading = { ...options, pace }
  const outcomes = await readEach(listing.files, reading)
  const tables = outcomes.flatMap((outcome) => (outcome.type === 'table' ? [outcome.table] : []))
  const unread = outcomes.flatMap((outcome) => (outcome.type === 'skipped' ? [outcome.file] : []))
  const found = outcomes.flatMap((outcome) => (outcome.type === 'picture' ? [outcome.picture] : []))
  const { pictures, undecodable } = await decodable(found, reading)
  const labelled = await labelPictures(pictures, tables, pace)
  const skipped = [...listing.skipped, ...unread, ...undecodable, ...labelled.skipped].map(({ path, reason }) => ({
    path: displayText(path, limits.pathLength),
    reason,
  }))
  const warnings = [...listing.warnings, ...labelled.warnings]
  return assembleDataset({ name: request.name, pictures: labelled.pictures, skipped, warnings }, pace)
}

/** Files read at the same time; reading mostly waits. */
const lanes = 8

async function readEach(files: readonly DataFile[], reading: Reading): Promise<Outcome[]> {
  const progress = (done: number) => reading.onProgress(done, files.length, 'Reading pictures', 'files')
  const outcomes: Outcome[] = new Array(files.length)
  let next = 0
  let done = 0
  const lane = async () => {
    for (let index = next++; index < files.length; index = next++) {
      outcomes[index] = await outcomeOf(files[index] as DataFile, reading)
      done++
      if (await reading.pace.breathe()) progress(done)
    }
  }
  progress(0)
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    next = files.length // when one lane fails, the others stop after the file they are at
  }
  progress(files.length)
  return outcomes
}

async function outcomeOf(file: DataFile, reading: Reading): Promise<Outcome> {
  try {
    return await readFile(file, reading)
  } catch (error) {
    if (!(error instanceof Skip)) throw error
    return { type: 'skipped', file: { path: file.path, reason: error.message } }
  }
}

async function readFile(file: DataFile, { labelColumn, pace }: Reading): Promise<Outcome> {
  const segments = pathSegments(file.path)
  const folders = segments.slice(0, -1)
  const name = segments.at(-1) ?? ''
  if (isMetadataTable(name)) {
    const bytes = await file.read(() => {})
    return { type: 'table', table: await readMetadataTable({ folders, name, bytes }, labelColumn, pace) }
  }
  const bytes = await file.read(expectImage)
  const { kind } = inspectImage(bytes)
  const blob = file.blob ?? new Blob([bytes], { type: `image/${kind.toLowerCase()}` })
  return { type: 'picture', picture: { path: segments.join('/'), folders, blob, digest: await sha256(bytes), kind } }
}

/** How many pictures of a format are tried before the format counts as unknown to this browser. */
const attempts = 3
const knownEverywhere: readonly ImageKind[] = ['JPEG', 'PNG']

/** Parts the pictures from those that, or whose whole format, the codec cannot decode. */
async function decodable(
  found: readonly KnownPicture[],
  { codec, pace }: Reading,
): Promise<{ pictures: readonly Picture[]; undecodable: readonly SkippedFile[] }> {
  const refused = new Map<Picture, string>()
  for (const [kind, ofKind] of groupBy(found, (picture) => picture.kind)) {
    const failed = await failedAttempts(ofKind.slice(0, attempts), codec, pace)
    for (const picture of failed) refused.set(picture, damaged)
    if (knownEverywhere.includes(kind) || failed.length < Math.min(attempts, ofKind.length)) continue
    for (const picture of ofKind) refused.set(picture, `No ${kind} could be decoded here. Convert it to JPEG or PNG.`)
  }
  const undecodable = [...refused].map(([{ path }, reason]) => ({ path, reason }))
  return { pictures: found.filter((picture) => !refused.has(picture)), undecodable }
}

const damaged = 'It is damaged: it cannot be decoded. Copy or download it again.'

/** The pictures that cannot be decoded, until one can. */
async function failedAttempts<T extends Picture>(pictures: readonly T[], codec: ImageCodec, pace: Pace): Promise<T[]> {
  const failed: T[] = []
  for (const picture of pictures) {
    await pace.breathe()
    try {
      await codec.decode(picture.blob, 1)
      return failed
    } catch (error) {
      if (error instanceof ThawError && error.code === 'cancelled') throw error
      failed.push(picture)
    }
  }
  return failed
}
