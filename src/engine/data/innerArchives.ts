/**
 * Archives within archives, as competitions pack them ("all.zip" with "train.zip" and "test.zip" in it): each is opened
 * in its place, as a folder of its name. Levels are few, and what they unpack to is counted with everything else, so that
 * an archive that holds itself comes to an end.
 */
import { type FormatIdOf, formats, formatsOf, isNamed, shows, withoutExtension } from '../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { DataFile, FileListing } from './dataFile.ts'
import { limits } from './limits.ts'
import { readers } from './readers/readers.ts'
import type { Unpacking } from './readers/unpacked.ts'
import { Skip } from './skip.ts'
import { sniffLength } from './sniff.ts'

/** @param level How many archives are open around the listing's files, from 1. @throws ThawError where all is too much. */
export async function withInnerArchives(listing: FileListing, how: Unpacking, level = 1): Promise<FileListing> {
  const files: DataFile[] = []
  const skipped: SkippedFile[] = [...listing.skipped]
  const warnings: Message[] = [...listing.warnings]
  let { passedOver } = listing
  for (const file of listing.files) {
    const inner = isNamed(file.path, 'archive') ? await openInner(file, how, level) : null
    if (inner === null) files.push(file)
    else if ('reason' in inner) skipped.push(inner)
    else {
      files.push(...inner.files)
      skipped.push(...inner.skipped)
      warnings.push(...inner.warnings)
      passedOver += inner.passedOver
    }
    if (files.length > limits.files) throw new ThawError('data-too-large', 'tooManyFiles', { most: limits.files })
  }
  return { files, skipped, warnings, passedOver, ...(listing.single && { single: true }) }
}

/** What it holds, under its own path; why it was left out; or null where it is no archive but for its name. */
async function openInner(file: DataFile, how: Unpacking, level: number): Promise<FileListing | SkippedFile | null> {
  const leftOut = (reason: Message): SkippedFile => ({ path: file.path, reason })
  if (level >= limits.archiveLevels) return leftOut(notice('archiveTooDeep', { most: limits.archiveLevels }))
  await how.pace.breathe()
  try {
    const blob = file.blob ?? new Blob([await file.read(() => {})])
    const format = await archiveFormat(blob)
    if (format === null) return null
    const opened = await readers[format].open(blob, file.path, how)
    return placed(await withInnerArchives(opened, how, level + 1), file.path)
  } catch (error) {
    if (error instanceof Skip) return leftOut(error.reason)
    // What is only this archive's fault stops no other.
    if (!(error instanceof ThawError) || error.code !== 'data-unreadable') throw error
    return leftOut(notice('archiveInsideUnreadable'))
  }
}

async function archiveFormat(blob: Blob): Promise<FormatIdOf<'archive'> | null> {
  const head = new Uint8Array(await blob.slice(0, sniffLength).arrayBuffer())
  return formatsOf('archive').find((id) => shows(formats[id].signatures, head)) ?? null
}

function placed({ files, skipped, ...rest }: FileListing, path: string): FileListing {
  const place = withoutExtension(path, 'archive').replace(/\.tar$/i, '')
  const { single, ...listing } = rest
  const under = (own: string) => (single ? place : `${place}/${own}`).normalize('NFC')
  return {
    ...listing,
    files: files.map((file) => ({ ...file, path: under(file.path) })),
    skipped: skipped.map((one) => ({ ...one, path: under(one.path) })),
  }
}
