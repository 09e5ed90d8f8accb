/**
 * A network that answers: a trunk, its weights of now, and what a method has put around them. Everything that runs
 * blocks makes its Forward here.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Forward } from '../nn/forward.ts'
import type { Kernel } from '../nn/packed/packedMatrix.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { Block, Trunk } from './trunk.ts'

export interface Network {
  readonly trunk: Trunk
  readonly weight: (name: string) => Tensor
  /** Of dense layers and tables as they lie; absent where none is packed. */
  readonly kernel?: ((name: string) => Kernel) | undefined
  /** A block has been run and is not needed soon. */
  readonly rest: (block: Block) => void
  /** Absent where no method changes how primitives answer. */
  readonly wrapForward?: (f: Forward, draw: Random | null) => Forward
  /** Tokens that the method puts before a text. */
  readonly virtualTokens?: number
}

export interface Circumstances {
  readonly mask?: Tensor2D | null
  readonly position?: number
  /** As `Forward.places`. */
  readonly places?: Tensor2D
  /** The randomness of one training step; null or absent outside training. */
  readonly draw?: Random | null
}

export function forwardOf(
  { trunk, weight, kernel, wrapForward }: Network,
  { draw = null, ...at }: Circumstances = {},
): Forward {
  const { naming, normEpsilon } = trunk
  const plain = weightedForward({ naming, normEpsilon, training: draw !== null, weight, kernel, ...at })
  return wrapForward ? wrapForward(plain, draw) : plain
}
