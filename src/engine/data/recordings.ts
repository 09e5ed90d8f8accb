/**
 * Pictures of one recording: frames of a video, a burst of a phone, what was taken while a button was held. Neighbours are
 * nearly the same picture, so that a test with some of them asks what training showed. They are known by their names,
 * since nothing else of them comes along: a word for frames with a running number, or times of day that follow closely.
 */

import { byCodeUnit } from './byCodeUnit.ts'
import type { Example } from './dataset.ts'
import { groupBy } from './groupBy.ts'

/** The recording of each example, by its place among them; absent where it is of none. */
export function recordingsOf(examples: readonly Pick<Example, 'path' | 'content'>[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  const timed: Timed[] = []
  for (const [place, { path, content }] of examples.entries()) {
    if (content.kind !== 'image') continue
    const { folder, stem } = partsOf(path)
    const named = namedRecording(stem)
    const seconds = named === null ? secondsIn(stem) : null
    if (named !== null) found.set(place, `${folder}/${named}`)
    else if (seconds !== null) timed.push({ place, folder, seconds })
  }
  for (const [place, recording] of bursts(timed)) found.set(place, recording)
  const sizes = groupBy([...found.values()], (recording) => recording)
  return new Map([...found].filter(([, recording]) => (sizes.get(recording)?.length ?? 0) > 1))
}

/** Equal for no two paths, and in the order in which people count: "frame 9" before "frame 10". */
export function inOrderOfFrames(a: string, b: string): number {
  const [one, other] = [counted(a), counted(b)]
  return byCodeUnit(one, other) || byCodeUnit(a, b)
}

function counted(path: string): string {
  return path.replace(/\d+/g, (digits) => digits.padStart(20, '0'))
}

function partsOf(path: string): { readonly folder: string; readonly stem: string } {
  const segments = path.split('/')
  return { folder: segments.slice(0, -1).join('/'), stem: (segments.at(-1) ?? '').replace(/\.[^.]*$/, '') }
}

/** "0007 recording 2" → "recording 2"; "clip1_frame_0012" → "clip1"; Android's "00003IMG_00003_BURST20240101120000". */
function namedRecording(stem: string): string | null {
  const recording = /recording[\s._-]*(\d+)/i.exec(stem)
  if (recording) return `recording ${recording[1]}`
  const android = /burst[\s._-]?(\d{12,})/i.exec(stem)
  if (android) return `burst ${android[1]}`
  const frame = /^(.*?)[\s._-]*(?:frame|frm|burst)[\s._-]*\d+(?:[\s._-]?cover)?$/i.exec(stem)
  return frame ? `frames of ${frame[1]?.toLowerCase()}` : null
}

interface Timed {
  readonly place: number
  readonly folder: string
  readonly seconds: number
}

/** In "IMG_20240131_120559" and its like: seconds since 1970, as if in Greenwich; null where there is no time. */
function secondsIn(stem: string): number | null {
  const [, ...digits] =
    /(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)[-_ T.]+(\d\d)[-_.:]?(\d\d)[-_.:]?(\d\d)/.exec(stem) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.map(Number)
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60
  return digits.length > 0 && valid ? Date.UTC(year, month - 1, day, hour, minute, second) / 1000 : null
}

/** Seconds from one picture of a burst to the next, and pictures that make one. */
const mostApart = 1
const leastBurst = 3

/** Pictures of one folder whose times follow one another at once. */
function bursts(timed: readonly Timed[]): readonly (readonly [place: number, recording: string])[] {
  const found: [number, string][] = []
  for (const [folder, own] of groupBy(timed, (one) => one.folder)) {
    let run: Timed[] = []
    const end = () => {
      if (run.length >= leastBurst)
        for (const { place } of run) found.push([place, `${folder}/from ${run[0]?.seconds}`])
      run = []
    }
    for (const one of own.toSorted((a, b) => a.seconds - b.seconds)) {
      if (one.seconds - (run.at(-1)?.seconds ?? one.seconds) > mostApart) end()
      run.push(one)
    }
    end()
  }
  return found
}
