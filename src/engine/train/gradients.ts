/**
 * Loss and gradients of a batch, computed in pieces one after another: what a piece needed is let go before the next
 * begins, so that a batch of any size fits. Each piece counts by its share of what the loss is a mean of.
 */
import * as tf from '@tensorflow/tfjs-core'
import { type Activations, disposeActivations } from '../inputs/inputs.ts'
import { differentiate } from '../nn/differentiate.ts'

/** Some rows of a batch. */
export interface Piece {
  readonly rows: readonly number[]
  /** At the thaw line; made when the piece's turn comes, and disposed by whoever asked. */
  activations(): Promise<Activations>
}

/** The caller disposes. */
export interface Gradients {
  readonly loss: tf.Scalar
  readonly of: Readonly<Record<string, tf.Tensor>>
}

export interface Differentiated {
  readonly variables: readonly (readonly [string, tf.Variable])[]
  readonly loss: (activations: Activations, rows: readonly number[]) => tf.Scalar
  readonly weigh: (rows: readonly number[]) => number
}

export async function gradientsOf(pieces: readonly Piece[], what: Differentiated): Promise<Gradients> {
  const whole = pieces.reduce((sum, { rows }) => sum + what.weigh(rows), 0)
  let sum: Gradients | null = null
  try {
    for (const piece of pieces) {
      const share = pieces.length === 1 ? 1 : what.weigh(piece.rows) / Math.max(whole, 1e-12)
      const next = await ofPiece(piece, share, what)
      sum = sum ? added(sum, next) : next
    }
  } catch (error) {
    if (sum) disposeGradients(sum)
    throw error
  }
  if (!sum) throw new Error('internal: a step without rows')
  return sum
}

export function disposeGradients({ loss, of }: Gradients): void {
  tf.dispose([loss, ...Object.values(of)])
}

/** As many pieces of about one size; never more than there are rows. */
export function inPieces<T>(rows: readonly T[], pieces: number): T[][] {
  const size = Math.ceil(rows.length / Math.max(1, Math.min(pieces, rows.length)))
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => rows.slice(at * size, (at + 1) * size))
}

async function ofPiece(piece: Piece, share: number, { variables, loss }: Differentiated): Promise<Gradients> {
  const activations = await piece.activations()
  try {
    return tf.tidy(() => {
      const shared = () => {
        const mean = loss(activations, piece.rows)
        return share === 1 ? mean : (tf.mul(mean, share) as tf.Scalar)
      }
      const { value, gradients } = differentiate(
        shared,
        variables.map(([, variable]) => variable),
      )
      const named = variables.map(([name], at) => [name, gradients[at] as tf.Tensor] as const)
      return { loss: value, of: Object.fromEntries(named) }
    })
  } finally {
    disposeActivations(activations)
  }
}

function added(sum: Gradients, next: Gradients): Gradients {
  const both = tf.tidy(() => ({
    loss: tf.add(sum.loss, next.loss) as tf.Scalar,
    of: Object.fromEntries(Object.keys(sum.of).map((name) => [name, plus(sum.of[name], next.of[name])])),
  }))
  disposeGradients(sum)
  disposeGradients(next)
  return both
}

function plus(a: tf.Tensor | undefined, b: tf.Tensor | undefined): tf.Tensor {
  return tf.add(a as tf.Tensor, b as tf.Tensor)
}
