/** What goes wrong on the way to a hub, each in plain words with the way on. */
import { type ErrorCode, ThawError } from '../../shared/errors.ts'

/** A failure that another try may mend. */
export class Setback extends Error {
  readonly fault: ThawError
  /** Tries of this file after which the failure stands. */
  readonly tries: number
  /** What the server asked to be left in peace for; null when it did not say. */
  readonly waitMilliseconds: number | null

  constructor(fault: ThawError, { tries = 4, waitMilliseconds = null as number | null } = {}) {
    super(fault.message, { cause: fault })
    this.fault = fault
    this.tries = tries
    this.waitMilliseconds = waitMilliseconds
  }
}

const embedded = 'The embedded model thaw-vision works without a network.'

export const faults = {
  cancelled: () => new ThawError('cancelled', 'The download was cancelled.', 'Choose the model again to go on.'),

  offline: (url: string, received: number, cause: unknown) =>
    new ThawError(
      'network-offline',
      received > 0
        ? `The connection to ${hostOf(url)} broke after ${received} bytes of ${url}.`
        : `${hostOf(url)} could not be reached for ${url}: the device is offline, or something blocks the address.`,
      `Check the connection and try again. ${embedded}`,
      { cause },
    ),

  stalled: (url: string, seconds: number) =>
    fault(
      'network-refused',
      `${hostOf(url)} sent nothing for ${seconds} seconds while fetching ${url}.`,
      `Try again later. ${embedded}`,
    ),

  notFound: (url: string, status: number) =>
    fault(
      'network-not-found',
      `There is nothing at ${url} (answer ${status}).`,
      'Check the name and revision of the model, or choose another.',
    ),

  forbidden: (url: string, status: number) =>
    fault(
      'network-forbidden',
      `${hostOf(url)} does not give out ${url} (answer ${status}). The model is gated, private, or does not exist.`,
      'The studio keeps no access tokens. Choose an open model, or fetch the files yourself and drop them here.',
    ),

  refused: (url: string, status: number) =>
    fault(
      'network-refused',
      `${hostOf(url)} answered ${status} for ${url}${status === 429 ? ': too many requests' : ''}.`,
      `Try again in a few minutes. ${embedded}`,
    ),

  html: (url: string) =>
    fault(
      'network-content',
      `Expected a file from ${url}, received a web page. A sign-in page or a proxy may have answered in its place.`,
      `Open ${hostOf(url)} in a tab, sign in to the network if it asks, and try again. ${embedded}`,
    ),

  notJson: (url: string, cause: unknown) =>
    new ThawError(
      'network-content',
      `Expected JSON from ${url}, received something that does not parse. A proxy may have answered in its place.`,
      `Open ${hostOf(url)} in a tab, sign in to the network if it asks, and try again. ${embedded}`,
      { cause },
    ),

  wrongLength: (url: string, expected: number, received: number) =>
    fault(
      'integrity',
      `Expected ${expected} bytes from ${url}, received ${received}. What came was thrown away.`,
      'Try again; if it happens again, the file was changed or damaged on its way.',
    ),

  wrongHash: (url: string, expected: string, received: string) =>
    fault(
      'integrity',
      `The file from ${url} is not the one that was published: expected SHA-256 ${expected}, received ${received}. What came was thrown away.`,
      'Try again; if it happens again, the file was changed or damaged on its way.',
    ),

  tooLarge: (url: string, bytes: number, limit: number) =>
    fault(
      'network-content',
      `Expected at most ${limit} bytes from ${url}, received ${bytes}.`,
      'This is no file that the studio can use. Choose another model.',
    ),
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

function fault(code: ErrorCode, message: string, advice: string): ThawError {
  return new ThawError(code, message, advice)
}
