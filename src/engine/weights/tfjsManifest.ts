/**
 * The tfjs layers format: model.json names groups of tensors and the shards that hold each group's bytes. The manifest
 * is untrusted: a shard is a plain file name beside the manifest, never a way to another folder or host.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
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
    throw invalid(url, `At ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`)
  }
  const { modelTopology, weightsManifest } = parsed.output
  const groups = weightsManifest.map((group) => checkGroup(group, url))
  refuseRepeats(
    groups.flatMap((group) => group.tensors.map(({ name }) => name)),
    'tensor',
    url,
  )
  refuseRepeats(
    groups.flatMap((group) => group.shards.map(({ name }) => name)),
    'shard',
    url,
  )
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
    throw invalid(url, `Tensor "${name}" is quantised, and coarse weights cannot be fine-tuned`)
  }
  const stored = Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined
  if (!stored) throw invalid(url, `Tensor "${name}": expected float32, int32 or bool, received "${dtype}"`)
  const count = elementCount(shape)
  if (count === null || !Number.isSafeInteger(count * 4)) {
    throw invalid(url, `Tensor "${name}": the shape [${shape}] is no shape, or overflows`)
  }
  return { name, shape, dtype: stored }
}

/** Letters, digits and the punctuation of plain names: no separator, no scheme, no query, no leading dot. */
function checkPath(path: string, url: string): string {
  if (/^(?!\.)[\w.() =+@,-]{1,200}$/u.test(path)) return path
  throw invalid(url, `Expected a shard to be a plain file name beside the manifest, received "${path.slice(0, 200)}"`)
}

function shardUrl(path: string, url: string): string {
  return new URL(`./${encodeURIComponent(path)}`, url).href
}

function cutGroup(group: Group, shards: readonly Uint8Array[]): (readonly [string, StoredTensor])[] {
  const received = shards.reduce((sum, shard) => sum + shard.byteLength, 0)
  if (received !== group.bytes) {
    throw new ThawError(
      'weights-invalid',
      `Expected ${group.bytes} bytes in ${group.shards.map(({ name }) => name).join(', ')}, received ${received}.`,
      'The files may be cut short or not belong together: fetch the model again.',
    )
  }
  const bytes = joined(shards, received)
  let at = 0
  return group.tensors.map((tensor) => {
    const begin = at
    at += bytesOf(tensor)
    return [tensor.name, { dtype: tensor.dtype, shape: tensor.shape, bytes: bytes.subarray(begin, at) }] as const
  })
}

function joined(shards: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = shards
  if (only && shards.length === 1) return only
  const bytes = new Uint8Array(length)
  let at = 0
  for (const shard of shards) {
    bytes.set(shard, at)
    at += shard.byteLength
  }
  return bytes
}

function bytesOf({ dtype, shape }: { readonly dtype: StoredDtype; readonly shape: readonly number[] }): number {
  return (elementCount(shape) ?? 0) * elementBytes[dtype]
}

function refuseRepeats(names: readonly string[], what: string, url: string): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw invalid(url, `The ${what} "${name}" is named twice`)
    seen.add(name)
  }
}

function invalid(url: string, what: string): ThawError {
  return new ThawError(
    'manifest-invalid',
    `The manifest ${url} cannot be used. ${what}.`,
    'Choose another model, or ask its publisher for a plain float32 tfjs layers export.',
  )
}
