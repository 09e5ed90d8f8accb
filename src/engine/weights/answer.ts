/**
 * Judges a server's answer before a byte of its body is taken: whether it is the file, where its first byte belongs,
 * and whether asking again may help.
 */
import type { ThawError } from '../../shared/messages/errors.ts'
import type { Gatherer } from './gathering.ts'
import type { Clock } from './network.ts'
import { faults, Setback } from './networkFaults.ts'

/** What came of a file so far, over all tries. */
export interface Partial {
  readonly gathering: Gatherer
  /** Length of the whole file; 0 while unknown. */
  total: number
  /** The ETag of the first answer, where the hub lets it be read. */
  tag: string | null
  /** Where a part of a file begins; null where the whole of it is wanted. */
  readonly from: number | null
  /** Not when the transfer is compressed: the ranges would be those of the compressed bytes. */
  resumable: boolean
}

/** A server that asks for a longer pause is not waited for, in milliseconds. */
const longestPause = 60_000

/** Notes what the headers tell. Throws a fault that stands, or a setback. */
export function admit(url: string, response: Response, partial: Partial, clock: Clock): void {
  const { status, headers } = response
  if (status !== 200 && status !== 206) throw refusal(url, response, partial, clock)
  if (headers.get('content-type')?.toLowerCase().startsWith('text/html')) throw faults.html(url)
  if (status === 206 && !continues(headers, partial)) {
    startOver(partial)
    throw new Setback(faults.refused(url, status), { waitMilliseconds: 0 })
  }
  // Of a part that is asked for nothing but that part will do.
  if (status === 200 && partial.from !== null) throw faults.withoutRanges(url)
  if (status === 200) startOver(partial)
  partial.tag = headers.get('etag')
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') partial.resumable = false
  else if (partial.from === null) partial.total = wholeLength(headers, partial) ?? partial.total
}

export function startOver(partial: Partial): void {
  partial.gathering.clear()
  partial.tag = null
}

/** Whether a 206 goes on where the bytes ended. Other hosts may hide Content-Range; then the length must fit. */
function continues(headers: Headers, { gathering, total, tag, from }: Partial): boolean {
  if (tag !== null && headers.get('etag') !== null && headers.get('etag') !== tag) return false
  const range = rangeOf(headers)
  if (!range) return total > 0 && lengthOf(headers) === total - gathering.received
  if (from !== null) return range.start === from + gathering.received && range.end < from + total
  if (range.start !== gathering.received || range.end >= (range.whole ?? Number.POSITIVE_INFINITY)) return false
  return total === 0 || (range.whole === null ? range.end + 1 === total : range.whole === total)
}

/** A server may send less than the range that was asked for: its Content-Range tells the whole. */
function wholeLength(headers: Headers, { gathering }: Partial): number | null {
  const whole = gathering.received > 0 ? rangeOf(headers)?.whole : undefined
  if (typeof whole === 'number') return whole
  const length = lengthOf(headers)
  return length === null ? null : gathering.received + length
}

function rangeOf(headers: Headers): { start: number; end: number; whole: number | null } | null {
  const text = headers.get('content-range')
  if (text === null) return null
  const [, start, end, whole] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text) ?? []
  return { start: Number(start), end: Number(end), whole: whole === '*' ? null : Number(whole) }
}

function refusal(url: string, response: Response, partial: Partial, clock: Clock): ThawError | Setback {
  const { status, headers } = response
  const explained = faults.explained(url, headers.get('x-error-code'))
  if (explained) return explained
  if (status === 401 || status === 403) return faults.forbidden(url, status)
  if (status === 404 || status === 410) return faults.notFound(url, status)
  if (status === 416 && partial.gathering.received > 0) {
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

function lengthOf(headers: Headers): number | null {
  const text = headers.get('content-length')
  return text !== null && /^\d+$/.test(text) ? Number(text) : null
}
