/** Pictures as a camera gives them, here and for an answer alike: cut square in the middle, and no larger than a network of the gallery looks at. */

/** Pixels a side, at most. */
export const mostSide = 224
const quality = 0.92

type Source = HTMLVideoElement | ImageBitmap

export interface Square {
  /** Where the square lies in the source, and its side there. */
  readonly x: number
  readonly y: number
  readonly from: number
  /** Its side as a picture. */
  readonly side: number
}

/** The largest square in the middle; null where there is nothing. */
export function squareOf(width: number, height: number): Square | null {
  const from = Math.min(width, height)
  if (!(from > 0)) return null
  return { x: (width - from) / 2, y: (height - from) / 2, from, side: Math.min(mostSide, Math.floor(from)) }
}

/** What the source shows now; null where it shows nothing, or the browser gives no picture. */
export function squarePicture(source: Source): Promise<Blob | null> {
  const video = source instanceof HTMLVideoElement
  const square = video ? squareOf(source.videoWidth, source.videoHeight) : squareOf(source.width, source.height)
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!square || !context) return Promise.resolve(null)
  const { x, y, from, side } = square
  canvas.width = canvas.height = side
  // What is clear in a picture would turn black as JPEG.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, side, side)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, x, y, from, from, 0, 0, side, side)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
}

export interface ReadPictures {
  readonly pictures: readonly Blob[]
  /** Names of the files that this browser cannot show. */
  readonly refused: readonly string[]
}

/** A file that this browser cannot show, in a format that it can; null where nobody reads it. */
export type ShownElsewhere = (file: File) => Promise<Blob | null>

/** Files that a person chose, dropped or pasted, one after another, as squares. */
export async function squaresOf(
  files: readonly File[],
  most: number,
  elsewhere: ShownElsewhere,
): Promise<ReadPictures> {
  const pictures: Blob[] = []
  const refused: string[] = []
  for (const file of files) {
    if (pictures.length >= most) break
    const picture = await squareOfFile(file)
      .catch(async () => {
        const shown = await elsewhere(file)
        return shown && squareOfFile(shown)
      })
      .catch(() => null)
    if (picture) pictures.push(picture)
    else refused.push(file.name)
  }
  return { pictures, refused }
}

async function squareOfFile(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file)
  try {
    return await squarePicture(bitmap)
  } finally {
    bitmap.close()
  }
}
