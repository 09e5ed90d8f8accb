/**
 * What a method is to the rest of the engine: it names what it trains, adds parameters of its own, and wraps the
 * Forward that a model asks, so that it answers differently. It knows no particular model.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { TaskId } from '../../tasks/ids.ts'
import { lowest } from '../models/sites.ts'
import type { Trunk } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { isLearned, type ParameterSpec, type Role } from '../nn/parameters.ts'

/** What a method is told: its fields of the recipe, the thawed blocks and the task. */
export type MethodOptions = Recipe['method'] & {
  readonly thaw: number
  readonly task: TaskId
  /** Layers that LoRA, DoRA, IA3 or norm tuning reach by name, as a brought adapter has them; absent: by the fields. */
  readonly sites?: readonly string[]
}

/** A parameter that the method puts beside those of the trunk; the dressed Forward finds it by `f.weight(name)`. */
export interface AddedParameter extends ParameterSpec {
  /** Index of the block it belongs to. */
  readonly block: number
  /** False for what stays as it started (PiSSA's first pair). */
  readonly trained: boolean
}

/** A tensor by name: the trunk's, or one that the method added. Whoever asks only reads. */
export type Lookup = (name: string) => Tensor

export interface Attachment {
  /** Index of the lowest block in which anything is trained; the number of blocks where nothing is. */
  readonly line: number
  /** Where the line stands in an epoch, counted from 1, for a method that moves it down as the run goes on. */
  lineAt?(epoch: number): number
  /** Names of the trained parameters of the trunk. The head is always trained. */
  readonly trainables: readonly string[]
  readonly added: readonly AddedParameter[]
  /** First values of added parameters that follow from the trunk's weights; those absent start by their own spec. */
  first(weight: Lookup): Promise<ReadonlyMap<string, Float32Array>>
  /** `draw` gives the randomness of one training step (dropout); null otherwise. */
  wrapForward(f: Forward, draw: Random | null): Forward
  /** Tokens that are put before a text and take a place in the position table. */
  readonly virtualTokens: number
  /**
   * The trunk's weights with the added parameters folded in, by name, those that change only; the caller disposes.
   * Null where no plain weights compute the same.
   * @param wanted those that are needed now, by name; all, unless told.
   */
  readonly merge: ((weight: Lookup, wanted?: (name: string) => boolean) => Map<string, Tensor>) | null
  /** A parameter learns at this share of its rate (LoRA+). */
  rateOf(name: string): number
}

export interface Method {
  attach(trunk: Trunk, options: MethodOptions): Attachment
}

/** A method that only chooses which of the trunk's own parameters learn. */
export function training(line: number, trainables: readonly string[]): Attachment {
  return {
    line,
    trainables,
    added: [],
    first: async () => new Map(),
    wrapForward: (f) => f,
    virtualTokens: 0,
    merge: () => new Map(),
    rateOf: () => 1,
  }
}

/** Every learned parameter of the blocks from `line` upwards. */
export function thawFrom(trunk: Trunk, line: number): Attachment {
  const specs = trunk.blocks.slice(line).flatMap((block) => block.parameters)
  return training(
    line,
    specs.filter(isLearned).map((spec) => spec.name),
  )
}

/** The parameters of these roles in the top `thawed` blocks; the line stands below the lowest block that has one. */
export function trainOnly(trunk: Trunk, thawed: number, roles: readonly Role[]): Attachment {
  const found = trunk.blocks.flatMap(({ parameters }, block) =>
    block < trunk.blocks.length - thawed
      ? []
      : parameters.filter(({ role }) => roles.includes(role)).map(({ name }) => ({ name, block })),
  )
  return training(
    lowest(trunk, found),
    found.map(({ name }) => name),
  )
}
