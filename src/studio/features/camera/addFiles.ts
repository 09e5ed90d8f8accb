/** Files that a person picked, dropped or pasted, as pictures of a class: pictures as they are, videos by their frames. */
import { countOf } from '../../ui/format.ts'
import { squaresOf } from '../../ui/squarePicture.ts'
import { roomFor } from './board.ts'
import { pictureBoard } from './pictureBoard.ts'
import { videoFrames } from './videoFrames.ts'

/** Of a video; under "More" there is a choice. */
const usualFrames = { perSecond: 2, most: 60 }
const mostNamed = 5

export interface Added {
  /** What came of it, as a sentence. */
  readonly came: string
  /** What was left out and why; null for nothing. */
  readonly left: string | null
}

export async function addFiles(id: string, files: readonly File[]): Promise<Added> {
  const videos = files.filter(isVideo)
  const stills = files.filter((file) => !isVideo(file))
  const { pictures, refused } = await squaresOf(stills, roomFor(pictureBoard.board))
  const frames: Blob[] = []
  const unplayed: string[] = []
  for (const video of videos) {
    const signal = new AbortController().signal
    const take = (picture: Blob) => void frames.push(picture)
    await videoFrames(video, { ...usualFrames, signal, onFrame: take }).catch(() => unplayed.push(video.name))
  }
  const added = pictureBoard.add(id, [...pictures, ...frames])
  const name = pictureBoard.board.find((each) => each.id === id)?.name
  return {
    came: `${countOf(added, 'picture', 'pictures')} added to ${name}.`,
    left: leftOut([...refused, ...unplayed], stills.length - refused.length + frames.length - added),
  }
}

/** @param without how many there was no room for. */
function leftOut(unread: readonly string[], without: number): string | null {
  const named = unread.slice(0, mostNamed).join(', ')
  const more = unread.length > mostNamed ? ` and ${unread.length - mostNamed} more` : ''
  const words = [
    ...(unread.length > 0 ? [`Left out, because this browser cannot show them: ${named}${more}.`] : []),
    ...(without > 0 ? [`There was no room for ${countOf(without, 'picture', 'pictures')}.`] : []),
  ]
  return words.length > 0 ? words.join(' ') : null
}

function isVideo({ type }: File): boolean {
  return type.startsWith('video/')
}
