/**
 * The downloader: one file over a network that breaks. Bytes are streamed and counted; a broken connection is resumed
 * by Range, a busy server is asked again after a pause that grows, a silent one is given up. What is returned has been
 * checked against the length and the SHA-256 that are known. It stores nothing.
 */
import type { ThawError } from '../../shared/messages/errors.ts'
import type { Random } from '../../shared/random.ts'
import { admit, type Partial, startOver } from './answer.ts'
import { type Gatherer, Gathering } from './gathering.ts'
import type { Network } from './network.ts'
import { faults, Setback } from './networkFaults.ts'

/** One file, and what is known of it beforehand. */
export interface Wanted {
  readonly url: string
  readonly bytes: number | null
  /** Lower-case hexadecimal. */
  readonly sha256: string | null
  /** More than this is refused, in bytes. */
  readonly limit: number
  /** Where the wanted bytes begin, where they are only a part of the file. */
  readonly from?: number
}

/** Two gigabytes: more than any model that a page can train. */
export const largestFile = 2 ** 31
/** Configurations, listings, vocabularies and manifests. */
export const largestJson = 32 * 2 ** 20
/** Without a byte for this long, an attempt is given up. */
export const stallMilliseconds = 30_000
/** An attempt that brought this much was no failure, and the tries are counted anew. */
const progressBytes = 2 ** 20

/** The most bytes that a file of this name may have. */
export function limitOf(name: string): number {
  return /\.(json|txt|jinja)$/.test(name) ? largestJson : largestFile
}

/**
 * Fetches one file whole and checked. `onBytes` hears the bytes so far and the total, 0 while unknown.
 * Throws a `network-…`, `integrity`, `out-of-memory` or `cancelled` error.
 */
export async function download(
  wanted: Wanted,
  network: Network,
  onBytes: (received: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const gathering = new Gathering()
  await downloadInto(wanted, network, onBytes, gathering)
  return gathering.take()
}

/** The same, handed on piece by piece; `gathering` has all of it, checked, when this resolves. */
export async function downloadInto(
  wanted: Wanted,
  network: Network,
  onBytes: (received: number, total: number) => void,
  gathering: Gatherer,
): Promise<void> {
  const partial = partialOf(wanted, gathering)
  try {
    await insistently(partial, network, async () => {
      await receive(wanted, partial, network, onBytes)
      await check(wanted, partial)
    })
    await gathering.end()
  } catch (error) {
    await gathering.fail(error)
    throw error
  }
}

/** The length of a file without its bytes, with the mark by which a publisher tells one state of it from another. */
export async function describeFile(
  url: string,
  network: Network,
): Promise<{ readonly bytes: number; readonly tag: string | null }> {
  const wanted = { url, bytes: null, sha256: null, limit: Number.POSITIVE_INFINITY }
  const partial = partialOf(wanted, new Gathering())
  return insistently(partial, network, async () => {
    const live = { wanted, partial, network, abort: new AbortController() }
    const response = await guarded(live, request(live, 'HEAD'))
    admit(url, response, partial, network.clock)
    if (partial.total === 0) throw faults.withoutRanges(url)
    return { bytes: partial.total, tag: partial.tag }
  })
}

function partialOf({ bytes, from }: Wanted, gathering: Gatherer): Partial {
  return { gathering, total: bytes ?? 0, tag: null, from: from ?? null, resumable: true }
}

/** What may be mended by asking again is asked again. */
async function insistently<T>(partial: Partial, network: Network, work: () => Promise<T>): Promise<T> {
  const tries = new Tries()
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (network.signal.aborted) throw faults.cancelled()
      if (!(error instanceof Setback)) throw error
      const attempt = tries.count(error, partial.gathering.received)
      if (error.spoilt || !partial.resumable) startOver(partial)
      await pause(error.waitMilliseconds ?? backOff(attempt, network.random), network)
    }
  }
}

/** Counts failures; those of the network anew whenever more has come than ever before, so that the end is certain. */
class Tries {
  #attempt = 0
  #spoilt = 0
  #furthest = 0

