/** The image families held to transformers and timm: block outputs, features, logits, loss and every gradient. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { families } from '../../../src/engine/models/families.ts'
import { loadModel, renamed, surplusTensors, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { forwardBlocks, type Trunk } from '../../../src/engine/models/trunk.ts'
import type { Forward } from '../../../src/engine/nn/forward.ts'
import { fromFileLayout, isLearned, type ParameterSpec, toFileLayout } from '../../../src/engine/nn/parameters.ts'
import { weightedForward } from '../../../src/engine/nn/weightedForward.ts'
import { crossEntropy } from '../../../src/engine/train/loss.ts'
import { type StoredTensor, type TensorFile, widen } from '../../../src/engine/weights/tensorFile.ts'
import { relativeError, startBackend } from '../../support/backends.ts'
import { type Reference, readJson, readReference, readTensors } from '../../support/reference.ts'

/** Relative to the largest value. Fifty random layers carry single precision's rounding further: 4e-5 at most. */
const cases = [
  { name: 'mobilenet-v2', tolerance: 1e-4 },
  { name: 'mobilenet-v2-variant', tolerance: 1e-4 },
  { name: 'timm-resnet-basic', tolerance: 1e-5 },
  { name: 'timm-resnet-bottleneck', tolerance: 1e-5 },
  { name: 'vit', tolerance: 1e-5 },
  { name: 'vit-5', tolerance: 1e-5 },
  { name: 'deit', tolerance: 1e-5 },
  { name: 'dinov2', tolerance: 1e-5 },
]

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(cases)('$name computes what the original computes', async ({ name, tolerance }) => {
    await startBackend(backend)
    const before = tf.memory().numTensors
    const { trunk, weights } = filesOf(name)
    const reference = readReference(name)
    const model = loadModel(trunk, weights)
    const variables = learnedOf(name, trunk, weights, reference)
    const weight = (key: string) => variables.get(key)?.variable ?? model.weight(key)
    const { naming, normEpsilon } = trunk
    const f = weightedForward({ naming, normEpsilon, training: false, weight })
    const x = tf.tensor(reference.values('input'), [...reference.shape('input')])

    for (const [index, block] of trunk.blocks.entries()) {
      const output = tf.tidy(() => forwardBlocks(trunk, f, x, 0, index + 1))
      await agree(output, reference, `block.${block.name}`, tolerance)
    }
    await agree(
      tf.tidy(() => pooledOf(trunk, f, x)),
      reference,
      'pooled',
      tolerance,
    )
    await agree(
      tf.tidy(() => logitsOf(trunk, f, x)),
      reference,
      'logits',
      tolerance,
    )
    const labels = tf.tensor1d(reference.integers('labels'), 'int32')
    const learned = [...variables.values()]
    const { value, grads } = tf.variableGrads(
      () => crossEntropy(logitsOf(trunk, f, x), labels),
      learned.map(({ variable }) => variable),
    )
    await agree(value, reference, 'loss', tolerance)
    for (const { spec, variable, truth } of learned) {
      const gradient = grads[variable.name] as tf.Tensor
      const own = toFileLayout(spec, new Float32Array(await gradient.data()))
      // A key's bias shifts all of a query's scores alike: its gradient is zero but for rounding.
      if (spec.name.endsWith('.key.bias')) expect(Math.max(...own.map(Math.abs)), spec.name).toBeLessThan(1e-6)
      else expect(relativeError(own, truth), spec.name).toBeLessThan(tolerance)
    }
    tf.dispose(grads)
    tf.disposeVariables()
    tf.dispose([x, labels])
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

function filesOf(name: string) {
  const config = readJson(`${name}/config.json`)
  const preprocessor = name.startsWith('timm-') ? null : readJson(`${name}/preprocessor_config.json`)
  const weights = readTensors(`${name}/model.safetensors`)
  const trunk = trunkOf({ config, preprocessor, weights })
  expect(surplusTensors(trunk, weights)).toEqual([])
  return { trunk, weights }
}

interface Learned {
  readonly spec: ParameterSpec
  readonly variable: tf.Variable
  /** The original's gradient, in the file's layout. */
  readonly truth: ArrayLike<number>
}

/** Everything that can be trained, classifier included: exactly what the original has gradients for. */
function learnedOf(name: string, trunk: Trunk, weights: TensorFile, reference: Reference): Map<string, Learned> {
  const rename = families[trunk.family].rename ?? ((key: string) => key)
  const stored = renamed(families[trunk.family], weights)
  const prefix = 'grad.'
  const keys = [...readTensors(`${name}/reference.safetensors`).tensors.keys()]
  const gradients = new Map(
    keys.filter((key) => key.startsWith(prefix)).map((key) => [rename(key.slice(prefix.length)), key]),
  )
  const classes = reference.shape('logits')[1] as number
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...trunk.classifier.parameters(classes)]
  const learned = specs.filter(isLearned)
  expect(new Set(gradients.keys())).toEqual(new Set(learned.map((spec) => spec.name)))
  return new Map(
    learned.map((spec) => {
      const values = fromFileLayout(spec, widen(stored.get(spec.name) as StoredTensor))
      const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...spec.shape])))
      return [spec.name, { spec, variable, truth: reference.values(gradients.get(spec.name) as string) }]
    }),
  )
}

function pooledOf(trunk: Trunk, f: Forward, x: tf.Tensor): tf.Tensor2D {
  return trunk.pool(f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))
}

function logitsOf(trunk: Trunk, f: Forward, x: tf.Tensor): tf.Tensor2D {
  return trunk.classifier.forward(f, pooledOf(trunk, f, x))
}

async function agree(output: tf.Tensor, reference: Reference, key: string, tolerance: number): Promise<void> {
  expect(output.shape, key).toEqual(reference.shape(key))
  expect(relativeError(await output.data(), reference.values(key)), key).toBeLessThan(tolerance)
  output.dispose()
}
