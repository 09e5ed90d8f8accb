/**
 * What a person dropped, as one list of files: folders as they are, zip archives opened where they lie. Names are taken
 * composed (NFC), since a Mac writes "ö" as two characters and a table beside the files may write one.
 */

import {
  type FormatIdOf,
  formats,
  formatsOf,
  isNamed,
  namedFormat,
  shows,
  withoutExtension,
} from '../../shared/catalog/formats.ts'
import { namedRefusal } from '../../shared/catalog/refusedFormats.ts'
import { isWeightsFile } from '../../shared/catalog/weightFormats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type Readable, tfjsModelAmong } from '../weights/foreignModel.ts'
import { blobFile } from './blobFile.ts'
import { blobSource, readBytes } from './byteSource.ts'
import type { DataFile, FileListing, RemoteTable, UnpackBudget } from './dataFile.ts'
import { isUnnamedText, signedTextual } from './dataKind.ts'
import { displayText } from './displayText.ts'
import { withInnerArchives } from './innerArchives.ts'
import { limits } from './limits.ts'
import { isNamedAsOldOffice, underOldName } from './oldOffice.ts'
import { readers } from './readers/readers.ts'
import type { Unpacking } from './readers/unpacked.ts'
import { isLitter } from './safeName.ts'
import { inSampledFolders, sampledClass } from './sampleZip.ts'
import { sniffLength, whatElse } from './sniff.ts'

/** A file that a person brought, or a table that a hub has. */
export type Dropped = NamedFile | RemoteTable

/** Lists every file, of folders and archives alike. Throws a ThawError when there are too many or nothing can be opened. */
export async function listFiles(dropped: readonly Dropped[], how: Omit<Unpacking, 'budget'>): Promise<FileListing> {
  const budget: UnpackBudget = { bytes: limits.unpackedBytes }
  const files: DataFile[] = []
  const skipped: SkippedFile[] = []
  const warnings: Message[] = []
  let passedOver = 0
  for (const named of dropped) {
    await how.pace.breathe()
    if (isLitter(named.path)) {
      passedOver++
      continue
    }
    const alone = dropped.length === 1
    const unpacking = { ...how, budget }
    const opened = await listingOf(named, alone, unpacking)
    const listing = opened && (await withInnerArchives(opened, unpacking))
    if (listing === null) files.push(fileOf(named))
    else {
      const place = placeOf(named.path, listing, alone)
      files.push(...listing.files.map((file) => ({ ...file, path: `${place}${file.path}`.normalize('NFC') })))
      skipped.push(...listing.skipped)
      warnings.push(...listing.warnings)
      passedOver += listing.passedOver
    }
    if (files.length > limits.files) throw tooMany()
  }
  const weights = files.find(({ path }) => isWeightsFile(path))
  if (weights)
    throw new ThawError('data-unsupported', 'modelAmongData', { path: displayText(weights.path, limits.pathLength) })
  const model = await tfjsModelAmong(files.map(readable))
  if (model && !files.some(({ path }) => isNamed(path, 'picture'))) throw model.refusal
  const kept = model ? files.filter(({ path }) => !model.holds(path)) : files
  for (const { path } of files) if (model?.holds(path)) skipped.push({ path, reason: notice('fileOfModel') })
  return { files: inSampledFolders(kept), skipped, warnings, passedOver }
}

/**
 * What stands before the paths of an archive's files. Its name says the class of examples that a teacher's tool gave
 * away; several archives keep apart: "cats.zip" and "dogs.zip" are folders beside one another.
 */
function placeOf(path: string, { files, single }: FileListing, alone: boolean): string {
  if (single) return withoutExtension(path, 'archive')
  const name = withoutExtension(path).replace(/\.tar$/i, '')
  const label = sampledClass(
    name,
    files.map((file) => file.path),
  )
  if (label !== null) return `${label}/`
  return alone ? '' : `${name}/`
}

/** A small file's text, for a look at what it is. */
function readable({ path, read }: DataFile): Readable {
  return { path, text: async () => new TextDecoder().decode(await read(() => {})) }
}

function fileOf(named: Dropped): DataFile {
  const path = named.path.normalize('NFC')
  return 'file' in named ? blobFile(path, named.file) : { ...named, path, read: named.source.whole }
}

/** What an archive holds, or a table of pictures; null where a file is neither. */
async function listingOf(named: Dropped, alone: boolean, how: Unpacking): Promise<FileListing | null> {
  const format = namedFormat(named.path)
  const reader = format === null ? null : readers[format]
  const pictures = reader && 'pictures' in reader && reader.pictures ? reader.pictures : async () => null
  if (!('file' in named)) return pictures(named.source, named.path, { ...how, excerpt: named.excerpt })
  const { path, file } = named
  const archive = await archiveOf({ path, file }, alone)
  if (archive !== null) return readers[archive].open(file, path, how)
  return pictures(blobSource(file), path, how)
}

/** An archive is looked for where one is named so, and where a single file was dropped; null where there is none. */
async function archiveOf({ path, file }: NamedFile, alone: boolean): Promise<FormatIdOf<'archive'> | null> {
  if (!alone && !isNamed(path, 'archive')) return null
  const head = await readBytes(file.slice(0, sniffLength))
  const archive = formatsOf('archive').find((id) => shows(formats[id].signatures, head)) ?? null
  if (isNamedAsOldOffice(path) && (archive === 'zip' || underOldName(path, head) !== null)) return null
  // Workbooks and documents are packed as zips, too.
  if (archive === 'zip' && isPackedDocument(path)) return null
  if (archive !== null && namedRefusal(path) === null) return archive
  if (alone && (archive !== null || !isRead(path, head))) throw notAnArchive(path, head)
  return null
}

function isPackedDocument(path: string): boolean {
  const format = namedFormat(path)
  return format !== null && isNamed(path, 'table', 'text') && 'binary' in formats[format]
}

function isRead(path: string, head: Uint8Array): boolean {
  return isNamed(path, 'picture', 'table', 'text') || signedTextual(head) !== null || isUnnamedText(path, head)
}

function notAnArchive(path: string, head: Uint8Array): ThawError {
  const found = head.length === 0 ? notice('fileEmpty') : whatElse(head, path)
  const key = isNamed(path, 'archive') ? 'notAnArchive' : 'fileNotRead'
  return new ThawError('data-unsupported', key, { path: displayText(path, limits.pathLength), found })
}

function tooMany(): ThawError {
  return new ThawError('data-too-large', 'tooManyFiles', { most: limits.files })
}
