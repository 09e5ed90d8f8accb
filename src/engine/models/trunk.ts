/**
 * What a family says of a network: its blocks from the input upwards, each a pure function of a Forward and the
 * activations below. A family file is the only place that knows an architecture; nothing here knows how it is trained.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import type { FamilyId } from '../../shared/catalog/models.ts'
import type { Forward } from '../nn/forward.ts'
import type { Naming, ParameterSpec } from '../nn/parameters.ts'
import type { Preprocessing } from '../prepare/preprocess.ts'

export interface Block {
  /** Path of the module in the published names. */
  readonly name: string
  /** In words: "stage 2, block 1". */
  readonly label: string
  readonly parameters: readonly ParameterSpec[]
  forward(f: Forward, x: Tensor): Tensor
}

export interface Trunk {
  readonly family: FamilyId
  readonly naming: Naming
  readonly normEpsilon: number
  readonly preprocessing: Preprocessing
  readonly blocks: readonly Block[]
  /** After the last block: [batch, h, w, c] → [batch, features]. */
  pool(x: Tensor4D): Tensor2D
  readonly featureSize: number
  /** Where the published files keep the classifier; a head of our own is saved under the same name. */
  readonly headSite: string
  /** config.json of an export: the published configuration with the classes in it. */
  config(labels: readonly string[]): unknown
}

export interface Family {
  readonly id: FamilyId
  /** Whether these files are of this family. */
  recognises(config: unknown, names: Iterable<string>): boolean
  /** Reads the published configuration. @throws ThawError `model-unsupported` naming the field. */
  readTrunk(config: unknown, preprocessor: unknown, shapeOf: (name: string) => readonly number[] | null): Trunk
}

/** Runs blocks [from, to); the pooling belongs to the last. */
export function forwardBlocks(trunk: Trunk, f: Forward, x: Tensor, from: number, to: number): Tensor {
  const top = trunk.blocks.slice(from, to).reduce((value, block) => f.hidden(block.name, block.forward(f, value)), x)
  const pooled = to === trunk.blocks.length && from < to
  return pooled ? trunk.pool(top as Tensor4D) : top
}
