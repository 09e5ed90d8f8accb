/**
 * The model among files that a person dropped. Its root is where config.json lies highest; names below tell the parts
 * apart and are never used as paths. A browser that saves a second copy calls it "config (1).json", which is understood.
 */

import { isWeightsFile, refusedWeights } from '../../shared/catalog/weightFormats.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { slicedDigest } from '../storage/sha256.ts'
import { chosenFolder } from './chosenFolder.ts'
import { type DroppedItem, openDroppedItems } from './droppedItems.ts'
import { type FileParts, largeWeights, partsOfBlob, partsOfBytes, readsAtOnce } from './fileParts.ts'
import { refuseTfjsModel } from './foreignModel.ts'
import { largestJson, limitOf } from './hub.ts'
import { type Bytes, configName, indexName, type ModelFolder, weightsName } from './modelFolder.ts'
import { looseModuleName, modulesName } from './pooling.ts'
import { looksLikeShard } from './shards.ts'
import { isTeachablePictures, teachableFolder } from './teachableModel.ts'

export interface DroppedFolder extends ModelFolder {
  /** What was passed over among the files, for the person. */
  readonly notices: readonly Message[]
  /** A name for exactly the files that were read so far. */
  contentRevision(): Promise<string>
  close(): Promise<void>
}

/** Throws `weights-invalid` or `model-unsupported`, saying which part is missing, doubled or of another kind. */
export async function openDroppedFolder(files: readonly NamedFile[]): Promise<DroppedFolder> {
  const { items, close } = await openDroppedItems(files)
  try {
    const shown = items.filter(({ path }) => !isHidden(path))
    const parts = shown.some(({ path }) => isWeightsFile(path)) ? null : await teachableParts(shown)
    return openParts(parts ?? (await partsOf(shown)), close)
  } catch (error) {
    await close()
    throw error
  }
}

export function droppedNotJson(name: string, cause: unknown): ThawError {
  return new ThawError('weights-invalid', 'droppedNotJson', { name }, { cause })
}

type Parts = ReadonlyMap<string, readonly DroppedItem[]>

interface Found {
  readonly parts: Parts
  readonly notices: readonly Message[]
}

function openParts({ parts, notices }: Found, close: () => Promise<void>): DroppedFolder {
  const digests = new Map<string, string>()
  const itemOf = (name: string): DroppedItem | null => {
    const [item, second] = parts.get(name) ?? []
    if (item && second) throw doubled(item, second)
    return item ?? null
  }
  const find = async (name: string): Promise<Bytes | null> => {
    const item = itemOf(name)
    if (!item) return null
    const bytes = await item.read(limitOf(name))
    digests.set(name, await slicedDigest(bytes))
    return bytes
  }
  const weights = async (name: string): Promise<FileParts | null> => {
    const file = itemOf(name)?.file
    if (!file || file.size < largeWeights || file.size > limitOf(name) || !readsAtOnce()) {
      const bytes = await find(name)
      return bytes && partsOfBytes(bytes)
    }
    digests.set(name, await slicedDigest(file))
    return partsOfBlob(file)
  }
  return {
    notices,
    names: new Set(parts.keys()),
    ...{ find, weights },
    get: async (name) => {
      const bytes = await find(name)
      if (!bytes) throw new ThawError('weights-invalid', 'droppedShardAbsent', { name })
      return bytes
    },
    notJson: droppedNotJson,
    contentRevision: () => {
      const lines = Array.from(digests, ([name, digest]) => `${name} ${digest}\n`).sort()
      return slicedDigest(new TextEncoder().encode(lines.join('')))
    },
    close,
  }
}

/** The files below the root, by the names they were published under. */
async function partsOf(items: readonly DroppedItem[]): Promise<Found> {
  const weights = items.filter(({ path }) => isWeightsFile(path))
  if (weights.length === 0) throw await withoutWeights(items)
  const loose = await moduleConfigs(items)
  const configs = items.filter((item) => publishedName(item.path) === configName && !loose.has(item))
  if (configs.length === 0) throw new ThawError('weights-invalid', 'droppedWithoutConfig')
  const filled = configs.filter((config) => weights.some((file) => folderOf(file) === folderOf(config)))
  const { root, notices } = chosenFolder((filled.length > 0 ? filled : configs).map(({ path }) => path))
  const top = topOf(root, items)
  const parts = new Map<string, DroppedItem[]>()
  for (const item of items) {
    if (!item.path.startsWith(top)) continue
    const relative = item.path.slice(item.path.startsWith(root) ? root.length : top.length)
    const name = loose.get(item) ?? relative.replace(/[^/]*$/, '') + publishedName(relative)
    parts.set(name, [...(parts.get(name) ?? []), item])
  }
  return { parts: withWeights(parts), notices }
}

