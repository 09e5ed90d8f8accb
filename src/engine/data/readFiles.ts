/**
 * Files one by one, several at a time: each is known by its bytes as a picture, a table or a text, or listed with the
 * reason why it cannot be used. None stops the others.
 */

import { type FormatIdOf, formats, isLooselyNamed, isNamed, namedFormat } from '../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { ProgressUnit } from '../../shared/wire/events.ts'
import { type ByteSource, bytesSource } from './byteSource.ts'
import type { DataFile, Excerpt } from './dataFile.ts'
import { expectSigned, expectText, isUnnamedText, looksTextual, signedTextual } from './dataKind.ts'
import { sha256 } from './digest.ts'
import { expectImage, inspectImage } from './inspectImage.ts'
import { isNamedAsOldOffice, underOldName } from './oldOffice.ts'
import type { Pace } from './pace.ts'
import { packedFormat } from './packedFormat.ts'
import type { TableSource } from './pictureTables.ts'
import type { BytesTextReader, ReadText, TextReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'
import type { TextFile } from './reading.ts'
import type { KnownPicture } from './readPictures.ts'
import { pathSegments } from './safeName.ts'
import { Skip } from './skip.ts'
import { isZip, sniffLength } from './sniff.ts'
import type { TextDecoding } from './textDecoding.ts'
import { isTableText } from './writtenFormat.ts'

export type FoundFile =
  | ({ readonly kind: 'picture' } & KnownPicture)
  | ({ readonly kind: 'table' } & TableSource)
  | ({ readonly kind: 'text' } & TextFile & ReadText)

export interface Reading {
  readonly pace: Pace
  readonly decoding: TextDecoding
  readonly onProgress: (done: number, total: number, stage: Message, unit: ProgressUnit) => void
}
type TextualReading = Pick<Reading, 'pace' | 'decoding'>
export interface ReadFiles {
  readonly found: readonly FoundFile[]
  readonly unread: readonly SkippedFile[]
}

type Bytes = Uint8Array<ArrayBuffer>

/** Files read at the same time; reading mostly waits. */
const lanes = 8

export async function readFiles(
  files: readonly DataFile[],
  { pace, decoding, onProgress }: Reading,
): Promise<ReadFiles> {
  const textual = files.filter(({ path }) => isNamed(path, 'table', 'text')).length
  const stage = 2 * textual > files.length ? notice('readingTexts') : notice('readingPictures')
  const progress = (done: number) => onProgress(done, files.length, stage, 'files')
  const outcomes: (FoundFile | SkippedFile)[] = new Array(files.length)
  let next = 0
  let done = 0
  const lane = async () => {
    for (let index = next++; index < files.length; index = next++) {
      outcomes[index] = await outcomeOf(files[index] as DataFile, { pace, decoding })
      done++
      if (await pace.breathe()) progress(done)
    }
  }
  progress(0)
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    next = files.length // when one lane fails, the others stop after the file they are at
  }
  progress(files.length)
  return {
    found: outcomes.filter((outcome) => 'kind' in outcome),
    unread: outcomes.filter((outcome) => 'reason' in outcome),
  }
}

async function outcomeOf(file: DataFile, reading: TextualReading): Promise<FoundFile | SkippedFile> {
  try {
    return await readFile(file, reading)
  } catch (error) {
    if (!(error instanceof Skip)) throw error
    return { path: file.path, reason: error.reason }
  }
}

async function readFile(file: DataFile, reading: TextualReading): Promise<FoundFile> {
  const segments = pathSegments(file.path)
  const name = segments.at(-1) ?? ''
  const place = { path: segments.join('/'), folders: segments.slice(0, -1) }
  const named = isNamed(name, 'table', 'text') ? (namedFormat(name) as FormatIdOf<'table' | 'text'>) : null
  const check = (head: Uint8Array) => {
    const format = signedTextual(head) ?? named ?? underOldName(name, head)
    if (format !== null && isBinary(format)) expectSigned(format, head)
    else if (format !== null) expectText(head)
    else if (!isUnnamedText(name, head) && !isZippedOldOffice(name, head)) expectImage(head, name)
  }
  const { source } = file
  if (named !== null && isBinary(named) && source && isTable(named)) {
    const packed = await packedFormat(source.size, (start, end) => source.slice(start, end))
    if (packed === null || isTable(packed)) return binaryTable(packed ?? named, { ...place, name }, { ...file, source })
  }
  const bytes = await file.read(check)
  check(bytes)
  const isPacked = (named !== null && isBinary(named)) || isNamedAsOldOffice(name)
  const packed = isPacked ? await packedFormat(bytes.length, async (...at) => bytes.subarray(...at)) : null
  const unnamed = underOldName(name, bytes) ?? (isUnnamedText(name, bytes) ? 'text' : null)
  const textual = signedTextual(bytes) ?? packed ?? named ?? unnamed
  if (textual !== null && (isBinary(textual) || looksTextual(bytes)))
    return textualFile(textual, { ...place, name, bytes }, reading)
  const { format, width, height } = inspectImage(bytes, name)
  const blob = file.blob ?? file.packed ?? new Blob([bytes], { type: formats[format].mediaType })
  return { kind: 'picture', ...place, blob, digest: await sha256(bytes), format, pixels: width * height }
}

/** What it holds is looked at when all of it is there. */
function isZippedOldOffice(name: string, head: Uint8Array): boolean {
  return isNamedAsOldOffice(name) && isZip(head)
}

/** Of a table that is no text only the beginning is read here: its parts are read when they are used. */
async function binaryTable(
  format: FormatIdOf<'table'>,
  place: Pick<TableSource, 'path' | 'folders' | 'name'>,
  { source, excerpt }: { readonly source: ByteSource; readonly excerpt?: Excerpt },
): Promise<FoundFile> {
  const { mostBytes } = formats[format]
  if (!excerpt && source.size > mostBytes) throw new Skip(notice('textFileTooLarge', { most: mostBytes }))
  expectSigned(format, new Uint8Array(await source.slice(0, Math.min(sniffLength, source.size))))
  return { kind: 'table', ...place, format, source, ...(excerpt && { excerpt }) }
}

/** A table is kept as bytes until it is known whether it speaks of pictures; a text is read. */
async function textualFile(
  format: FormatIdOf<'table' | 'text'>,
  { path, folders, name, bytes }: Pick<TableSource, 'path' | 'folders' | 'name'> & { readonly bytes: Bytes },
  { pace, decoding }: TextualReading,
): Promise<FoundFile> {
  const { mostBytes } = formats[format]
  if (bytes.length > mostBytes) throw new Skip(notice('textFileTooLarge', { most: mostBytes }))
  if (isTable(format) && !(isLooselyNamed(name) && !isTableText(await decoding.decode(bytes, path))))
    return { kind: 'table', path, folders, name, format, source: bytesSource(bytes) }
  const reader: TextReader | BytesTextReader = readers[isTable(format) ? 'text' : format]
  const how = { title: name, pace }
  const read =
    'readBytes' in reader
      ? await reader.readBytes(bytes, how)
      : await reader.read(await decoding.decode(bytes, path, reader.declares?.(bytes)), how)
  return { kind: 'text', path, folders, ...read }
}

function isBinary(format: FormatIdOf<'table' | 'text'>): boolean {
  return 'binary' in formats[format]
}

function isTable(format: FormatIdOf<'table' | 'text'>): format is FormatIdOf<'table'> {
  return formats[format].kind === 'table'
}
