/**
 * What a person types or pastes to name a model: a repository id, with or without a revision, or an address. Only the
 * form is judged here; whether anything lies there is for the download to find out.
 */
import { ThawError } from '../messages/errors.ts'
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import { decoded, shortened } from './addressParts.ts'
import { namedHosts, parsedAddress } from './hubOrigins.ts'
import { type ModelCard, type ModelSource, modelCard, modelCards, sourceOf } from './models.ts'

export interface ModelReference {
  readonly source: ModelSource
  /** Names the model to the person and to the store; holds no "@". */
  readonly id: string
}

/** Throws `model-unsupported` that says what is accepted. */
export function parseModelReference(text: string): ModelReference {
  const trimmed = text.trim()
  if (trimmed === '') throw refused(notice('nothingTyped'))
  const address = trimmed.replace(/^(?=(www\.)?(huggingface\.co|hf\.co)\/)/i, 'https://')
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? parseAddress(address) : parseRepository(trimmed)
}

const part = /^[A-Za-z0-9_][\w.-]{0,95}$/
const revisionForm = /^(?!.*\.\.)[\w][\w./-]{0,199}$/
const repositoryHosts = ['huggingface.co', 'www.huggingface.co', 'hf.co']
/** First words of the hub's addresses that are no owners. */
const otherKinds = ['datasets', 'spaces', 'collections', 'papers', 'docs', 'blog', 'models', 'api']

function parseRepository(text: string): ModelReference {
  const [name = '', revision = 'main', ...rest] = text.split('@')
  const segments = name.split('/')
  if (rest.length > 0 || !revisionForm.test(revision) || segments.length > 2 || !segments.every(isPart)) {
    throw refused(notice('neitherNameNorAddress', { typed: shortened(text) }))
  }
  if (segments.length === 2) return repository(name, revision)
  const card = cardNamed(name)
  if (card && revision === 'main') return { source: card.source, id: card.id }
  const earlier = card && revision.length >= shortestRevision ? earlierRevision(card, revision) : undefined
  if (card && earlier) return { source: sourceOf(card, earlier), id: card.id }
  if (card?.source.kind === 'hugging-face') return repository(card.source.repository, revision)
  throw refused(notice('modelWithoutOwner', { name: shortened(name) }))
}

/** Of a revision's beginning, as people copy it. */
const shortestRevision = 8

function earlierRevision({ earlier = {} }: ModelCard, beginning: string): string | undefined {
  return Object.keys(earlier).find((revision) => revision.startsWith(beginning))
}

/** Old habits leave the owner out ("gpt2"): the gallery knows who is meant. */
function cardNamed(name: string) {
  return modelCard(name) ?? modelCards.find(({ id }) => id.toLowerCase().endsWith(`/${name.toLowerCase()}`))
}

function parseAddress(address: string): ModelReference {
  const url = parsedAddress(address)
  if (!url) throw refused(notice('addressNotWhole', { address: shortened(address) }))
  if (url.protocol !== 'https:') {
    throw refused(notice('addressUnsafe', { address: shortened(address), protocol: url.protocol }))
  }
  if (url.username || url.password) throw refused(notice('addressWithUser'))
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  if (repositoryHosts.includes(url.hostname)) return parseHubAddress(segments.map(decoded), address)
  return parseOtherAddress(url, segments)
}

function parseHubAddress(segments: readonly string[], address: string): ModelReference {
  const [owner = '', name = '', verb, ...rest] = segments
  if (otherKinds.includes(owner))
    throw refused(notice('addressOfNoModel', { address: shortened(address), kind: owner }))
  if (segments.length === 1) return parseRepository(owner)
  if (!isPart(owner) || !isPart(name))
    throw refused(notice('addressWithoutRepository', { address: shortened(address) }))
  const [revision = 'main', ...path] = rest
  if (verb === undefined) return repository(`${owner}/${name}`, 'main')
  if (!['tree', 'resolve', 'blob', 'raw', 'commit'].includes(verb) || !revisionForm.test(revision)) {
    throw refused(notice('addressAboutModel', { address: shortened(address) }))
  }
  if (path.length === 1 && path[0] === 'model.json') return manifest(resolved(owner, name, revision))
  if (path.length > 1 || (path.length === 1 && verb === 'tree')) {
    throw refused(notice('addressInFolder', { address: shortened(address) }))
  }
  return repository(`${owner}/${name}`, revision)
}

function parseOtherAddress(url: URL, segments: readonly string[]): ModelReference {
  const last = segments.at(-1) ?? ''
  if (last === 'model.json') return manifest(`${url.origin}${url.pathname}${url.search}`)
  const isFile = /^(config\.json|model\.safetensors(\.index\.json)?)$/.test(last) && !url.pathname.endsWith('/')
  if (!isFile && /\.(json|safetensors|bin|pt|pth|h5|onnx|zip|gz|html?)$/i.test(last)) {
    throw refused(notice('addressOfOtherFile', { file: shortened(last) }))
  }
  const folder = (isFile ? segments.slice(0, -1) : segments).map((segment) => `${segment}/`).join('')
  return { source: { kind: 'folder-url', url: `${url.origin}/${folder}` }, id: idOf(`${url.host}/${folder}`) }
}

function repository(name: string, revision: string): ModelReference {
  return { source: { kind: 'hugging-face', repository: name, revision }, id: name }
}

function manifest(url: string): ModelReference {
  return { source: { kind: 'tfjs-manifest', url }, id: idOf(url.replace(/^https:\/\//, '').replace(/\?.*$/, '')) }
}

function resolved(owner: string, name: string, revision: string): string {
  return `https://huggingface.co/${owner}/${name}/resolve/${encodeURIComponent(revision)}/model.json`
}

function idOf(address: string): string {
  return address.replace(/\/$/, '').replaceAll('@', '%40')
}

function isPart(text: string): boolean {
  return part.test(text) && !text.includes('..')
}

function refused(why: Message): ThawError {
  return new ThawError('model-unsupported', 'modelNotNamed', { why, hosts: namedHosts })
}