/** In the first years sentence-transformers kept the network itself in a folder too, "0_Transformer", beside the others. */
function topOf(root: string, items: readonly DroppedItem[]): string {
  const above = root.replace(/0_[^/]+\/$/, '')
  return items.some(({ path }) => path === above + modulesName) ? above : root
}

function folderOf({ path }: DroppedItem): string {
  return path.replace(/[^/]*$/, '')
}

/**
 * sentence-transformers keeps a config.json for each of its modules, such as 1_Pooling, in a folder below the root. Among
 * loose files without their folders they are known by what they hold.
 */
async function moduleConfigs(items: readonly DroppedItem[]): Promise<ReadonlyMap<DroppedItem, string>> {
  const found = new Map<DroppedItem, string>()
  const configs = items.filter(({ path }) => publishedName(path) === configName)
  if (new Set(configs.map(folderOf)).size === configs.length) return found
  for (const item of configs) {
    const name = looseModuleName(await jsonOf(item))
    if (name !== null) found.set(item, name)
  }
  return found
}

async function jsonOf(item: DroppedItem): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await item.read(largestJson)))
  } catch {
    return null
  }
}

/** Weights of another name are taken where there is no choice. */
function withWeights(parts: Parts): Parts {
  if (parts.has(weightsName) || parts.has(indexName)) return parts
  const all = [...parts].filter(([name]) => !name.includes('/') && isWeightsFile(name))
  const [only, second] = all.filter(([name]) => !looksLikeShard(name)).flatMap(([, items]) => items)
  if (only && second) throw doubled(only, second)
  if (only) return new Map([...parts, [weightsName, [only]]])
  const [shard] = all
  if (shard) throw new ThawError('weights-invalid', 'droppedShardsWithoutIndex', { shard: shard[0] })
  throw new ThawError('weights-invalid', 'droppedWeightsElsewhere')
}

/** A picture model of Teachable Machine, told as the folder of a published one; null where there is none. */
async function teachableParts(items: readonly DroppedItem[]): Promise<Found | null> {
  const manifests = items.filter(({ path }) => publishedName(path) === 'model.json')
  const { root, notices } = manifests.length > 0 ? chosenFolder(manifests.map(({ path }) => path)) : noRoot
  const files = new Map(
    items.filter((item) => folderOf(item) === root).map((item) => [publishedName(item.path), item] as const),
  )
  const [manifest, metadata] = await Promise.all(
    ['model.json', 'metadata.json'].map(async (name) => {
      const item = files.get(name)
      return item ? jsonOf(item) : null
    }),
  )
  if (!manifest || !isTeachablePictures(metadata)) return null
  const beside = async (name: string) => {
    const item = files.get(name)
    if (!item) throw new ThawError('weights-invalid', 'droppedShardAbsent', { name })
    return item.read(limitOf(weightsName))
  }
  const folder = await teachableFolder({ manifest, metadata, beside })
  const parts = [...folder].map(([name, bytes]) => [name, [{ path: name, read: async () => bytes }]] as const)
  return { parts: new Map(parts), notices }
}

const noRoot = { root: '', notices: [] } as const

async function withoutWeights(items: readonly DroppedItem[]): Promise<ThawError> {
  const read = (item: DroppedItem) => async () => new TextDecoder().decode(await item.read(largestJson))
  await refuseTfjsModel(items.map((item) => ({ path: item.path, text: read(item) })))
  const refused = items.map(({ path }) => refusedWeights(baseName(path))).find((reason) => reason !== null)
  if (!refused) return new ThawError('weights-invalid', 'droppedWithoutWeights')
  return new ThawError('model-unsupported', 'droppedWeightsRefused', { refused })
}

function doubled(first: DroppedItem, second: DroppedItem): ThawError {
  const names = baseName(first.path) === baseName(second.path) ? ([first.path, second.path] as const) : null
  const [one, two] = names ?? [baseName(first.path), baseName(second.path)]
  return new ThawError('weights-invalid', 'droppedTwoModels', { one, two })
}

/** "config (1).json" → "config.json" */
function publishedName(path: string): string {
  return baseName(path).replace(/ ?\(\d+\)(?=\.\w+$)/, '')
}

function isHidden(path: string): boolean {
  return /(^|\/)(\.|__MACOSX\/)/.test(path)
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path
}
