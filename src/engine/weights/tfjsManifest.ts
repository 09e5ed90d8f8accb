/**
 * The tfjs layers format: model.json names groups of tensors and the shards that hold each group's bytes. The manifest
 * is untrusted: a shard is a plain file name beside the manifest, never a way to another folder or host.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { joinBytes } from '../joinBytes.ts'
import { elementBytes, elementCount, type StoredDtype, type StoredTensor, type TensorFile } from './tensorFile.ts'

/** One file beside the manifest; `bytes` is null where several shards share a group. */
export interface Shard {
  readonly name: string
  readonly url: string
  readonly bytes: number | null
}

interface Group {
  readonly shards: readonly Shard[]
  readonly tensors: readonly { readonly name: string; readonly dtype: StoredDtype; readonly shape: readonly number[] }[]
  readonly bytes: number
}

/** A manifest that was checked, before a shard is fetched. */
export interface TfjsManifest {
  /** The parsed modelTopology; null where there is none. */
  readonly topology: unknown
  readonly groups: readonly Group[]
  /** Bytes of all shards together. */
  readonly bytes: number
}

/** Checks a parsed model.json; throws `manifest-invalid`. */
export function parseTfjsManifest(json: unknown, url: string): TfjsManifest {
  const parsed = v.safeParse(manifestSchema, json)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    const field = v.getDotPath(issue) ?? null
    throw new ThawError('manifest-invalid', 'manifestFieldInvalid', { url, field, detail: issue.message })
  }
  const { modelTopology, weightsManifest } = parsed.output
  const groups = weightsManifest.map((group) => checkGroup(group, url))
  const tensor = repeated(groups.flatMap((group) => group.tensors))
  if (tensor) throw new ThawError('manifest-invalid', 'manifestTensorTwice', { url, name: tensor.name })
  const shard = repeated(groups.flatMap((group) => group.shards))
  if (shard) throw new ThawError('manifest-invalid', 'manifestShardTwice', { url, name: shard.name })
  return { topology: modelTopology ?? null, groups, bytes: groups.reduce((sum, group) => sum + group.bytes, 0) }
}

/** Fetches every shard at once (`fetchShard` decides how many run together) and cuts the groups into tensors. */
export async function readTfjsManifest(
  manifest: TfjsManifest,
  fetchShard: (shard: Shard) => Promise<Uint8Array>,
): Promise<TensorFile> {
  const groups = await Promise.all(
    manifest.groups.map(async (group) => cutGroup(group, await Promise.all(group.shards.map(fetchShard)))),
  )
  return { tensors: new Map(groups.flat()), metadata: {} }
}

const manifestSchema = v.object({
  modelTopology: v.optional(v.unknown()),
  weightsManifest: v.pipe(
    v.array(
      v.object({
        paths: v.pipe(v.array(v.string()), v.minLength(1)),
        weights: v.array(
          v.object({
            name: v.string(),
            shape: v.array(v.number()),
            dtype: v.string(),
            quantization: v.optional(v.unknown()),
          }),
        ),
      }),
    ),
    v.minLength(1, 'Expected at least one group of weights'),
    v.maxLength(10_000),
  ),
})
type RawGroup = v.InferOutput<typeof manifestSchema>['weightsManifest'][number]
type RawWeight = RawGroup['weights'][number]

const dtypes: Readonly<Record<string, StoredDtype>> = { float32: 'F32', int32: 'I32', bool: 'U8' }

function checkGroup({ paths, weights }: RawGroup, url: string): Group {
  const tensors = weights.map((weight) => checkWeight(weight, url))
  const bytes = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0)
  const shards = paths.map((path) => {
    return { name: checkPath(path, url), url: shardUrl(path, url), bytes: paths.length === 1 ? bytes : null }
  })
  return { shards, tensors, bytes }
}

function checkWeight({ name, shape, dtype, quantization }: RawWeight, url: string) {
  if (quantization !== undefined) {
    throw new ThawError('manifest-invalid', 'manifestTensorQuantised', { url, name })
  }
  const stored = Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined
  if (!stored) throw new ThawError('manifest-invalid', 'manifestTypeUnknown', { url, name, dtype })
  const count = elementCount(shape)
  if (count === null || !Number.isSafeInteger(count * 4)) {
    throw new ThawError('manifest-invalid', 'manifestShapeInvalid', { url, name, shape })
  }
  return { name, shape, dtype: stored }
}

/** Letters, digits and the punctuation of plain names: no separator, no scheme, no query, no leading dot. */
function checkPath(path: string, url: string): string {
  if (/^(?!\.)[\w.() =+@,-]{1,200}$/u.test(path)) return path
  throw new ThawError('manifest-invalid', 'manifestShardNameRefused', { url, received: path.slice(0, 200) })
}

function shardUrl(path: string, url: string): string {
  return new URL(`./${encodeURIComponent(path)}`, url).href
}

function cutGroup(group: Group, shards: readonly Uint8Array[]): (readonly [string, StoredTensor])[] {
  const received = shards.reduce((sum, shard) => sum + shard.byteLength, 0)
  if (received !== group.bytes) {
    const shards = group.shards.map(({ name }) => name)
    throw new ThawError('weights-invalid', 'manifestShardsLengthWrong', { shards, expected: group.bytes, received })
  }
  const bytes = joined(shards)
  let at = 0
  return group.tensors.map((tensor) => {
    const begin = at
    at += bytesOf(tensor)
    return [tensor.name, { dtype: tensor.dtype, shape: tensor.shape, bytes: bytes.subarray(begin, at) }] as const
  })
}

function joined(shards: readonly Uint8Array[]): Uint8Array {
  const [only] = shards
  return only && shards.length === 1 ? only : joinBytes(shards)
}

function bytesOf({ dtype, shape }: { readonly dtype: StoredDtype; readonly shape: readonly number[] }): number {
  return (elementCount(shape) ?? 0) * elementBytes[dtype]
}

/** The first whose name was there before. */
function repeated<Named extends { readonly name: string }>(all: readonly Named[]): Named | undefined {
  const seen = new Set<string>()
  return all.find(({ name }) => seen.size === seen.add(name).size)
}
