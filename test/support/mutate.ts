/** Damaged copies of files, drawn with a seed so that a failure comes again. */
import type { Random } from '../../src/shared/random.ts'
import { type Entry, zipOf } from './archives.ts'

/** Damaged files that a reader is given: by `npm run mutations` ten thousand, in the whole suite a few. */
export function rounds(few: number): number {
  return Number(process.env.MUTATIONS ?? few)
}

/** Milliseconds of the processor that a reader may take for one of them; nearly all take a hundredth of it. */
export const mostMilliseconds = 2000

/** Numbers at which counts overflow. */
const edges = [0, 1, 0x7f, 0xff, 0x7fff, 0x7fffffff, 0xffffffff, 0x80000000]

/** Mostly near the head or the end, where places and counts stand: bits, bytes, numbers, stretches cut, twice or put in. */
export function mutatedBytes(
  original: Uint8Array,
  random: Random,
  pieces: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(original)
  for (let left = 1 + random.below(4); left > 0 && bytes.length > 8; left--) {
    const from = random.next() < 0.3 ? Math.max(0, bytes.length - 600) : 0
    const within = random.next() < 0.5 ? Math.min(bytes.length - from, 600) : bytes.length - from
    const at = from + random.below(within)
    const kind = random.below(pieces.length > 0 ? 8 : 6)
    if (kind === 0) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
    else if (kind === 1) bytes[at] = [0, 1, 127, 128, 255][random.below(5)] as number
    else if (kind === 2) setEdge(bytes, at, random)
    else if (kind === 3 && random.next() < 0.3) bytes = bytes.slice(0, Math.max(8, at))
    else if (kind === 4) bytes = joined(bytes.subarray(0, at), bytes.subarray(at + random.below(20)))
    else if (kind === 5) bytes = joined(bytes.subarray(0, at + random.below(40)), bytes.subarray(at))
    else if (kind > 5) bytes = withPiece(bytes, at, new TextEncoder().encode(pieces[random.below(pieces.length)]))
  }
  return bytes
}

function withPiece(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at))
}

function setEdge(bytes: Uint8Array<ArrayBuffer>, at: number, random: Random): void {
  const aligned = at - (at % 4)
  if (aligned + 4 <= bytes.length)
    new DataView(bytes.buffer).setUint32(aligned, edges[random.below(edges.length)] as number, random.next() < 0.7)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A zip of which one file is damaged before it is packed, so that its sums are right. */
export async function mutatedParts(
  entries: readonly Entry[],
  random: Random,
  pieces: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const larger = entries.filter(({ bytes }) => bytes.length > 50)
  const chosen = larger[random.below(larger.length)]
  const changed = entries.map((entry) =>
    entry === chosen ? { ...entry, bytes: mutatedBytes(entry.bytes, random, pieces) } : entry,
  )
  return Uint8Array.from(await zipOf(changed))
}

/** How a reader came through its damaged files. */
export interface Trials {
  read: number
  refused: number
  /** Milliseconds of the processor that the slowest took: what else the machine does at the time does not count. */
  longest: number
  /** Bytes that the heap and its buffers had more than at the start, at the most. */
  most: number
}

/**
 * Gives a reader damaged files, and counts. An error that is no refusal, as `isRefusal` tells, is thrown on with the
 * number of its file.
 */
export async function tried(
  count: number,
  readOne: (round: number) => Promise<unknown>,
  isRefusal: (error: unknown) => boolean,
): Promise<Trials> {
  const held = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
  const start = held()
  const trials: Trials = { read: 0, refused: 0, longest: 0, most: 0 }
  for (let round = 0; round < count; round++) {
    const started = process.cpuUsage()
    try {
      await readOne(round)
      trials.read++
    } catch (error) {
      if (!isRefusal(error)) throw new Error(`damaged file ${round}: ${error}`, { cause: error })
      trials.refused++
    }
    const { user, system } = process.cpuUsage(started)
    trials.longest = Math.max(trials.longest, (user + system) / 1000)
    if (round % 20 === 0) trials.most = Math.max(trials.most, held() - start)
  }
  return trials
}

/** What `npm run mutations` prints of a reader. */
export function report(reader: string, { read, refused, longest, most }: Trials): void {
  if (process.env.MUTATIONS === undefined) return
  const mebibytes = Math.round(most / 2 ** 20)
  console.info(`${reader}: ${read} read, ${refused} refused; at most ${Math.round(longest)} ms and ${mebibytes} MB`)
}