  /** Which failure this is, from 1; 0 after good progress. Throws its fault when it is one too many. */
  count({ tries, spoilt, fault }: Setback, received: number): number {
    if (spoilt) {
      if (++this.#spoilt >= tries) throw fault
      this.#attempt = 0
      this.#furthest = 0
      return this.#spoilt
    }
    if (received >= this.#furthest + progressBytes) {
      this.#attempt = 0
      this.#furthest = received
      return 0
    }
    if (++this.#attempt >= tries) throw fault
    return this.#attempt
  }
}

interface Attempt {
  readonly wanted: Wanted
  readonly partial: Partial
  readonly network: Network
  readonly abort: AbortController
}

async function receive(wanted: Wanted, partial: Partial, network: Network, onBytes: (n: number, of: number) => void) {
  const abort = new AbortController()
  const live: Attempt = { wanted, partial, network, abort }
  const { gathering } = partial
  try {
    const response = await guarded(live, request(live))
    admit(wanted.url, response, partial, network.clock)
    if (partial.total > ceiling(wanted)) throw overflow(wanted, partial.total)
    if (partial.total > 0) gathering.expect(partial.total)
    const reader = response.body?.getReader()
    for (;;) {
      const { value } = (await (reader ? guarded(live, reader.read()) : null)) ?? {}
      if (!value) break
      await gathering.add(value)
      if (gathering.received > ceiling(wanted)) throw overflow(wanted, gathering.received)
      onBytes(gathering.received, Math.max(partial.total, partial.total && gathering.received))
    }
    if (gathering.received < partial.total) {
      throw new Setback(faults.offline(wanted.url, gathering.received, new Error('the answer ended early')))
    }
  } finally {
    abort.abort()
  }
}

/** The plain form of Range needs no permission from another host; every other request header would. */
function request({ wanted, partial, network, abort }: Attempt, method = 'GET'): Promise<Response> {
  const { fetch } = network // a browser's fetch refuses to be called as a method of another object
  const { received } = partial.gathering
  const { from, bytes } = wanted
  const range =
    from === undefined ? received > 0 && `bytes=${received}-` : `bytes=${from + received}-${from + (bytes ?? 0) - 1}`
  return fetch(wanted.url, {
    method,
    signal: AbortSignal.any([network.signal, abort.signal]),
    headers: range ? { Range: range } : {},
    credentials: 'same-origin',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
  })
}

/** Waits for the server, but not forever; a network failure becomes a setback. */
async function guarded<T>({ wanted, partial, network, abort }: Attempt, work: Promise<T>): Promise<T> {
  const answered = new AbortController()
  const stall = network.clock.wait(stallMilliseconds, answered.signal).then(() => {
    throw new Setback(faults.stalled(wanted.url, stallMilliseconds / 1000))
  })
  try {
    return await Promise.race([work, stall])
  } catch (error) {
    abort.abort()
    if (error instanceof Setback) throw error
    const tries = globalThis.navigator?.onLine === false ? 1 : 4 // no use asking again without a network
    throw new Setback(faults.offline(wanted.url, partial.gathering.received, error), { tries })
  } finally {
    answered.abort()
  }
}

async function check(wanted: Wanted, { gathering }: Partial): Promise<void> {
  if (wanted.from === undefined && looksLikeHtml(gathering.first)) throw faults.html(wanted.url)
  if (wanted.bytes !== null && gathering.received !== wanted.bytes) {
    throw spoilt(faults.wrongLength(wanted.url, wanted.bytes, gathering.received))
  }
  if (wanted.sha256 === null) return
  const received = await gathering.sha256()
  if (received === wanted.sha256) return
  throw spoilt(faults.wrongHash(wanted.url, wanted.sha256, received))
}

/** A file that arrived whole with wrong content is fetched once more from its start. */
function spoilt(fault: ThawError): Setback {
  return new Setback(fault, { tries: 2, spoilt: true })
}

/** Some proxies send their sign-in page under the type that was asked for. */
function looksLikeHtml(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype\s+html|html)/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64)))
}

function ceiling({ bytes, limit }: Wanted): number {
  return Math.min(bytes ?? limit, limit)
}

function overflow(wanted: Wanted, received: number): ThawError {
  if (wanted.bytes !== null) return faults.wrongLength(wanted.url, wanted.bytes, received)
  return faults.tooLarge(wanted.url, received, wanted.limit)
}

/** Half a second, doubled each time, and moved by up to half either way; none after good progress. */
function backOff(attempt: number, random: Random): number {
  if (attempt === 0) return 0
  return 500 * 2 ** (attempt - 1) * (0.5 + random.next())
}

async function pause(milliseconds: number, { clock, signal }: Network): Promise<void> {
  try {
    await clock.wait(milliseconds, signal)
  } catch (error) {
    throw signal.aborted ? faults.cancelled() : error
  }
}
