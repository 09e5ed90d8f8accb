/**
 * Reverse-mode differentiation over tfjs's tape, written anew for memory: what an operation saved for its gradient, and
 * the gradient of what it gave, are let go as soon as the walk back has passed it, where tfjs keeps all of both until
 * the end. A stretch of the network may keep nothing but its input and be computed a second time on the way back
 * (gradient checkpointing, Chen et al. 2016).
 */
import * as tf from '@tensorflow/tfjs-core'
import { atWork } from '../atWork.ts'
import { withGradient } from './withGradient.ts'

export interface Differentiated<Value extends tf.Tensor = tf.Scalar> {
  readonly value: Value
  /** One for each of `by`; zeros where the value does not depend on it. */
  readonly gradients: tf.Tensor[]
}

/** @param dy like the value; absent, 1 for a scalar. Leaves nothing but what it returns, also where it throws. */
export function differentiate<Value extends tf.Tensor = tf.Scalar>(
  compute: () => Value,
  by: readonly tf.Tensor[],
  dy: tf.Tensor | null = null,
): Differentiated<Value> {
  return tf.tidy(() => {
    const { value, tape } = recorded(compute)
    try {
      const found = walkBack(tape, value, by, dy ? tf.clone(dy) : tf.onesLike(value))
      const gradients = by.map((x) => found.get(x.id) ?? tf.zerosLike(x))
      return { value, gradients }
    } finally {
      for (const node of tape) forget(node)
    }
  }) as unknown as Differentiated<Value>
}

/**
 * The same value, of which only `inputs` are kept: the stretch is computed anew when its gradients are asked for, and
 * must then draw the same random numbers. `inputs` are all tensors whose gradient goes through it.
 */
export function recomputed(inputs: readonly tf.Tensor[], compute: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor {
  return withGradient(inputs, (...given) => ({
    value: compute(...given),
    saved: given,
    gradients(dy) {
      const { gradients } = differentiate(() => compute(...given), given, dy)
      return gradients.map((gradient) => () => gradient)
    },
  }))
}

/** tfjs's record of one operation. */
interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>
  readonly outputs: readonly tf.Tensor[]
  readonly gradient?: (dys: readonly (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>
  readonly kernelName: string
  saved?: tf.Tensor[]
}

/** Parts of tfjs's engine that its types do not show. */
interface TapeEngine {
  readonly state: { activeTape: TapeNode[] | null; gradientDepth: number; kernelDepth: number }
  startTape(): void
  endTape(): void
}

/** Runs `compute` on a tape of its own, also in the midst of another's walk back. */
function recorded<Value extends tf.Tensor>(compute: () => Value): { value: Value; tape: TapeNode[] } {
  const engine = tf.engine() as unknown as TapeEngine
  const { activeTape: outer, gradientDepth: depth, kernelDepth: kernels } = engine.state
  engine.state.gradientDepth = 0
  engine.state.kernelDepth = 0 // a kernel records nothing of what it computes
  engine.startTape()
  const tape = engine.state.activeTape as TapeNode[]
  try {
    const value = tf.tidy(compute)
    return { value, tape }
  } catch (error) {
    for (const node of tape) forget(node)
    throw error
  } finally {
    engine.endTape()
    engine.state.activeTape = outer
    engine.state.gradientDepth = depth
    engine.state.kernelDepth = kernels
  }
}

/** Whether what is computed now is written down, so that gradients may be asked for. */
export function isRecorded(): boolean {
  const { gradientDepth, kernelDepth } = (tf.engine() as unknown as TapeEngine).state
  return gradientDepth > 0 && kernelDepth === 0
}

/** The tensors that a computation reads and that outlive it: weights that a Forward looks up, and what it is given. */
export function tensorsReadBy(compute: () => tf.Tensor): tf.Tensor[] {
  return tf.tidy(() => {
    const { tape } = recorded(compute)
    const made = new Set(tape.flatMap(({ outputs }) => outputs.map(({ id }) => id)))
    const read = new Map(tape.flatMap(({ inputs }) => Object.values(inputs).map((x) => [x.id, x] as const)))
    for (const node of tape) forget(node)
    return [...read.values()].filter((x) => !made.has(x.id) && !x.isDisposed)
  }) as unknown as tf.Tensor[]
}

function forget(node: TapeNode): void {
  tf.dispose(node.saved ?? [])
  node.saved = []
}

/** Gradients by tensor id. */
function walkBack(
  tape: readonly TapeNode[],
  value: tf.Tensor,
  by: readonly tf.Tensor[],
  dy: tf.Tensor,
): Map<number, tf.Tensor> {
  const dependent = dependents(tape, by)
  const wanted = new Set(by.map(({ id }) => id))
  const found = new Map([[value.id, dy]])
  for (const node of tape.toReversed()) {
    atWork()
    const reached = node.outputs.some(({ id }) => found.has(id) && dependent.has(id))
    if (reached) passBack(node, dependent, found)
    forget(node)
    for (const { id } of node.outputs)
      if (!wanted.has(id)) {
        found.get(id)?.dispose()
        found.delete(id)
      }
  }
  return found
}

/** Ids of all that was computed from these tensors, and of themselves. */
function dependents(tape: readonly TapeNode[], by: readonly tf.Tensor[]): ReadonlySet<number> {
  const ids = new Set(by.map(({ id }) => id))
  for (const { inputs, outputs } of tape)
    if (Object.values(inputs).some(({ id }) => ids.has(id))) for (const { id } of outputs) ids.add(id)
  return ids
}

/** Adds what the operation passes back to the gradients of its inputs. */
function passBack(node: TapeNode, dependent: ReadonlySet<number>, found: Map<number, tf.Tensor>): void {
  if (!node.gradient) throw new Error(`internal: ${node.kernelName} has no gradient`)
  const dys = node.outputs.map(({ id }) => found.get(id) ?? null)
  const asked = Object.entries(node.inputs).filter(([, { id }]) => dependent.has(id))
  const passed = tf.tidy(() => {
    const gradients = node.gradient?.(dys) ?? {}
    return asked.map(([name]) => {
      const gradient = (gradients[name] as () => tf.Tensor)()
      return dys.includes(gradient) ? tf.clone(gradient) : gradient // what came from above is let go of
    })
  })
  asked.forEach(([, { id }], at) => {
    const before = found.get(id)
    const next = passed[at] as tf.Tensor
    found.set(id, before ? tf.add(before, next) : next)
    if (before) tf.dispose([before, next])
  })
}
