/**
 * Weights that are split over several safetensors files. The index names the file of every tensor; it is untrusted: a
 * shard is a plain file name beside it, never a way to another folder or host, and must hold what the index says.
 */

import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { isRecord } from '../isRecord.ts'
import type { FileParts } from './fileParts.ts'
import { readSafetensors } from './safetensors.ts'
import type { StoredTensor, TensorFile } from './tensorFile.ts'

/** The tensors that each shard must hold. */
export type Shards = ReadonlyMap<string, readonly string[]>

const mostShards = 1000
const mostTensors = 1_000_000
const schema = v.looseObject({
  weight_map: v.custom<Readonly<Record<string, string>>>(isMapOfNames),
})

/** Checks a parsed model.safetensors.index.json; throws `weights-invalid`. */
export function parseShardIndex(json: unknown): Shards {
  const result = v.safeParse(schema, json)
  if (!result.success) throw new ThawError('weights-invalid', 'shardMapInvalid')
  const entries = Object.entries(result.output.weight_map)
  if (entries.length === 0 || entries.length > mostTensors) {
    throw new ThawError('weights-invalid', 'shardTensorsOutOfRange', { most: mostTensors, received: entries.length })
  }
  const shards = new Map<string, string[]>()
  for (const [tensor, shard] of entries) {
    const tensors = shards.get(shard) ?? []
    if (tensors.length === 0) checkName(tensor, shard)
    tensors.push(tensor)
    shards.set(shard, tensors)
  }
  if (shards.size > mostShards) {
    throw new ThawError('weights-invalid', 'shardsTooMany', { most: mostShards, received: shards.size })
  }
  return shards
}

/** Whether a file is named as tools name shards; so that its size counts before the index has come. */
export function looksLikeShard(name: string): boolean {
  return /^model-\d+-of-\d+\.safetensors$/.test(name)
}

/** Reads one shard; what is wrong in it is told with its name. */
export function readShard(name: string, file: FileParts): TensorFile {
  try {
    return readSafetensors(file)
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
    throw new ThawError(error.code, 'shardUnreadable', { shard: name, fault: error.said }, { cause: error.cause })
  }
}

/** All tensors of all shards. Throws `weights-invalid` when a tensor is not where the index says. */
export function joinShards(shards: Shards, files: ReadonlyMap<string, TensorFile>): TensorFile {
  const tensors = new Map<string, StoredTensor>()
  let metadata: Readonly<Record<string, string>> = {}
  for (const [shard, file] of files) {
    for (const [name, tensor] of file.tensors) {
      if (tensors.has(name)) throw new ThawError('weights-invalid', 'shardTensorTwice', { tensor: name, shard })
      tensors.set(name, tensor)
    }
    const missing = shards.get(shard)?.find((name) => !file.tensors.has(name))
    if (missing !== undefined) throw new ThawError('weights-invalid', 'shardTensorAbsent', { tensor: missing, shard })
    metadata = { ...metadata, ...file.metadata }
  }
  return { tensors, metadata }
}

function isMapOfNames(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((name) => typeof name === 'string')
}

function checkName(tensor: string, shard: string): void {
  if (/^(?!\.)[\w.-]{1,200}\.safetensors$/.test(shard)) return
  throw new ThawError('weights-invalid', 'shardNameRefused', { tensor, received: shard.slice(0, 200) })
}
