/**
 * The downloader: one file over a network that breaks. Bytes are streamed and counted; a broken connection is resumed
 * by Range, a busy server is asked again after a pause that grows, a silent one is given up. What is returned has been
 * checked against the length and the SHA-256 that are known. It stores nothing.
 */
import type { ThawError } from '../../shared/errors.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { faults, Setback } from './networkFaults.ts'
import { sha256 } from './sha256.ts'

/** Time, passed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after the time; rejects when the signal fires first. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** What a download needs of the world. */
export interface Network {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** Spreads the retries of many pages over time. */
  readonly random: Random
  readonly signal: AbortSignal
}

/** One file, and what is known of it beforehand. */
export interface Wanted {
  readonly url: string
  readonly bytes: number | null
  /** Lower-case hexadecimal. */
  readonly sha256: string | null
  /** More than this is refused, in bytes. */
  readonly limit: number
}

/** Two gigabytes: more than any model that a page can train. */
export const largestFile = 2 ** 31
/** Configurations, listings and manifests. */
export const largestJson = 32 * 2 ** 20

/** The most bytes that a file of this name may have. */
export function limitOf(name: string): number {
  return /\.(json|txt)$/.test(name) ? largestJson : largestFile
}

/** Without a byte for this long, an attempt is given up. */
export const stallMilliseconds = 30_000
/** A server that asks for a longer pause is not waited for. */
const longestPause = 60_000

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }, milliseconds)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
    }),
}

/** A stream of jitter that differs from page to page; nothing that decides a run draws from it. */
export function pageJitter(): Random {
  return seeded(`jitter ${performance.timeOrigin} ${performance.now()}`)
}

/**
 * Fetches one file whole and checked. `onBytes` hears the bytes so far and the total, 0 while unknown.
 * Throws a `network-…`, `integrity` or `cancelled` error.
 */
