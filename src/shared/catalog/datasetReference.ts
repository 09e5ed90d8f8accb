/**
 * What a person types or pastes to name a data set of the Hugging Face Hub: its name, or an address of one of its pages.
 * Only the form is judged here; whether there is one is for the hub to say.
 */
import { ThawError } from '../messages/errors.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import { decoded, shortened } from './addressParts.ts'
import { parsedAddress } from './hubOrigins.ts'
import { isRepository } from './repositoryName.ts'

export interface DatasetReference {
  /** "owner/name", or "name" for the oldest. */
  readonly repository: string
  /** Where the address speaks of one. */
  readonly subset?: string
  readonly split?: string
}

const hosts = ['huggingface.co', 'www.huggingface.co', 'hf.co']

/** @throws ThawError `data-unsupported` that says what is accepted. */
export function parseDatasetReference(text: string): DatasetReference {
  const typed = text.trim()
  if (typed === '') throw refused(notice('nothingTyped'))
  const address = typed.replace(/^(?=(www\.)?(huggingface\.co|hf\.co)\/)/i, 'https://')
  if (/^hf:\/\/datasets\//i.test(address)) return repositoryOf(address.slice(14).split('/').slice(0, 2), typed)
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return parseAddress(address)
  const name = typed.replace(/^datasets\//, '')
  return repositoryOf(name.split('/'), typed)
}

function repositoryOf(segments: readonly string[], typed: string): DatasetReference {
  const [first = ''] = segments
  const names = segments.length === 2 && segments[1] === '' ? [first] : segments
  if (!isRepository(names.join('/'))) throw refused(notice('neitherNameNorAddress', { typed: shortened(typed) }))
  return { repository: names.join('/') }
}

/** Words after a repository in the hub's addresses. */
const verbs = ['viewer', 'tree', 'blob', 'raw', 'resolve', 'discussions', 'commits', 'settings', 'embed', 'sql-console']

function parseAddress(address: string): DatasetReference {
  const url = parsedAddress(address)
  if (!url) throw refused(notice('addressNotWhole', { address: shortened(address) }))
  if (!hosts.includes(url.hostname) || url.protocol !== 'https:')
    throw new ThawError('data-unsupported', 'datasetElsewhere', { host: url.host || url.protocol })
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const [kind, ...rest] = segments.map(decoded)
  if (kind !== 'datasets' || rest.length === 0)
    throw refused(notice('addressOfNoDataset', { address: shortened(address) }))
  const alone = rest.length === 1 || verbs.includes(rest[1] ?? '')
  const { repository } = repositoryOf(rest.slice(0, alone ? 1 : 2), address)
  const viewer = rest.indexOf('viewer')
  const [subset, split] = viewer < 0 ? [] : rest.slice(viewer + 1)
  return { repository, ...(subset && { subset }), ...(split && { split }) }
}

function refused(why: Message): ThawError {
  return new ThawError('data-unsupported', 'datasetNotNamed', { why })
}
