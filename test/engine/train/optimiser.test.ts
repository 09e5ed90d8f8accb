/** AdamW in one kernel a tensor, held to the small pieces that it replaces. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { hasFused } from '../../../src/engine/nn/fused.ts'
import { adamW, composedAdamW, type Optimiser } from '../../../src/engine/train/optimiser.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

const shapes = { kernel: [7, 9], bias: [9], late: [3] } as const
const names = Object.keys(shapes) as (keyof typeof shapes)[]

function options(clipNorm: number) {
  return {
    ...{ beta1: 0.9, beta2: 0.99, clipNorm },
    epsilon: (name: string) => (name === 'kernel' ? 0.1 : 1e-8),
    rate: (name: string, step: number) => (name === 'bias' ? 0.02 : 0.01) / step,
    weightDecay: (name: string) => (name === 'bias' ? 0 : 0.1),
  }
}

function drawn(name: string, shape: readonly number[]): tf.Tensor {
  const random = seeded(name)
  const size = shape.reduce((a, b) => a * b, 1)
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    [...shape],
  )
}

/** Every value and norm after each of these steps; `late` joins at the third. */
function moved(optimiser: Optimiser, from: number, to: number, variables: Record<string, tf.Variable>): number[] {
  const seen: number[] = []
  for (let step = from; step <= to; step++) {
    const active = names.filter((name) => name !== 'late' || step >= 3)
    tf.tidy(() => {
      const gradients = Object.fromEntries(active.map((name) => [name, drawn(`${name}/${step}`, shapes[name])]))
      const moving = Object.fromEntries(active.map((name) => [name, variables[name] as tf.Variable]))
      seen.push(...optimiser.apply(gradients, { step, variables: moving }).dataSync())
    })
    for (const name of names) seen.push(...(variables[name] as tf.Variable).dataSync())
  }
  return seen
}

function begin(): Record<string, tf.Variable> {
  return Object.fromEntries(names.map((name) => [name, tf.tidy(() => tf.variable(drawn(name, shapes[name])))]))
}

describe.each([0, 0.5, 100])('with gradients clipped to %d', (clipNorm) => {
  test('the kernel moves as the pieces do, decay, late parameters and norms included', async () => {
    await startBackend('wasm')
    expect(hasFused('AdamW')).toBe(true)
    const own = begin()
    const plain = begin()
    const fast = adamW(options(clipNorm))
    const slow = composedAdamW(options(clipNorm))
    expect(relativeError(moved(fast, 1, 6, own), moved(slow, 1, 6, plain))).toBeLessThan(2e-6)
    fast.dispose()
    slow.dispose()
    tf.dispose([own, plain])
  })
})

test('an optimiser that goes on from a state, even the other kind’s, moves as if it had never stopped', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const whole = begin()
  const undisturbed = adamW(options(1))
  moved(undisturbed, 1, 3, whole)
  const truth = moved(undisturbed, 4, 6, whole)
  const parts = begin()
  const first = composedAdamW(options(1))
  moved(first, 1, 3, parts)
  const second = adamW(options(1))
  second.restore(first.state())
  first.dispose()
  expect(relativeError(moved(second, 4, 6, parts), truth)).toBeLessThan(2e-6)
  second.dispose()
  undisturbed.dispose()
  tf.dispose([whole, parts])
  expect(tf.memory().numTensors).toBe(before)
})
