/**
 * Looks at a file's bytes without decoding it: which picture it is (its name is not trusted), how large its picture says
 * it is, and whether it ends where its format ends. Whatever cannot be used is a Skip with a reason a person understands.
 */
import { type FormatIdOf, formats, formatsOf, shows } from '../../shared/catalog/formats.ts'
import { namedRefusal } from '../../shared/catalog/refusedFormats.ts'
import { notice } from '../../shared/messages/say.ts'
import { limits } from './limits.ts'
import { cutOff } from './readers/pictureBytes.ts'
import type { PictureReader } from './readers/reader.ts'
import { readers } from './readers/readers.ts'
import { Skip } from './skip.ts'
import { whatElse } from './sniff.ts'

export type PictureFormat = FormatIdOf<'picture'>

export interface ImageHeader {
  readonly format: PictureFormat
  readonly width: number
  readonly height: number
}

/** Format and size of the picture in `bytes` (a whole file). Throws Skip when it cannot be used. */
export function inspectImage(bytes: Uint8Array, path: string): ImageHeader {
  const format = expectImage(bytes, path)
  const [width, height] = measured(format, bytes, path)
  if (width < 1 || height < 1) throw new Skip(notice('pictureWithoutPixels', { width, height }))
  if (width > limits.side || height > limits.side || width * height > limits.pixels)
    throw new Skip(notice('pictureTooLarge', { width, height, megapixels: limits.pixels / 1e6, side: limits.side }))
  if (!isIntact(format, bytes)) throw new Skip(notice('pictureUndecodable'))
  return { format, width, height }
}

/** The format that the first bytes of a file show. Throws Skip with what it is instead. */
export function expectImage(head: Uint8Array, path: string): PictureFormat {
  if (head.length === 0) throw new Skip(notice('fileEmpty'))
  const format = pictureFormat(head)
  if (!format) throw new Skip(whatElse(head, path))
  return format
}

export function isImage(head: Uint8Array): boolean {
  return pictureFormat(head) !== null
}

/** Null where they show none that is read. */
export function pictureFormat(head: Uint8Array): PictureFormat | null {
  return formatsOf('picture').find((id) => shows(formats[id].signatures, head)) ?? null
}

function isIntact(format: PictureFormat, bytes: Uint8Array): boolean {
  const reader: PictureReader = readers[format]
  try {
    return reader.isIntact?.(bytes) ?? true
  } catch (error) {
    if (error instanceof RangeError) throw cutOff(formats[format].title)
    throw error
  }
}

function measured(format: PictureFormat, bytes: Uint8Array, path: string): readonly [number, number] {
  try {
    return readers[format].size(bytes)
  } catch (error) {
    // What cannot be read may begin like a picture and be another thing, which its name says: raw photographs are TIFFs.
    const named = namedRefusal(path)
    if (named) throw new Skip(named.advice)
    if (error instanceof RangeError) throw cutOff(formats[format].title)
    throw error
  }
}
