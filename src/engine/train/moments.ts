/** Adam's running means of gradients and of their squares, by parameter. Owns the tensors, beyond any tidy. */
import * as tf from '@tensorflow/tfjs-core'

/** The state that an optimiser carries from step to step: with it a run continues as if it had never been interrupted. */
export interface TransformState {
  /** `first/` and `second/`, each with a parameter's name. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>
  /** Updates that each parameter has had. */
  readonly updates: Readonly<Record<string, number>>
}

export interface Pair {
  readonly first: tf.Tensor
  readonly second: tf.Tensor
}

export interface Moments {
  /** Counts one more update of the parameter: each counts its own, since a parameter may join late. */
  count(name: string): number
  /** Zeros at first. */
  of(name: string, shape: readonly number[]): Pair
  /** Takes the tensors over. */
  put(name: string, pair: Pair): void
  /** The tensors stay its own. */
  capture(): TransformState
  /** The tensors stay the caller's. */
  restore(state: TransformState): void
  dispose(): void
}

export function moments(): Moments {
  const pairs = new Map<string, Pair>()
  const counts = new Map<string, number>()
  const put = (name: string, { first, second }: Pair) => {
    tf.dispose({ ...pairs.get(name) })
    pairs.set(name, { first: tf.keep(first), second: tf.keep(second) })
  }
  const dispose = () => {
    for (const pair of pairs.values()) tf.dispose({ ...pair })
    pairs.clear()
    counts.clear()
  }
  return {
    count(name) {
      const next = (counts.get(name) ?? 0) + 1
      counts.set(name, next)
      return next
    },
    of: (name, shape) => pairs.get(name) ?? { first: tf.zeros([...shape]), second: tf.zeros([...shape]) },
    put,
    capture: () => ({
      tensors: new Map(
        [...pairs].flatMap(([name, { first, second }]) => [
          [`first/${name}`, first] as const,
          [`second/${name}`, second] as const,
        ]),
      ),
      updates: Object.fromEntries(counts),
    }),
    restore({ tensors, updates }) {
      dispose()
      for (const [name, count] of Object.entries(updates)) {
        counts.set(name, count)
        const [first, second] = [tensors.get(`first/${name}`), tensors.get(`second/${name}`)]
        if (first && second) put(name, { first: tf.clone(first), second: tf.clone(second) })
      }
    },
    dispose,
  }
}
