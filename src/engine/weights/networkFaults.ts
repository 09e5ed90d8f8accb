/** What goes wrong on the way to a hub. */
import { isHubAddress, namedHosts } from '../../shared/catalog/hubOrigins.ts'
import { ThawError } from '../../shared/messages/errors.ts'

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
    super(fault.said.key, { cause: fault })
    this.fault = fault
    this.tries = tries
    this.spoilt = spoilt
    this.waitMilliseconds = waitMilliseconds
  }
}

export const faults = {
  cancelled: () => new ThawError('cancelled', 'downloadCancelled'),

  offline: (url: string, received: number, cause: unknown) => {
    const host = hostOf(url)
    if (received > 0) return new ThawError('network-offline', 'connectionBroke', { host, url, received }, { cause })
    if (isHubAddress(url) || isOfSite(url)) {
      return new ThawError('network-offline', 'hostUnreachable', { host, url }, { cause })
    }
    // The page's own policy, or the host's, may be what stands in the way: the browser does not tell which.
    return new ThawError('network-offline', 'foreignHostUnreachable', { host, url, hubs: namedHosts }, { cause })
  },

  stalled: (url: string, seconds: number) =>
    new ThawError('network-refused', 'hostSilent', { host: hostOf(url), url, seconds }),

  notFound: (url: string, status: number) => new ThawError('network-not-found', 'nothingAtAddress', { url, status }),

  forbidden: (url: string, status: number) =>
    new ThawError('network-forbidden', 'addressForbidden', { host: hostOf(url), url, status }),

  /** What the hub says of its own accord in X-Error-Code; null where that says nothing. */
  explained: (url: string, code: string | null) =>
    hostOf(url) === 'huggingface.co' && code !== null && Object.hasOwn(explanations, code)
      ? explanations[code as HubWord](repositoryOf(url))
      : null,

  withoutRanges: (url: string) => new ThawError('network-content', 'hostWithoutRanges', { host: hostOf(url), url }),

  refused: (url: string, status: number) =>
    new ThawError('network-refused', 'hostRefused', { host: hostOf(url), url, status }),

  html: (url: string) => new ThawError('network-content', 'webPageReceived', { host: hostOf(url), url }),

  notJson: (url: string, cause: unknown) =>
    new ThawError('network-content', 'jsonNotReceived', { host: hostOf(url), url }, { cause }),

  wrongLength: (url: string, expected: number, received: number) =>
    new ThawError('integrity', 'downloadLengthWrong', { url, expected, received }),

  wrongHash: (url: string, expected: string, received: string) =>
    new ThawError('integrity', 'downloadHashWrong', { url, expected, received }),

  tooLarge: (url: string, bytes: number, limit: number) =>
    new ThawError('network-content', 'downloadTooLarge', { url, bytes, limit }),
}

/** The hub's words in X-Error-Code. */
const explanations = {
  GatedRepo: ({ name, page, isDataset }: Repository) =>
    new ThawError('network-forbidden', isDataset ? 'datasetGated' : 'modelGated', { name, page }),
  RepoNotFound: ({ host, name, page, isDataset }: Repository) =>
    isDataset
      ? new ThawError('network-not-found', 'datasetNotOnHub', { host, name })
      : new ThawError('network-not-found', 'modelNotOnHub', { host, name, page }),
  RevisionNotFound: ({ name, revision, page }: Repository) =>
    new ThawError('network-not-found', 'revisionNotOnHub', { name, revision, page }),
}
type HubWord = keyof typeof explanations

interface Repository {
  readonly page: string
  readonly name: string
  readonly revision: string
  readonly host: string
  readonly isDataset: boolean
}

/** From an address of a file or of a listing. */
function repositoryOf(url: string): Repository {
  const { origin, host, pathname } = new URL(url)
  const isDataset = /^(\/api)?\/datasets\//.test(pathname)
  const parts = pathname
    .replace(/^\/(api\/models|api\/datasets|datasets)\//, '/')
    .split('/')
    .map(decodeURIComponent)
  const [, owner = '', second = '', , revision = ''] = parts
  // Old data sets have no owner.
  const alone = isDataset && ['parquet', 'resolve', ''].includes(second)
  const name = alone ? owner : `${owner}/${second}`
  return { page: `${origin}/${isDataset ? 'datasets/' : ''}${name}`, name, revision, host, isDataset }
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
