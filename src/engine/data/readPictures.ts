/** Pictures among what was dropped: which of them can be decoded here, and what folders and tables say of each. */

import { formats } from '../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { groupBy } from './groupBy.ts'
import type { ImageCodec } from './imageCodec.ts'
import { inGroups } from './inGroups.ts'
import type { PictureFormat } from './inspectImage.ts'
import type { Labelled } from './labelled.ts'
import { labelPictures, type Picture, type PictureOptions } from './labelPictures.ts'
import { limits } from './limits.ts'
import type { Pace } from './pace.ts'
import { unpackedBlob } from './pictureBlob.ts'
import type { PictureTable } from './pictureTables.ts'
import type { PictureReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'

export type KnownPicture = Picture & { readonly format: PictureFormat; readonly pixels: number }

interface Reading extends PictureOptions {
  readonly codec: ImageCodec
}

/** @throws ThawError where no reading fits. */
export async function readPictures(
  found: readonly KnownPicture[],
  tables: readonly PictureTable[],
  { codec, pace, ...options }: Reading,
): Promise<Labelled> {
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
    const failed = await failedAmong(ofFormat, codec, pace)
    for (const picture of failed) refused.set(picture, damaged)
    const card = formats[format]
    if ('decodedEverywhere' in card || failed.length < Math.min(attempts, ofFormat.length)) continue
    if (failed.length < ofFormat.length && isChecked(ofFormat)) continue
    const unknown = notice('formatUndecodable', { format: card.title })
    for (const picture of ofFormat) refused.set(picture, unknown)
  }
  const undecodable = [...refused].map(([{ path }, reason]) => ({ path, reason }))
  return { pictures: found.filter((picture) => !refused.has(picture)), undecodable }
}

const damaged = notice('pictureUndecodable')

/** Whether each picture of one format is decoded: where their bytes do not tell of damage, and there are not too many. */
function isChecked(pictures: readonly KnownPicture[]): boolean {
  const [first] = pictures
  if (!first || (readers[first.format] as PictureReader).isIntact) return false
  return pictures.reduce((sum, { pixels }) => sum + pixels, 0) <= limits.checkedPixels
}

/** Pictures of one format that cannot be decoded: of all, or of the first until one can. */
async function failedAmong(pictures: readonly KnownPicture[], codec: ImageCodec, pace: Pace): Promise<KnownPicture[]> {
  if (isChecked(pictures)) {
    const good = await inGroups(pictures, pace, (picture) => isDecodable(picture, codec))
    return pictures.filter((_, at) => !good[at])
  }
  const failed: KnownPicture[] = []
  for (const picture of pictures.slice(0, attempts)) {
    await pace.breathe()
    if (await isDecodable(picture, codec)) return failed
    failed.push(picture)
  }
  return failed
}

async function isDecodable({ blob }: Picture, codec: ImageCodec): Promise<boolean> {
  try {
    await codec.decode(await unpackedBlob(blob), 1)
    return true
  } catch (error) {
    if (error instanceof ThawError && error.code === 'cancelled') throw error
    return false
  }
}
