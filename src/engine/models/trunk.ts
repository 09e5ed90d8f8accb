/**
 * What a family says of a network: its blocks from the input upwards, each a pure function of a Forward and the
 * activations below. A family file is the only place that knows an architecture; nothing here knows how it is trained.
 */
import { type Tensor, type Tensor2D, type Tensor3D, tidy } from '@tensorflow/tfjs-core'
import type { NetworkParts } from '../../methods/methodCard.ts'
import { type FamilyId, partsOf } from '../../shared/catalog/families.ts'
import type { Preprocessing } from '../inputs/preprocess.ts'
import { isRecorded } from '../nn/differentiate.ts'
import type { Forward } from '../nn/forward.ts'
import type { Naming, ParameterSpec } from '../nn/parameters.ts'
import type { Pooling } from '../weights/pooling.ts'
import type { HuggingFaceFacts } from './huggingFace.ts'
import type { LlamaCppFacts } from './llamaCpp.ts'

export interface Block {
  /** Path of the module in the published names. */
  readonly name: string
  /** In words: "stage 2, block 1". */
  readonly label: string
  readonly parameters: readonly ParameterSpec[]
  /** Where it attends, and the width of its keys and values (all heads together). Absent where nothing attends. */
  readonly attention?: { readonly site: string; readonly width: number }
  forward(f: Forward, x: Tensor): Tensor
}

/** What the lowest block is fed with. */
export type TrunkInput =
  /** Pixels [batch, size, size, 3], normalised. */
  | { readonly kind: 'image'; readonly preprocessing: Preprocessing }
  /** Token ids [batch, tokens], int32. */
  | {
      readonly kind: 'text'
      readonly vocabulary: number
      /** Most tokens that the position table holds. */
      readonly maxTokens: number
      /** A token sees only those before it, so that the network can continue a text. */
      readonly causal: boolean
      /** Its places are counted by the padding that its configuration names, which therefore stays as it is. */
      readonly placedByPadding?: true
      /** It tells tokens of two texts apart: beside each id stands a type, 0 or 1. */
      readonly tokenTypes?: true
    }

/** The task's own layers for classification, named as the published files name them. */
export interface Classifier {
  /** From the features upwards. */
  parameters(classes: number): readonly ParameterSpec[]
  /** [batch, features] → logits [batch, classes] */
  forward(f: Forward, features: Tensor2D): Tensor2D
  /** The module that all its layers are in, which peft keeps as one; absent where it keeps each layer. */
  readonly module?: string
}

export interface Trunk {
  readonly family: FamilyId
  readonly naming: Naming
  /** ε of batch norms and layer norms. */
  readonly normEpsilon: number
  readonly input: TrunkInput
  readonly blocks: readonly Block[]
  /** After the last block: [batch, h, w, c] or [batch, tokens, width] → [batch, features]. */
  pool(f: Forward, x: Tensor): Tensor2D
  readonly featureSize: number
  readonly classifier: Classifier
  /** Causal networks only: hidden states [batch, tokens, width] → logits of the next token [batch, tokens, vocabulary]. */
  readonly nextToken: ((f: Forward, x: Tensor3D) => Tensor3D) | null
  /** config.json of an export: the published configuration, with the classes where it is a classifier (null: it is none). */
  config(labels: readonly string[] | null): unknown
  readonly huggingFace: HuggingFaceFacts
  /** What llama.cpp calls it; absent where it has no program for such a network. */
  readonly llamaCpp?: LlamaCppFacts
  /** Whether this network, read as it is, leaves a tensor of the file out on purpose; absent where it leaves out none. */
  readonly leavesOut?: (name: string) => boolean
  /** The top answers with a state for each token, and the classifier reads those: see `atTokens`. */
  readonly eachToken?: true
  /** The same network for tasks that ask something of each token, without what makes one vector of them; absent for pictures. */
  readonly atTokens?: () => Trunk
  /** The same network for tasks with a head, without the layer that tells the next token; absent where it has none of its own. */
  readonly withoutWriter?: () => Trunk
}

export interface TrunkFiles {
  /** Parsed config.json, or a tfjs manifest's topology. */
  readonly config: unknown
  /** Parsed preprocessor_config.json; null when absent. */
  readonly preprocessor: unknown
  /** How sentences are made of tokens, as sentence-transformers publishes it; null or absent where it says nothing. */
  readonly pooling?: Pooling | null
  /** The file's shape of a tensor under this family's own names (after `rename`); null when it is not there. */
  shapeOf(name: string): readonly number[] | null
}

export interface Family {
  readonly id: FamilyId
  /** Whether these files are of this family; `names` are as the file has them. */
  recognises(config: unknown, names: Iterable<string>): boolean
  /**
   * A tensor's name in the file → its name here; null for one that is known and not needed (buffers, other heads).
   * Older and other publishers' names are understood. Absent where the file's names are the family's own.
   */
  rename?(name: string): string | null
  /** The weights' shapes tell some of its networks, so that a configuration alone may not be enough. */
  readonly needsShapes?: true
  /** Reads the published configuration. @throws ThawError `model-unsupported` naming the field. */
  readTrunk(files: TrunkFiles): Trunk
}

/** One block, and what a method puts behind it. */
export function forwardBlock(block: Block, f: Forward, x: Tensor): Tensor {
  return f.hidden(block.name, block.forward(f, x))
}

/**
 * Runs blocks [from, to). What a block computes in between is let go before the next begins: a layer of a decoder makes
 * some fifteen times its output, which over 30 layers is more than all else that a run holds.
 */
export function forwardBlocks(trunk: Trunk, f: Forward, x: Tensor, from: number, to: number): Tensor {
  return trunk.blocks.slice(from, to).reduce((below, block) => {
    const above = tidy(() => forwardBlock(block, f, below))
    if (below !== x && below !== above && !isRecorded()) below.dispose()
    return above
  }, x)
}

/** What methods ask of a network, told by its own parameters. */
export function partsOfTrunk({ family, blocks }: Trunk): NetworkParts {
  const roles = blocks.flatMap(({ parameters }) => parameters.map(({ role }) => role))
  return { ...partsOf(family), biased: roles.some((role) => role === 'bias' || role === 'norm-shift') }
}
