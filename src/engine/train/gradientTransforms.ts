/**
 * Optimisers as small pieces that compose (after optax): each maps gradients to updates. Tensors returned belong to the
 * caller's tidy; state is kept across steps and disposed by its owner.
 */
import * as tf from '@tensorflow/tfjs-core'

export type Named = Readonly<Record<string, tf.Tensor>>

/** What transforms carry from step to step: all that a run needs to go on as if it had never been interrupted. */
export interface TransformState {
  /** Adam's moments: `first/` and `second/`, each with a parameter's name. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>
  /** Updates that each parameter has had. */
  readonly updates: Readonly<Record<string, number>>
}

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
export function scaleByAdam(options: { beta1: number; beta2: number; epsilon: number }): GradientTransform {
  const first = new Map<string, tf.Tensor>()
  const second = new Map<string, tf.Tensor>()
  /** Each counts its own steps: a parameter may join late. */
  const steps = new Map<string, number>()
  const dispose = () => {
    for (const state of [first, second]) for (const tensor of state.values()) tensor.dispose()
    first.clear()
    second.clear()
    steps.clear()
  }
  return {
    update: (gradients) =>
      mapNamed(gradients, (gradient, name) => {
        const step = (steps.get(name) ?? 0) + 1
        steps.set(name, step)
        const mean = advance(first, name, gradient, options.beta1)
        const square = advance(second, name, tf.square(gradient), options.beta2)
        const correction = Math.sqrt(1 - options.beta2 ** step)
        const denominator = tf.add(tf.div(tf.sqrt(square), correction), options.epsilon)
        return tf.div(tf.div(mean, 1 - options.beta1 ** step), denominator)
      }),
    state: () => ({
      tensors: new Map([...under('first/', first), ...under('second/', second)]),
      updates: Object.fromEntries(steps),
    }),
    restore({ tensors, updates }) {
      dispose()
      for (const [name, count] of Object.entries(updates)) steps.set(name, count)
      for (const [key, tensor] of tensors) {
        const [kind, name] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
        if (kind === 'first') first.set(name, tf.keep(tf.clone(tensor)))
        if (kind === 'second') second.set(name, tf.keep(tf.clone(tensor)))
      }
    },
    dispose,
  }
}

/** Decoupled weight decay (Loshchilov and Hutter 2019) on the named parameters; the rate may change between steps. */
export function decayWeights(rate: number | (() => number), isDecayed: (name: string) => boolean): GradientTransform {
  return stateless((updates, parameters) => {
    const now = typeof rate === 'number' ? rate : rate()
    return mapNamed(updates, (update, name) =>
      now > 0 && isDecayed(name) ? tf.add(update, tf.mul(parameters[name] as tf.Tensor, now)) : update,
    )
  })
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

function under(prefix: string, tensors: ReadonlyMap<string, tf.Tensor>) {
  return [...tensors].map(([name, tensor]) => [prefix + name, tensor] as const)
}

/** state ← β·state + (1 − β)·value, kept beyond the tidy. */
function advance(state: Map<string, tf.Tensor>, name: string, value: tf.Tensor, beta: number): tf.Tensor {
  const before = state.get(name)
  const after = before ? tf.add(tf.mul(before, beta), tf.mul(value, 1 - beta)) : tf.mul(value, 1 - beta)
  state.set(name, tf.keep(after))
  before?.dispose()
  return after
}

function mapNamed(tensors: Named, change: (tensor: tf.Tensor, name: string) => tf.Tensor): Named {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]))
}
