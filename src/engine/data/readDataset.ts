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
  readonly pictures: (Picture & { readonly kind: ImageKind })[]
  readonly tables: MetadataTable[]
  readonly skipped: SkippedFile[]
}

/** Rejects with a ThawError when nothing can be trained on, and with `cancelled` soon after the signal. */
export async function readDataset(
  request: { readonly name: string; readonly files: readonly NamedFile[] },
  options: ReadOptions,
): Promise<Dataset> {
  const pace = createPace(options.signal)
  options.onProgress(0, 0, 'Opening the data', 'files')
  const listing = await listFiles(request.files, { pace, signal: options.signal })
  const reading: Reading = { ...options, pace, pictures: [], tables: [], skipped: [...listing.skipped] }
  await readEach(listing.files, reading)
  const readable = await decodable(reading)
  const labelled = await labelPictures(readable, reading.tables, pace)
  const skipped = [...reading.skipped, ...labelled.skipped].map(({ path, reason }) => ({
    path: displayText(path, limits.pathLength),
    reason,
  }))
  const warnings = [...listing.warnings, ...labelled.warnings]
  return assembleDataset({ name: request.name, pictures: labelled.pictures, skipped, warnings }, pace)
}

async function readEach(files: readonly DataFile[], reading: Reading): Promise<void> {
  const { onProgress, pace, skipped } = reading
  const stage = 'Reading pictures'
  onProgress(0, files.length, stage, 'files')
  for (const [done, file] of files.entries()) {
    try {
      await readFile(file, reading)
    } catch (error) {
      if (!(error instanceof Skip)) throw error
      skipped.push({ path: file.path, reason: error.message })
    }
    if (await pace.breathe()) onProgress(done + 1, files.length, stage, 'files')
  }
  onProgress(files.length, files.length, stage, 'files')
}

async function readFile(file: DataFile, { pictures, tables, labelColumn, pace }: Reading): Promise<void> {
  const segments = pathSegments(file.path)
  const folders = segments.slice(0, -1)
  const name = segments.at(-1) ?? ''
  if (isMetadataTable(name)) {
    const bytes = await file.read(() => {})
    tables.push(await readMetadataTable({ folders, name, bytes }, labelColumn, pace))
    return
  }
  const bytes = await file.read(expectImage)
  const { kind } = inspectImage(bytes)
  const blob = file.blob ?? new Blob([bytes], { type: `image/${kind.toLowerCase()}` })
  pictures.push({ path: segments.join('/'), folders, blob, digest: await sha256(bytes), kind })
}

/** How many pictures of a format are tried before the format counts as unknown to this browser. */
const attempts = 3
const knownEverywhere: readonly ImageKind[] = ['JPEG', 'PNG']

/** The pictures without those that, or whose whole format, the codec cannot decode. */
async function decodable({ pictures, skipped, codec, pace }: Reading): Promise<Picture[]> {
  const refused = new Map<Picture, string>()
  for (const [kind, ofKind] of groupBy(pictures, (picture) => picture.kind)) {
    const failed = await failedAttempts(ofKind.slice(0, attempts), codec, pace)
    for (const picture of failed) refused.set(picture, damaged)
    if (knownEverywhere.includes(kind) || failed.length < Math.min(attempts, ofKind.length)) continue
    for (const picture of ofKind) refused.set(picture, `No ${kind} could be decoded here. Convert it to JPEG or PNG.`)
  }
  for (const [{ path }, reason] of refused) skipped.push({ path, reason })
  return pictures.filter((picture) => !refused.has(picture))
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
