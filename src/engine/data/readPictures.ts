/** Pictures among what was dropped: which of them can be decoded here, and what folders and tables say of each. */

import { formats } from '../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { groupBy } from './groupBy.ts'
import type { ImageCodec } from './imageCodec.ts'
import type { PictureFormat } from './inspectImage.ts'
import type { Labelled } from './labelled.ts'
import { labelPictures, type Picture, type PictureOptions } from './labelPictures.ts'
import { readMetadataTable, type TableSource } from './metadataTable.ts'
import type { Pace } from './pace.ts'

export type KnownPicture = Picture & { readonly format: PictureFormat }

interface Reading extends PictureOptions {
  readonly codec: ImageCodec
}

/** @throws ThawError where a metadata table cannot be used. */
export async function readPictures(
  found: readonly KnownPicture[],
  metadata: readonly TableSource[],
  { codec, pace, ...options }: Reading,
): Promise<Labelled> {
  const tables = []
  for (const source of metadata) tables.push(await readMetadataTable(source, pace))
  const { pictures, undecodable } = await decodable(found, codec, pace)
  const labelled = await labelPictures(pictures, tables, { ...options, pace })
  return { ...labelled, skipped: [...undecodable, ...labelled.skipped] }
}

/** How many pictures of a format are tried before the format counts as unknown to this browser. */
const attempts = 3

/** Parts the pictures from those that, or whose whole format, the codec cannot decode. */
async function decodable(
  found: readonly KnownPicture[],
  codec: ImageCodec,
  pace: Pace,
): Promise<{ pictures: readonly Picture[]; undecodable: readonly SkippedFile[] }> {
  const refused = new Map<Picture, Message>()
  for (const [format, ofFormat] of groupBy(found, (picture) => picture.format)) {
    const failed = await failedAttempts(ofFormat.slice(0, attempts), codec, pace)
    for (const picture of failed) refused.set(picture, damaged)
    const card = formats[format]
    if ('decodedEverywhere' in card || failed.length < Math.min(attempts, ofFormat.length)) continue
    const unknown = notice('formatUndecodable', { format: card.title })
    for (const picture of ofFormat) refused.set(picture, unknown)
  }
  const undecodable = [...refused].map(([{ path }, reason]) => ({ path, reason }))
  return { pictures: found.filter((picture) => !refused.has(picture)), undecodable }
}

const damaged = notice('pictureUndecodable')

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
