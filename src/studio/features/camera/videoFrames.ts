/** Frames from a video file, as squares: the browser plays what it can, and is asked for one moment after another. */
import { squarePicture } from '../../ui/squarePicture.ts'

export interface FramesWanted {
  readonly perSecond: number
  readonly most: number
}

export interface FramesOptions extends FramesWanted {
  readonly signal: AbortSignal
  readonly onFrame: (picture: Blob, done: number, total: number) => void
}

/** Seconds into the video, evenly through all of it: at the rate wanted, or fewer where that were too many. */
export function momentsOf(seconds: number, { perSecond, most }: FramesWanted): readonly number[] {
  if (!(seconds > 0) || !Number.isFinite(seconds)) return []
  const count = Math.max(1, Math.min(most, Math.floor(seconds * perSecond)))
  // In the middle of each stretch: a first frame is often black.
  return Array.from({ length: count }, (_, place) => ((place + 0.5) * seconds) / count)
}

/** @throws Error `unplayable` where the browser cannot play the file; the signal's reason where it was called off. */
export async function videoFrames(file: Blob, { signal, onFrame, ...wanted }: FramesOptions): Promise<void> {
  const video = document.createElement('video')
  const address = URL.createObjectURL(file)
  video.muted = true
  video.preload = 'auto'
  video.src = address
  try {
    await told(video, 'loadeddata', signal)
    const moments = momentsOf(await lengthOf(video, signal), wanted)
    if (moments.length === 0) throw new Error('unplayable')
    for (const [place, moment] of moments.entries()) {
      await seek(video, moment, signal)
      const picture = await squarePicture(video)
      signal.throwIfAborted()
      if (picture) onFrame(picture, place + 1, moments.length)
    }
  } finally {
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(address)
  }
}

/** A video that a browser recorded tells its length only once its end was looked for. */
async function lengthOf(video: HTMLVideoElement, signal: AbortSignal): Promise<number> {
  if (video.duration !== Number.POSITIVE_INFINITY) return video.duration
  await seek(video, 1e9, signal)
  return Number.isFinite(video.duration) ? video.duration : video.currentTime
}

async function seek(video: HTMLVideoElement, seconds: number, signal: AbortSignal): Promise<void> {
  const there = told(video, 'seeked', signal)
  video.currentTime = seconds
  await there
}

function told(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController()
    const listen = (target: EventTarget, name: string, then: () => void) =>
      target.addEventListener(
        name,
        () => {
          over.abort()
          then()
        },
        { signal: over.signal },
      )
    if (signal.aborted) return reject(signal.reason)
    listen(video, event, resolve)
    listen(video, 'error', () => reject(new Error('unplayable')))
    listen(signal, 'abort', () => reject(signal.reason))
  })
}
