/**
 * AdamW (Loshchilov and Hutter 2019) with clipping by the global norm: one kernel for each tensor where the backend has
 * one, else composed of the small pieces. Both keep their state under the same names.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { fused, fusedAll, hasFused } from '../nn/fused.ts'
import {
  chain,
  clipByGlobalNorm,
  decayWeights,
  globalNorm,
  type Named,
  scaleByAdam,
  scaleByRate,
} from './gradientTransforms.ts'
import { type Moments, moments, type TransformState } from './moments.ts'

export interface Optimiser {
  /** Moves the variables; ‖g‖₂ of the gradients as they came. Call inside a tidy; `step` counts from 1. */
  apply(gradients: Named, at: { readonly step: number; readonly variables: Variables }): tf.Scalar
  /** As it stands; the tensors stay its own. */
  state(): TransformState
  /** Goes on from a state; the tensors stay the caller's. */
  restore(state: TransformState): void
  dispose(): void
}

export type Variables = Readonly<Record<string, tf.Variable>>

/** What is named by parameter may differ from one to the next. */
export interface OptimiserOptions extends Pick<Recipe['optimiser'], 'beta1' | 'beta2'> {
  /** 0 for none. */
  readonly clipNorm: number
  readonly epsilon: (name: string) => number
  readonly rate: (name: string, step: number) => number
  /** 0 for none. */
  readonly weightDecay: (name: string) => number
}

export function adamW(options: OptimiserOptions): Optimiser {
  return hasFused('AdamW') && hasFused('SumOfSquares') ? fusedAdamW(options) : composedAdamW(options)
}

/** Held to by the fused one's tests. */
export function composedAdamW({ clipNorm, rate, weightDecay, ...adam }: OptimiserOptions): Optimiser {
  const updates = chain(
    ...(clipNorm > 0 ? [clipByGlobalNorm(clipNorm)] : []),
    scaleByAdam(adam),
    decayWeights(weightDecay),
    scaleByRate(rate),
  )
  return {
    ...updates,
    apply(gradients, { step, variables }) {
      const moves = updates.update(gradients, { step, parameters: variables })
      for (const [name, variable] of Object.entries(variables))
        variable.assign(tf.sub(variable, moves[name] as tf.Tensor))
      return globalNorm(gradients)
    },
  }
}

function fusedAdamW(options: OptimiserOptions): Optimiser {
  const state = moments()
  return {
    apply(gradients, { step, variables }) {
      const [norm, factor] = normAndFactor(Object.values(gradients), options.clipNorm)
      for (const [name, variable] of Object.entries(variables))
        move(variable, { name, step, gradient: gradients[name] as tf.Tensor, factor, state, options })
      return norm
    },
    state: state.capture,
    restore: state.restore,
    dispose: state.dispose,
  }
}

interface Move {
  readonly name: string
  readonly step: number
  readonly gradient: tf.Tensor
  readonly factor: tf.Scalar
  readonly state: Moments
  readonly options: OptimiserOptions
}

function move(variable: tf.Variable, { name, step, gradient, factor, state, options }: Move): void {
  const { beta1, beta2 } = options
  const count = state.count(name)
  const [value, first, second] = fusedAll(
    'AdamW',
    { value: variable, gradient, factor, ...state.of(name, variable.shape) },
    {
      ...{ beta1, beta2, epsilon: options.epsilon(name), rate: options.rate(name, step) },
      decay: options.weightDecay(name),
      correction1: 1 - beta1 ** count,
      correction2: Math.sqrt(1 - beta2 ** count),
    },
  ) as [tf.Tensor, tf.Tensor, tf.Tensor]
  variable.assign(value)
  state.put(name, { first, second })
}

/** ‖g‖₂ over all of them together, and what they are multiplied by, both still on the device. */
function normAndFactor(gradients: readonly tf.Tensor[], limit: number): [tf.Scalar, tf.Scalar] {
  if (hasFused('ClippedNorm'))
    return fusedAll('ClippedNorm', Object.fromEntries(gradients.map((x, at) => [`x${at}`, x])), { limit }) as [
      tf.Scalar,
      tf.Scalar,
    ]
  const norm = fusedNorm(gradients)
  return [norm, clippingFactor(norm, limit)]
}

function fusedNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  const squares = gradients.map((x) => fused('SumOfSquares', { x }, {}))
  return tf.sqrt(squares.length === 1 ? (squares[0] as tf.Tensor) : tf.sum(tf.stack(squares))) as tf.Scalar
}

/** As torch's `clip_grad_norm_`. */
function clippingFactor(norm: tf.Scalar, limit: number): tf.Scalar {
  return limit > 0 ? (tf.minimum(1, tf.div(limit, tf.add(norm, 1e-6))) as tf.Scalar) : tf.scalar(1)
}
