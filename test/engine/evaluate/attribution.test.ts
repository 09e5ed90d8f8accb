import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { attribution } from '../../../src/engine/evaluate/attribution.ts'
import { networkOf } from '../../../src/engine/inference/tunedModel.ts'
import { linearClassifier } from '../../../src/engine/models/linearClassifier.ts'
import { forwardOf, type Network } from '../../../src/engine/models/network.ts'
import { forwardBlocks, type Trunk } from '../../../src/engine/models/trunk.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { type TunedCase, tunedFixture } from '../../support/tunedFixture.ts'

const drawnValues = (length: number, name: string) => {
  const random = seeded(name)
  return Float32Array.from({ length }, () => random.normal())
}

/** A head on the raw pixels: nothing else. */
function linearNetwork(side: number): Network {
  const width = side * side * 3
  const weights = new Map<string, tf.Tensor>([
    [
      'head.weight',
      tf.tensor2d(
        drawnValues(width * 3, 'weights').map((value) => 0.1 * value),
        [width, 3],
      ),
    ],
    ['head.bias', tf.tensor1d([0.5, -0.5, 0.25])],
  ])
  const trunk = {
    naming: 'torch',
    normEpsilon: 1e-5,
    blocks: [],
    pool: (_f, x) => tf.reshape(x, [1, width]),
    classifier: linearClassifier('torch', 'head', width),
  } as Pick<Trunk, 'naming' | 'normEpsilon' | 'blocks' | 'pool' | 'classifier'> as Trunk
  return { trunk, weight: (name) => weights.get(name) as tf.Tensor, rest: () => {} }
}

test.each(['cpu', 'wasm'] as const)(
  'of a linear head on raw inputs the terms are exactly w · x, on %s',
  async (backend) => {
    await startBackend(backend)
    const network = linearNetwork(4)
    const values = drawnValues(48, 'input')
    const weights = network.weight('head.weight').dataSync()
    const x = tf.tensor4d(values, [1, 4, 4, 3])
    const before = tf.memory().numTensors
    const { terms, logit, probability } = await attribution({ network, x, from: 0, label: 1 })
    expect(tf.memory().numTensors).toBe(before)
    expect(terms).toEqual(values.map((value, i) => value * (weights[3 * i + 1] as number)))
    // Together with the bias they are the whole of the logit.
    expect(terms.reduce((sum, term) => sum + term, -0.5)).toBeCloseTo(logit, 4)
    expect(probability).toBeGreaterThan(0)
    expect(probability).toBeLessThan(1)
    x.dispose()
  },
)

const pictures = [
  'resnet-basic',
  'resnet-bottleneck',
  'mobilenet-v1',
  'mobilenet-v2',
  'vit',
  'dinov2',
  'timm-resnet-basic',
]
const texts = ['bert', 'bert-mean', 'distilbert', 'gpt2', 'gpt-neo']
const cases: readonly TunedCase[] = [
  ...pictures.map((base) => ({ base, method: 'head' as const, task: 'image-classification' as const })),
  ...texts.map((base) => ({ base, method: 'head' as const, task: 'text-classification' as const })),
  { base: 'resnet-basic', method: 'lora', task: 'image-classification' },
  { base: 'vit', method: 'prompt', task: 'image-classification' },
  { base: 'gpt2', method: 'prompt', task: 'text-classification' },
  { base: 'bert', method: 'prefix', task: 'text-classification' },
  { base: 'bert-mean', method: 'prompt', task: 'text-classification' },
  { base: 'distilbert', method: 'ia3', task: 'text-classification' },
]

/** One input of the network, as its block `from` is fed with it. */
function inputOf(network: Network): { x: tf.Tensor; from: number } {
  const { input } = network.trunk
  if (input.kind === 'image') {
    const { size } = input.preprocessing
    return { x: tf.tensor4d(drawnValues(size * size * 3, 'picture'), [1, size, size, 3]), from: 0 }
  }
  const ids = tf.tensor2d([[3, 1, 4, 1, 5, 9, 2]], [1, 7], 'int32')
  const x = tf.tidy(() => forwardBlocks(network.trunk, forwardOf(network), ids, 0, 1))
  ids.dispose()
  return { x, from: 1 }
}

function logitAt(network: Network, x: tf.Tensor, from: number, label: number): number {
  return tf.tidy(() => {
    const { trunk } = network
    const f = forwardOf(network)
    const top = forwardBlocks(trunk, f, x, from, trunk.blocks.length)
    return trunk.classifier.forward(f, trunk.pool(f, top)).dataSync()[label] as number
  })
}

describe('the terms of a network', () => {
  test.each(cases)('$base with $method: the same on both backends, and the slope along the input', async (which) => {
    const results = []
    for (const backend of ['cpu', 'wasm'] as const) {
      await startBackend(backend)
      const fixture = await tunedFixture(which)
      const network = networkOf(fixture.tuned)
      const { x, from } = inputOf(network)
      const before = tf.memory().numTensors
      const found = await attribution({ network, x, from, label: 2 })
      expect(tf.memory().numTensors).toBe(before)
      expect(found.logit).toBeCloseTo(logitAt(network, x, from, 2), 4)
      const slope = tf.tidy(() => {
        const at = (factor: number) => logitAt(network, tf.mul(x, factor), from, 2)
        return (at(1 + 2e-3) - at(1 - 2e-3)) / 4e-3
      })
      results.push({ ...found, slope })
      x.dispose()
      fixture.dispose()
    }
    const [cpu, wasm] = results as [(typeof results)[number], (typeof results)[number]]
    // Dozens of layers of single precision; mobilenet's carry rounding furthest (see referenceCases).
    expect(relativeError(wasm.terms, cpu.terms)).toBeLessThan(1e-3)
    // A difference of two logits in single precision over a step of 0.4 %; between the two lie kinks of ReLU, which
    // mobilenet's ReLU6 has many of where terms of thousands cancel.
    const sum = cpu.terms.reduce((total, term) => total + term, 0)
    const kinks = which.base.startsWith('mobilenet') ? 0.01 : 0
    const size = cpu.terms.reduce((total, term) => total + Math.abs(term), 0)
    expect(Math.abs(sum - cpu.slope)).toBeLessThan(5e-3 * (1 + Math.abs(sum)) + kinks * size)
  })
})
