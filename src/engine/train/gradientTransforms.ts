/**
 * Optimisers as small pieces that compose (after optax): each maps gradients to updates. Tensors returned belong to the
 * caller's tidy; state is kept across steps and disposed by its owner.
 */
import * as tf from '@tensorflow/tfjs-core'
import { moments, type TransformState } from './moments.ts'

export type Named = Readonly<Record<string, tf.Tensor>>

export interface GradientTransform {
  /** Call inside a tidy. `step` counts from 1; `parameters` are the values before the update. */
  update(gradients: Named, context: { readonly step: number; readonly parameters: Named }): Named
  /** As it stands; the tensors stay its own. */
  state(): TransformState
  /** Goes on from a state; the tensors stay the caller's. */
  restore(state: TransformState): void
  dispose(): void
}

export function chain(...pieces: readonly GradientTransform[]): GradientTransform {
  return {
    update: (gradients, context) => pieces.reduce((value, piece) => piece.update(value, context), gradients),
    state: () => joined(pieces.map((piece) => piece.state())),
    restore: (state) => {
      for (const piece of pieces) piece.restore(state)
    },
    dispose: () => {
      for (const piece of pieces) piece.dispose()
    },
  }
}

/** ‖g‖₂ over all gradients together; a scalar. */
export function globalNorm(gradients: Named): tf.Scalar {
  return tf.sqrt(sumOfSquares(Object.values(gradients)))
}

/** Σ over all values of all tensors; two at a time, since tfjs's addN asks WebGPU for a storage buffer each. */
export function sumOfSquares(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tensors.map((tensor) => tf.sum(tf.square(tensor))).reduce((a, b) => tf.add(a, b), tf.scalar(0)) as tf.Scalar
}

/** Scales all gradients down together where their norm exceeds `limit` (torch `clip_grad_norm_`). */
export function clipByGlobalNorm(limit: number): GradientTransform {
  return stateless((gradients) => {
    const factor = tf.minimum(1, tf.div(limit, tf.add(globalNorm(gradients), 1e-6)))
    return mapNamed(gradients, (gradient) => tf.mul(gradient, factor))
  })
}

/** Adam's direction with bias correction (Kingma and Ba 2015). */
export function scaleByAdam({
  beta1,
  beta2,
  epsilon,
}: {
  beta1: number
  beta2: number
  epsilon: (name: string) => number
}): GradientTransform {
  const state = moments()
  return {
    update: (gradients) =>
      mapNamed(gradients, (gradient, name) => {
        const count = state.count(name)
        const before = state.of(name, gradient.shape)
        const first = advanced(before.first, gradient, beta1)
        const second = advanced(before.second, tf.square(gradient), beta2)
        state.put(name, { first, second })
        const denominator = tf.add(tf.div(tf.sqrt(second), Math.sqrt(1 - beta2 ** count)), epsilon(name))
        return tf.div(tf.div(first, 1 - beta1 ** count), denominator)
      }),
    state: state.capture,
    restore: state.restore,
    dispose: state.dispose,
  }
}

/** Decoupled weight decay (Loshchilov and Hutter 2019), 0 for none; the rate may change between steps. */
export function decayWeights(rate: (name: string) => number): GradientTransform {
  return stateless((updates, parameters) =>
    mapNamed(updates, (update, name) => {
      const now = rate(name)
      return now > 0 ? tf.add(update, tf.mul(parameters[name] as tf.Tensor, now)) : update
    }),
  )
}

/** Multiplies each update by its learning rate at this step. */
export function scaleByRate(rate: (name: string, step: number) => number): GradientTransform {
  return {
    ...stateless((updates) => updates),
    update: (updates, { step }) => mapNamed(updates, (update, name) => tf.mul(update, rate(name, step))),
  }
}

function stateless(update: (gradients: Named, parameters: Named) => Named): GradientTransform {
  return {
    update: (gradients, { parameters }) => update(gradients, parameters),
    state: () => joined([]),
    restore: () => {},
    dispose: () => {},
  }
}

function joined(states: readonly TransformState[]): TransformState {
  return {
    tensors: new Map(states.flatMap(({ tensors }) => [...tensors])),
    updates: Object.assign({}, ...states.map(({ updates }) => updates)),
  }
}

/** β·mean + (1 − β)·value */
function advanced(mean: tf.Tensor, value: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(mean, beta), tf.mul(value, 1 - beta))
}

function mapNamed(tensors: Named, change: (tensor: tf.Tensor, name: string) => tf.Tensor): Named {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]))
}
