/** The loss of a step: from the activations at the thaw line through the blocks above it and the head. */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Activations } from '../inputs/inputs.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlock } from '../models/trunk.ts'
import { recomputed } from '../nn/differentiate.ts'
import { drawnDropout } from '../nn/dropout.ts'
import type { Forward } from '../nn/forward.ts'
import type { Objective } from './objective.ts'

export interface Answering {
  readonly network: Network
  readonly objective: Objective
  readonly line: number
  readonly f: Forward
}

/** The head's input, from the top of the trunk. With nothing thawed, the features are that already. */
export function readOut(top: tf.Tensor, { network, objective, line, f }: Answering): tf.Tensor {
  return line < network.trunk.blocks.length ? objective.readout(f, top) : top
}

/** How a block is run in a step: plainly, or so that it is computed again on the way back. */
export type RunBlock = (
  index: number,
  block: (x: tf.Tensor) => tf.Tensor,
  at: { x: tf.Tensor; line: number },
) => tf.Tensor

export const plainBlocks: RunBlock = (_index, block, { x }) => tf.tidy(() => block(x))

/** The activations at the line have no gradient, so that they are no input of the lowest block. */
export function recomputedBlocks(
  active: readonly (readonly [string, tf.Variable])[],
  blockOf: (name: string) => number,
): RunBlock {
  return (index, block, { x, line }) => {
    const own = active.flatMap(([name, variable]) => (blockOf(name) === index ? [variable] : []))
    return recomputed(index > line ? [x, ...own] : own, () => block(x))
  }
}

export interface StepLoss extends Omit<Answering, 'f'> {
  readonly run: RunBlock
  /** Called where much is held: before what a block needed in between is let go, and at the end. */
  readonly onHeld: () => void
  readonly dropout: number
  readonly draws: { readonly method: Random; readonly head: Random }
}

/**
 * Dropout before the head draws from one stream, piece after piece, so that a row's is alike in one piece or many, unless
 * padding differs; inside the trunk each block draws from a stream of its own, the same when it is computed again.
 */
export function stepLoss({ network, objective, line, run, onHeld, dropout, draws }: StepLoss) {
  return ({ x, mask }: Activations, rows: readonly number[]): tf.Scalar => {
    const { blocks } = network.trunk
    const piece = draws.method.fork(draws.method.below(2 ** 32))
    const top = blocks.slice(line).reduce((below, block, at) => {
      const answer = (given: tf.Tensor) => {
        const f = forwardOf(network, { mask, draw: piece.fork(block.name) })
        const value = forwardBlock(block, f, given)
        onHeld()
        return value
      }
      return run(line + at, answer, { x: below, line })
    }, x)
    const f = forwardOf(network, { mask, draw: piece.fork('head') })
    const seen = drawnDropout(readOut(top, { network, objective, line, f }), dropout, draws.head)
    const loss = objective.loss(objective.outputs(f, seen, rows, onHeld), rows)
    onHeld()
    return loss
  }
}