export async function download(
  wanted: Wanted,
  network: Network,
  onBytes: (received: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const partial: Partial = { chunks: [], received: 0, total: wanted.bytes ?? 0, tag: null, resumable: true }
  for (let attempt = 1; ; attempt++) {
    try {
      await receive(wanted, partial, network, onBytes)
      return await checked(wanted, partial)
    } catch (error) {
      if (network.signal.aborted) throw faults.cancelled()
      if (!(error instanceof Setback)) throw error
      if (attempt >= error.tries) throw error.fault
      if (!partial.resumable) startOver(partial)
      await pause(error.waitMilliseconds ?? backOff(attempt, network.random), network)
    }
  }
}

/** What came so far, over all tries. */
interface Partial {
  chunks: Uint8Array[]
  received: number
  /** 0 while unknown. */
  total: number
  /** The ETag of the first answer, where the hub lets it be read. */
  tag: string | null
  /** Not when the transfer is compressed: the ranges would be those of the compressed bytes. */
  resumable: boolean
}

async function receive(wanted: Wanted, partial: Partial, network: Network, onBytes: (n: number, of: number) => void) {
  const attempt = new AbortController()
  const live: Attempt = { wanted, partial, network, abort: attempt }
  try {
    const response = await guarded(live, request(live))
    admit(response, live)
    const reader = response.body?.getReader()
    for (;;) {
      const { value } = (await (reader ? guarded(live, reader.read()) : null)) ?? {}
      if (!value) break
      partial.chunks.push(value)
      partial.received += value.byteLength
      if (partial.received > ceiling(wanted)) throw overflow(wanted, partial.received)
      onBytes(partial.received, Math.max(partial.total, partial.total && partial.received))
    }
    if (partial.received < partial.total) {
      throw new Setback(faults.offline(wanted.url, partial.received, new Error('the answer ended early')))
    }
  } finally {
    attempt.abort()
  }
}

interface Attempt {
  readonly wanted: Wanted
  readonly partial: Partial
  readonly network: Network
  readonly abort: AbortController
}

/** The plain form of Range needs no permission from another host; every other request header would. */
function request({ wanted, partial, network, abort }: Attempt): Promise<Response> {
  const { fetch } = network // a browser's fetch refuses to be called as a method of another object
  return fetch(wanted.url, {
    signal: AbortSignal.any([network.signal, abort.signal]),
    headers: partial.received > 0 ? { Range: `bytes=${partial.received}-` } : {},
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
    throw new Setback(faults.offline(wanted.url, partial.received, error), { tries })
  } finally {
    answered.abort()
  }
}

/** Decides from status and headers whether the body is what was asked for, and where its first byte belongs. */
function admit(response: Response, { wanted, partial, network }: Attempt): void {
  const { status, headers } = response
  if (status !== 200 && status !== 206) throw refusal(wanted.url, response, partial, network.clock)
  if (headers.get('content-type')?.toLowerCase().startsWith('text/html')) throw faults.html(wanted.url)
  if (status === 206 && !continues(headers, partial)) {
    startOver(partial)
    throw new Setback(faults.refused(wanted.url, status), { waitMilliseconds: 0 })
  }
  if (status === 200) startOver(partial)
  partial.tag = headers.get('etag')
  const length = lengthOf(headers)
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') partial.resumable = false
  else if (length !== null) partial.total = partial.received + length
  if (partial.total > ceiling(wanted)) throw overflow(wanted, partial.total)
}

/** Whether a 206 goes on where the bytes ended. Other hosts may hide Content-Range; then the length must fit. */
function continues(headers: Headers, { received, total, tag }: Partial): boolean {
  if (tag !== null && headers.get('etag') !== null && headers.get('etag') !== tag) return false
  const range = headers.get('content-range')
  if (range === null) return total > 0 && lengthOf(headers) === total - received
  const [, start, end, whole] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? []
  if (Number(start) !== received || (whole !== '*' && Number(end) + 1 !== Number(whole))) return false
  return total === 0 || Number(end) + 1 === total
}

function refusal(url: string, response: Response, partial: Partial, clock: Clock): ThawError | Setback {
  const { status, headers } = response
  if (status === 401 || status === 403) return faults.forbidden(url, status)
  if (status === 404 || status === 410) return faults.notFound(url, status)
  if (status === 416 && partial.received > 0) {
    startOver(partial)
    return new Setback(faults.refused(url, status), { waitMilliseconds: 0 })
  }
  const fault = faults.refused(url, status)
  if (status !== 408 && status !== 429 && status < 500) return fault
  const waitMilliseconds = retryAfter(headers.get('retry-after'), clock)
  if (waitMilliseconds !== null && waitMilliseconds > longestPause) return fault
  return new Setback(fault, { waitMilliseconds })
}

/** Retry-After is seconds or a date. */
function retryAfter(header: string | null, clock: Clock): number | null {
  if (header === null) return null
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - clock.now()
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds)
}

async function checked(wanted: Wanted, partial: Partial): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = joined(partial)
  if (looksLikeHtml(bytes)) throw faults.html(wanted.url)
  if (wanted.bytes !== null && bytes.byteLength !== wanted.bytes) {
    startOver(partial)
    throw new Setback(faults.wrongLength(wanted.url, wanted.bytes, bytes.byteLength), { tries: 2 })
  }
  if (wanted.sha256 === null) return bytes
  const received = await sha256(bytes)
  if (received === wanted.sha256) return bytes
  startOver(partial)
  throw new Setback(faults.wrongHash(wanted.url, wanted.sha256, received), { tries: 2 })
}

/** Some proxies send their sign-in page under the type that was asked for. */
function looksLikeHtml(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype\s+html|html)/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64)))
}

function joined({ chunks, received }: Partial): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(received)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

function startOver(partial: Partial): void {
  partial.chunks = []
  partial.received = 0
  partial.tag = null
}

function ceiling({ bytes, limit }: Wanted): number {
  return Math.min(bytes ?? limit, limit)
}

function overflow(wanted: Wanted, received: number): ThawError {
  if (wanted.bytes !== null) return faults.wrongLength(wanted.url, wanted.bytes, received)
  return faults.tooLarge(wanted.url, received, wanted.limit)
}

function lengthOf(headers: Headers): number | null {
  const text = headers.get('content-length')
  return text !== null && /^\d+$/.test(text) ? Number(text) : null
}

/** Half a second, doubled each time, and moved by up to half either way. */
function backOff(attempt: number, random: Random): number {
  return 500 * 2 ** (attempt - 1) * (0.5 + random.next())
}

async function pause(milliseconds: number, { clock, signal }: Network): Promise<void> {
  try {
    await clock.wait(milliseconds, signal)
  } catch (error) {
    throw signal.aborted ? faults.cancelled() : error
  }
}
