/**
 * A recipe as an address: `#recipe=` and the deflated JSON in the alphabet of addresses. It holds how a run is made and
 * never the data; where these are a hub's, it names them. What comes in is a stranger's text: its size is bounded before and
 * while it is inflated, and every field is checked.
 */
import { isRepository } from '../../shared/catalog/repositoryName.ts'
import type { HubDataset } from '../../shared/domain/hubDataset.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { parseRecipe } from '../../shared/recipe/recipe.ts'
import type { BroughtRecipe } from './runsState.ts'

const prefix = '#recipe='
const mostBytes = 65_536

export function isRecipeLink(hash: string): boolean {
  return hash.startsWith(prefix)
}

/** "#recipe=…", to follow the page's address. */
export async function recipeHash(brought: BroughtRecipe): Promise<string> {
  const json = new Blob([JSON.stringify(brought)])
  const deflated = await new Response(json.stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer()
  return prefix + toBase64url(new Uint8Array(deflated))
}

/** @throws ThawError `recipe-invalid`. */
export async function recipeFromHash(hash: string): Promise<BroughtRecipe> {
  const { recipe, examples, source } = parseJson(await inflated(hash.slice(prefix.length)))
  const known = typeof examples === 'number' && Number.isSafeInteger(examples) && examples > 0
  const hub = sourceIn(source)
  return { recipe: parseRecipe(recipe), examples: known ? examples : null, ...(hub && { source: hub }) }
}

/** Null where the link names no data set, or none that could be one. */
function sourceIn(source: unknown): HubDataset | null {
  if (typeof source !== 'object' || source === null) return null
  const { repository, subset = '', splits = [], columns = [], rows } = source as Readonly<Record<string, unknown>>
  const named = typeof repository === 'string' && isRepository(repository) && isName(subset)
  const counted = typeof rows === 'number' && Number.isSafeInteger(rows) && rows > 0
  return named && counted && areNames(splits) && areNames(columns)
    ? { repository, subset, splits, columns, rows }
    : null
}

/** Names of subsets, splits and columns are short; a longer one is none. */
const longestName = 200

function isName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= longestName
}

function areNames(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every(isName)
}

async function inflated(text: string): Promise<string> {
  if (text.length > mostBytes) throw broken(notice('linkTooLong', { characters: text.length }))
  const bytes = fromBase64url(text)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new TextDecoder().decode(await bounded(stream.getReader()))
}

async function bounded(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  const whole = new Uint8Array(mostBytes)
  let length = 0
  for (let read = await readOn(reader); !read.done; read = await readOn(reader)) {
    if (length + read.value.length > mostBytes) {
      await reader.cancel()
      throw broken(notice('linkTooLarge'))
    }
    whole.set(read.value, length)
    length += read.value.length
  }
  return whole.subarray(0, length)
}

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    throw broken(notice('linkNotUnpacked'), cause)
  }
}

interface Parsed {
  readonly recipe?: unknown
  readonly examples?: unknown
  readonly source?: unknown
}

function parseJson(text: string): Parsed {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch (cause) {
    throw broken(notice('linkNotRead'), cause)
  }
  throw broken(notice('linkWithoutRecipe'))
}

function toBase64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch (cause) {
    throw broken(notice('linkCharactersStrange'), cause)
  }
}

function broken(why: Message, cause?: unknown): ThawError {
  return new ThawError('recipe-invalid', 'recipeLinkUnreadable', { why }, cause === undefined ? undefined : { cause })
}
