/**
 * What a person dropped, as one list of files: folders as they are, zip archives opened where they lie. Names are taken
 * composed (NFC), since a Mac writes "ö" as two characters and a table beside the files may write one.
 */

import { isNamed, withoutExtension } from '../../shared/catalog/formats.ts'
import { namedRefusal } from '../../shared/catalog/refusedFormats.ts'
import { isWeightsFile } from '../../shared/catalog/weightFormats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type Readable, refuseTfjsModel } from '../weights/foreignModel.ts'
import type { DataFile, FileListing, UnpackBudget } from './dataFile.ts'
import { displayText } from './displayText.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { readers } from './readers/readers.ts'
import { isLitter } from './safeName.ts'
import { sampledClass } from './sampleZip.ts'
import { Skip } from './skip.ts'
import { isZip, sniffLength, whatElse } from './sniff.ts'

/** Lists every file, of folders and archives alike. Throws a ThawError when there are too many or nothing can be opened. */
export async function listFiles(
  dropped: readonly NamedFile[],
  { pace, signal }: { pace: Pace; signal: AbortSignal },
): Promise<FileListing> {
  const budget: UnpackBudget = { bytes: limits.unpackedBytes }
  const files: DataFile[] = []
  const skipped: SkippedFile[] = []
  const warnings: Message[] = []
  let passedOver = 0
  for (const named of dropped) {
    await pace.breathe()
    if (isLitter(named.path)) {
      passedOver++
      continue
    }
    if (!(await isArchive(named, dropped.length === 1))) {
      files.push(looseFile(named))
    } else {
      const listing = await readers.zip.open(named.file, named.path, { budget, pace, signal })
      const folder = folderOf(withoutExtension(named.path, 'archive'), listing.files, dropped.length === 1)
      files.push(...listing.files.map((file) => within(folder, file)))
      skipped.push(...listing.skipped)
      warnings.push(...listing.warnings)
      passedOver += listing.passedOver
    }
    if (files.length > limits.files) throw tooMany()
  }
  const weights = files.find(({ path }) => isWeightsFile(path))
  if (weights)
    throw new ThawError('data-unsupported', 'modelAmongData', { path: displayText(weights.path, limits.pathLength) })
  if (!files.some(({ path }) => isNamed(path, 'picture'))) await refuseTfjsModel(files.map(readable))
  return { files, skipped, warnings, passedOver }
}

/** The folder that an archive's files lie in: its name says the class of examples that a teacher's tool gave away. */
function folderOf(name: string, files: readonly DataFile[], alone: boolean): string {
  const paths = files.map(({ path }) => path)
  const label = sampledClass(name, paths)
  if (label !== null) return `${label}/`
  return alone ? '' : `${name}/`
}

/** A small file's text, for a look at what it is. */
function readable({ path, read }: DataFile): Readable {
  return { path, text: async () => new TextDecoder().decode(await read(() => {})) }
}

/** Several archives keep apart: "cats.zip" and "dogs.zip" are folders beside one another. */
function within(folder: string, file: DataFile): DataFile {
  return folder === '' ? file : { ...file, path: (folder + file.path).normalize('NFC') }
}

/** An archive is looked for where one is named so, and where a single file was dropped. */
async function isArchive({ path, file }: NamedFile, alone: boolean): Promise<boolean> {
  if (!alone && !isNamed(path, 'archive')) return false
  const head = await readBytes(file.slice(0, sniffLength))
  // Workbooks and documents are packed as zips, too.
  const packed = isZip(head)
  if (packed && namedRefusal(path) === null) return true
  if (alone && (packed || !isNamed(path, 'picture', 'table', 'text'))) throw notAnArchive(path, head)
  return false
}

function looseFile({ path, file }: NamedFile): DataFile {
  return {
    path: path.normalize('NFC'),
    blob: file,
    async read(check) {
      if (file.size > limits.fileBytes) throw new Skip(notice('fileTooLarge', { most: limits.fileBytes }))
      if (file.size > 64 * sniffLength) check(await readBytes(file.slice(0, sniffLength)))
      return readBytes(file)
    },
  }
}

async function readBytes(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch (error) {
    throw new Skip(notice('fileUnreadable', { detail: error instanceof Error ? error.message : String(error) }))
  }
}

function notAnArchive(path: string, head: Uint8Array): ThawError {
  const found = head.length === 0 ? notice('fileEmpty') : whatElse(head, path)
  return new ThawError('data-unsupported', 'notAnArchive', { path: displayText(path, limits.pathLength), found })
}

function tooMany(): ThawError {
  return new ThawError('data-too-large', 'tooManyFiles', { most: limits.files })
}
