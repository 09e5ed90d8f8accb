/**
 * TIFF, as scanners, microscopes and satellites write it: strips or tiles, 1 to 16 bits, grey, palette, RGB, CMYK, Lab
 * or JPEG inside. Browsers but Safari do not decode it; geotiff does, which is fetched with the first such picture. Of
 * several pages the first counts. What a camera calls raw is a TIFF too, whose first page is a thumbnail: it is refused.
 */
import { notice } from '../../../shared/messages/say.ts'
import { limits } from '../limits.ts'
import { upright } from '../orientation.ts'
import { overWhite } from '../overWhite.ts'
import { Skip } from '../skip.ts'
import { jpegReader } from './jpeg.ts'
import { ascii, cutOff } from './pictureBytes.ts'
import type { PictureReader } from './reader.ts'
import { tiffColours } from './tiffColours.ts'
import { type TiffDirectory, tiffTags as tags, tiffDirectory } from './tiffDirectory.ts'
import { boundUnpacking } from './tiffUnpack.ts'

export const tiffReader: PictureReader = { kind: 'picture', size, decode }

function size(bytes: Uint8Array): readonly [number, number] {
  const directory = tiffDirectory(bytes)
  refuseRaw(bytes, directory)
  const width = directory.one(tags.width, 0)
  const height = directory.one(tags.height, 0)
  refuseUnreadable(directory)
  const { offsets, lengths, pieces } = piecesOf(directory, [width, height])
  if (offsets.length === 0 || offsets.length < pieces) throw new Skip(notice('pictureDamaged', { format: 'TIFF' }))
  if (offsets.some((offset, i) => offset + (lengths[i] ?? 0) > bytes.length)) throw cutOff('TIFF')
  return directory.one(tags.orientation, 1) >= 5 ? [height, width] : [width, height]
}

/** Strips or tiles: where they lie, and how many there must be. */
function piecesOf(directory: TiffDirectory, [width, height]: readonly [number, number]) {
  const planes = directory.one(tags.planes, 1) === 2 ? directory.one(tags.samples, 1) : 1
  if (directory.all(tags.tileOffsets).length > 0) {
    const [wide, high] = [directory.one(tags.tileWidth, 0), directory.one(tags.tileHeight, 0)]
    const fits = wide > 0 && high > 0 && wide <= limits.side && high <= limits.side
    const pieces = fits ? Math.ceil(width / wide) * Math.ceil(height / high) * planes : Number.POSITIVE_INFINITY
    return { offsets: directory.all(tags.tileOffsets), lengths: directory.all(tags.tileBytes), pieces }
  }
  const rows = Math.min(height, directory.one(tags.rowsOfStrip, height))
  const pieces = rows > 0 ? Math.ceil(height / rows) * planes : Number.POSITIVE_INFINITY
  return { offsets: directory.all(tags.stripOffsets), lengths: directory.all(tags.stripBytes), pieces }
}

/** Colours of a sensor's filter, or a thumbnail before the picture itself. */
function refuseRaw(bytes: Uint8Array, directory: TiffDirectory): void {
  const isThumbnail = (directory.one(tags.kind, 0) & 1) === 1 && directory.all(tags.inner).length > 0
  const isSensor = [32_803, 34_892].includes(directory.one(tags.colours, 0))
  if (ascii(bytes, 8, 2) === 'CR' || isThumbnail || isSensor || directory.all(tags.dngVersion).length > 0)
    throw new Skip(notice('rawUnreadable'))
}

/** None, LZW, JPEG, deflate under two numbers, PackBits, Zstandard. */
const packings = new Set([1, 5, 7, 8, 32_946, 32_773, 50_000])
const wholeNumbers = 1
/** Of a pixel: colours, alpha, and a few that are passed over. More are the bands of a satellite. */
const mostSamples = 8

function refuseUnreadable(directory: TiffDirectory): void {
  const packing = directory.one(tags.compression, 1)
  const colours = directory.one(tags.colours, 1)
  const kinds = directory.all(tags.sampleFormat)
  const bits = directory.all(tags.bits)
  // YCbCr is read where JPEG packs it: else its colours may be thinned out.
  if (!packings.has(packing) || (colours === 6 && packing !== 7)) throw new Skip(notice('tiffPackedUnreadably'))
  if (!tiffColours.has(colours)) throw new Skip(notice('tiffColoursUnreadable'))
  if (directory.one(tags.samples, 1) > mostSamples) throw new Skip(notice('tiffColoursUnreadable'))
  if (kinds.some((kind) => kind !== wholeNumbers) || bits.some((each) => ![1, 2, 4, 8, 16].includes(each)))
    throw new Skip(notice('tiffOfMeasurements'))
}

/** A JPEG in a strip says itself how many pixels it has. @throws Skip or RangeError where these are too many, or cut off. */
function refuseHugeJpegs(bytes: Uint8Array, directory: TiffDirectory): void {
  if (directory.one(tags.compression, 1) !== jpeg) return
  const { offsets, lengths } = piecesOf(directory, [directory.one(tags.width, 0), directory.one(tags.height, 0)])
  for (const [i, offset] of offsets.entries()) {
    const [width, height] = jpegReader.size(bytes.subarray(offset, offset + (lengths[i] ?? 0)))
    if (width * height > limits.pixels) throw new RangeError(`a strip of ${width} × ${height} pixels`)
  }
}

const jpeg = 7
let library: Promise<typeof import('geotiff')> | null = null

async function load(): Promise<typeof import('geotiff')> {
  const geotiff = await import('geotiff')
  boundUnpacking(geotiff)
  return geotiff
}

async function decode(bytes: Uint8Array<ArrayBuffer>) {
  const directory = tiffDirectory(bytes)
  refuseHugeJpegs(bytes, directory)
  library ??= load()
  const geotiff = await library
  const file = await geotiff.fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const image = await file.getImage(0)
  const samples = directory.one(tags.samples, 1)
  const bits = directory.one(tags.bits, 1)
  // Both may be left out of black and white, which geotiff does not expect.
  image.fileDirectory.actualizedFields.set(tags.bits, new Array<number>(samples).fill(bits))
  image.fileDirectory.actualizedFields.set(tags.samples, samples)
  const [width, height] = [image.getWidth(), image.getHeight()]
  const raster = await image.readRasters({ interleave: true })
  const rgba = new Uint8Array(4 * width * height).fill(255)
  const painter = tiffColours.get(directory.one(tags.colours, 1))
  painter?.({ raster, samples, bits, palette: directory.all(tags.palette), extra: directory.one(tags.extra, 0) }, rgba)
  return upright(overWhite(width, height, rgba), directory.one(tags.orientation, 1))
}
