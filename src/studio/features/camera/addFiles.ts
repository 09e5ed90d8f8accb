/** Files that a person picked, dropped or pasted, as pictures of a class: pictures as they are, videos by their frames. */

import { showPicture } from '../../store/showPicture.ts'
import { actions } from '../../store/studio.ts'
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

export interface Adding {
  /** Calls it off; what was added before it stays. */
  readonly signal: AbortSignal
  /** Frames taken of a video. */
  readonly onFrame: (video: string, done: number, total: number) => void
}

export async function addFiles(id: string, files: readonly File[], { signal, onFrame }: Adding): Promise<Added> {
  const videos = files.filter(isVideo)
  const stills = files.filter((file) => !isVideo(file))
  const { pictures, refused } = await squaresOf(stills, roomFor(pictureBoard.board), (file) =>
    actions.by(showPicture(file)),
  )
  let added = pictureBoard.add(id, pictures)
  let frames = 0
  const unplayed: string[] = []
  for (const video of videos) {
    if (signal.aborted) break
    // One by one, as they are taken: their times tell that they are of one recording.
    const take = (picture: Blob, done: number, total: number) => {
      frames++
      added += pictureBoard.add(id, [picture])
      onFrame(video.name, done, total)
    }
    await videoFrames(video, { ...usualFrames, signal, onFrame: take }).catch(() => {
      if (!signal.aborted) unplayed.push(video.name)
    })
  }
  const name = pictureBoard.board.find((each) => each.id === id)?.name
  return {
    came: `${countOf(added, 'picture', 'pictures')} added to ${name}.`,
    left: leftOut([...refused, ...unplayed], stills.length - refused.length + frames - added),
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
