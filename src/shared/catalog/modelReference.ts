/**
 * What a person types or pastes to name a model: a repository id, with or without a revision, or an address. Only the
 * form is judged here; whether anything lies there is for the download to find out.
 */
import { ThawError } from '../messages/errors.ts'
import { hubNames, parsedAddress } from './hubOrigins.ts'
import { type ModelSource, modelCard, modelCards } from './models.ts'

export interface ModelReference {
  readonly source: ModelSource
  /** Names the model to the person and to the store; holds no "@". */
  readonly id: string
}

/** Throws `model-unsupported` that says what is accepted. */
export function parseModelReference(text: string): ModelReference {
  const trimmed = text.trim()
  if (trimmed === '') throw refused('Nothing was typed')
  const address = trimmed.replace(/^(?=(www\.)?(huggingface\.co|hf\.co)\/)/i, 'https://')
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? parseAddress(address) : parseRepository(trimmed)
}

const part = /^[A-Za-z0-9_][\w.-]{0,95}$/
const revisionForm = /^(?!.*\.\.)[\w][\w./-]{0,199}$/
const hubHosts = ['huggingface.co', 'www.huggingface.co', 'hf.co']
/** First words of the hub's addresses that are no owners. */
const otherKinds = ['datasets', 'spaces', 'collections', 'papers', 'docs', 'blog', 'models', 'api']

function parseRepository(text: string): ModelReference {
  const [name = '', revision = 'main', ...rest] = text.split('@')
  const segments = name.split('/')
  if (rest.length > 0 || !revisionForm.test(revision) || segments.length > 2 || !segments.every(isPart)) {
    throw refused(`"${shortened(text)}" is neither`)
  }
  if (segments.length === 2) return repository(name, revision)
  const card = cardNamed(name)
  if (card && revision === 'main') return { source: card.source, id: card.id }
  if (card?.source.kind === 'hugging-face') return repository(card.source.repository, revision)
  throw refused(`"${shortened(name)}" names no owner and is no model of the gallery`)
}

/** Old habits leave the owner out ("gpt2"): the gallery knows who is meant. */
function cardNamed(name: string) {
  return modelCard(name) ?? modelCards.find(({ id }) => id.toLowerCase().endsWith(`/${name.toLowerCase()}`))
}

function parseAddress(address: string): ModelReference {
  const url = parsedAddress(address)
  if (!url) throw refused(`"${shortened(address)}" is not a whole address`)
  if (url.protocol !== 'https:') {
    throw refused(`"${shortened(address)}" begins with ${url.protocol}, where anyone on the way could change the model`)
  }
  if (url.username || url.password) throw refused('The address holds a user name, and the studio signs in nowhere')
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  if (hubHosts.includes(url.hostname)) return parseHubAddress(segments.map(decoded), address)
  return parseOtherAddress(url, segments)
}

function parseHubAddress(segments: readonly string[], address: string): ModelReference {
  const [owner = '', name = '', verb, ...rest] = segments
  if (otherKinds.includes(owner)) throw refused(`"${shortened(address)}" is not a model but one of the hub's ${owner}`)
  if (segments.length === 1) return parseRepository(owner)
  if (!isPart(owner) || !isPart(name)) throw refused(`"${shortened(address)}" names no repository`)
  const [revision = 'main', ...path] = rest
  if (verb === undefined) return repository(`${owner}/${name}`, 'main')
  if (!['tree', 'resolve', 'blob', 'raw', 'commit'].includes(verb) || !revisionForm.test(revision)) {
    throw refused(`"${shortened(address)}" is a page about a model, not the model`)
  }
  if (path.length === 1 && path[0] === 'model.json') return manifest(resolved(owner, name, revision))
  if (path.length > 1 || (path.length === 1 && verb === 'tree')) {
    throw refused(`"${shortened(address)}" lies in a folder of its repository; the model must be at the top`)
  }
  return repository(`${owner}/${name}`, revision)
}

function parseOtherAddress(url: URL, segments: readonly string[]): ModelReference {
  const last = segments.at(-1) ?? ''
  if (last === 'model.json') return manifest(`${url.origin}${url.pathname}${url.search}`)
  const isFile = /^(config\.json|model\.safetensors(\.index\.json)?)$/.test(last) && !url.pathname.endsWith('/')
  if (!isFile && /\.(json|safetensors|bin|pt|pth|h5|onnx|zip|gz|html?)$/i.test(last)) {
    throw refused(`"${shortened(last)}" is no file by which the studio can find a model`)
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

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

function refused(what: string): ThawError {
  return new ThawError(
    'model-unsupported',
    `Expected the name or the address of a model. ${what}.`,
    'Type owner/name or owner/name@revision as on Hugging Face; or paste the https address of a repository, of a tfjs ' +
      'model.json, or of a folder with config.json and model.safetensors. This page may fetch from its own site and ' +
      `from ${hubNames}; from elsewhere, download the files and drop their folder here.`,
  )
}
