/** Where each of a method's parameters stands in a peft file, for methods that have one key for each. */

import type * as tf from '@tensorflow/tfjs-core'
import { notice } from '../../shared/messages/say.ts'
import { type Site, sitesFrom } from '../models/sites.ts'
import type { Trunk } from '../models/trunk.ts'
import { fromFileLayout, type ParameterSpec, toFileLayout } from '../nn/parameters.ts'
import { isWeightType, type StoredTensor, widen } from '../weights/tensorFile.ts'
import { adapterFault, shapeFault } from './adapterFault.ts'
import type { Attachment, Lookup } from './method.ts'
import type { PeftTensor } from './methodPeft.ts'

export interface Place {
  /** Without what peft puts before all keys. */
  readonly key: string
  readonly spec: ParameterSpec
  /** As peft has it. */
  readonly shape: readonly number[]
}

/** A parameter's name, which is its key, and the shape that peft gives it. */
export type NamedShape = readonly [name: string, shapeOf: (spec: ParameterSpec) => readonly number[]]

/** Layer after layer, those of the named parameters that were added there. */
export function sitePlaces(trunk: Trunk, { added }: Attachment, of: (site: Site) => readonly NamedShape[]): Place[] {
  const specs = new Map(added.map((spec) => [spec.name, spec]))
  return sitesFrom(trunk, 0).flatMap((site) =>
    of(site).flatMap(([key, shapeOf]) => {
      const spec = specs.get(key)
      return spec ? [{ key, spec, shape: shapeOf(spec) }] : []
    }),
  )
}

type Tensors = ReadonlyMap<string, StoredTensor>

export async function writePlaces(places: readonly Place[], weight: Lookup): Promise<PeftTensor[]> {
  const tensors: PeftTensor[] = []
  for (const { key, spec, shape } of places)
    tensors.push({ key, stored: float32(shape, await fileValues(spec, weight(spec.name))) })
  return tensors
}

/** Each parameter from its own key; any other key is refused. */
export function readPlaces(places: readonly Place[], tensors: Tensors): Map<string, Float32Array> {
  refuseStrangers(tensors, new Set(places.map(({ key }) => key)))
  if (places.length === 0) throw adapterFault(notice('adapterWithoutTensors'))
  return new Map(
    places.map(({ key, spec, shape }) => [spec.name, fromFileLayout(spec, readTensor(key, shape, tensors))]),
  )
}

export function refuseStrangers(tensors: Tensors, known: ReadonlySet<string>): void {
  for (const [key, { shape }] of tensors) if (!known.has(key)) throw shapeFault(key, shape, null)
}

/** In the file's order. */
export function readTensor(key: string, shape: readonly number[], tensors: Tensors): Float32Array {
  const found = tensors.get(key)
  if (!found || found.shape.join() !== shape.join()) throw shapeFault(key, found?.shape ?? null, shape)
  if (isWeightType(found.dtype)) return widen(found)
  throw adapterFault(notice('adapterTensorNotFloat', { key, received: found.dtype }))
}

/** In the file's order. */
export async function fileValues(spec: ParameterSpec, tensor: tf.Tensor): Promise<Float32Array> {
  return toFileLayout(spec, new Float32Array(await tensor.data()))
}

export function float32(shape: readonly number[], { buffer, byteOffset, byteLength }: Float32Array): StoredTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) }
}

/** Of one number for each channel of a convolution. */
export function channelShape([count = 1]: readonly number[]): number[] {
  return [1, count, 1, 1]
}
