/** What goes wrong on the way to a hub, each in plain words with the way on. */
import { hubNames, isHubAddress } from '../../shared/catalog/hubOrigins.ts'
import { type ErrorCode, ThawError } from '../../shared/messages/errors.ts'

/** A failure that another try may mend. */
export class Setback extends Error {
  readonly fault: ThawError
  /** Tries of this file after which the failure stands. */
  readonly tries: number
  /** The file arrived whole with wrong content, so that it is fetched again from its start. */
  readonly spoilt: boolean
  /** What the server asked to be left in peace for; null when it did not say. */
  readonly waitMilliseconds: number | null

  constructor(fault: ThawError, { tries = 4, spoilt = false, waitMilliseconds = null as number | null } = {}) {
    super(fault.message, { cause: fault })
    this.fault = fault
    this.tries = tries
    this.spoilt = spoilt
    this.waitMilliseconds = waitMilliseconds
  }
}

const embedded = 'The embedded model thaw-vision works without a network.'

export const faults = {
  cancelled: () => new ThawError('cancelled', 'The download was cancelled.', 'Choose the model again to go on.'),

  offline: (url: string, received: number, cause: unknown) => {
    if (received === 0 && !isHubAddress(url) && !isOfSite(url)) return unreachable(url, cause)
    return new ThawError(
      'network-offline',
      received > 0
        ? `The connection to ${hostOf(url)} broke after ${received} bytes of ${url}.`
        : `${hostOf(url)} could not be reached for ${url}: the device is offline, or something blocks the address.`,
      `Check the connection and try again. ${embedded}`,
      { cause },
    )
  },

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

  /** What the hub says of its own accord in X-Error-Code; null where that says nothing. */
  explained: (url: string, code: string | null) =>
    hostOf(url) === 'huggingface.co' && code !== null && Object.hasOwn(words, code)
      ? explain(url, code as HubWord)
      : null,

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

const words = {
  GatedRepo: 'network-forbidden',
  RepoNotFound: 'network-not-found',
  RevisionNotFound: 'network-not-found',
} as const satisfies Record<string, ErrorCode>
type HubWord = keyof typeof words

function explain(url: string, word: HubWord): ThawError {
  const { page, name, revision } = repositoryOf(url)
  switch (word) {
    case 'GatedRepo':
      return fault(
        words[word],
        `${name} is gated: its publisher gives the files only to people who signed in and accepted the conditions.`,
        `Open ${page}, accept them, download the files and drop their folder here; the studio keeps no access tokens. Or choose an open model.`,
      )
    case 'RepoNotFound':
      return fault(
        words[word],
        `${hostOf(url)} has no model "${name}", or it is private.`,
        `Check the spelling at ${page}: the name is owner/name, and capitals count.`,
      )
    case 'RevisionNotFound':
      return fault(
        words[word],
        `${name} has no revision "${revision}".`,
        `Choose a branch, tag or commit listed at ${page}, or leave the revision out.`,
      )
    default:
      return word satisfies never
  }
}

/** From an address of a file or of a listing. */
function repositoryOf(url: string): { page: string; name: string; revision: string } {
  const { origin, pathname } = new URL(url)
  const parts = pathname
    .replace(/^\/api\/models/, '')
    .split('/')
    .map(decodeURIComponent)
  const [, owner = '', name = '', , revision = ''] = parts
  return { page: `${origin}/${owner}/${name}`, name: `${owner}/${name}`, revision }
}

/** Where the page's own policy, or the host's, may be what stands in the way: the browser does not tell which. */
function unreachable(url: string, cause: unknown): ThawError {
  return new ThawError(
    'network-offline',
    `${hostOf(url)} could not be reached for ${url}: the device is offline, or the address is not one that this page ` +
      `may fetch from. Its content policy allows its own site, ${hubNames}; and the host must allow other sites (CORS).`,
    `Download the files and drop their folder here, or choose from the gallery. ${embedded}`,
    { cause },
  )
}

function isOfSite(url: string): boolean {
  return globalThis.location !== undefined && url.startsWith(`${globalThis.location.origin}/`)
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
