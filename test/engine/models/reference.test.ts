/** Every family held to its original: block outputs, logits, loss and gradients made by transformers and Keras. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import {
  fromFileLayout,
  isLearned,
  linearSpecs,
  type ParameterSpec,
  toFileLayout,
} from '../../../src/engine/nn/parameters.ts'
import { weightedForward } from '../../../src/engine/nn/weightedForward.ts'
import { crossEntropy } from '../../../src/engine/train/loss.ts'
import { parseSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { type StoredTensor, type TensorFile, widen } from '../../../src/engine/weights/tensorFile.ts'
import { parseTfjsManifest, readTfjsManifest } from '../../../src/engine/weights/tfjsManifest.ts'
import { relativeError, startBackend } from '../../support/backends.ts'

const folder = new URL('../../fixtures/reference/', import.meta.url)

/** ReLU6 and small batch-norm variances make MobileNet's single precision cost more; see test/reference/README.md. */
const cases = [
  { name: 'resnet-basic', tolerance: 1e-5 },
  { name: 'resnet-bottleneck', tolerance: 1e-5 },
  { name: 'resnet-downsample', tolerance: 1e-5 },
  { name: 'mobilenet-v1', tolerance: 1e-3 },
]

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(cases)('$name computes what the original computes', async ({ name, tolerance }) => {
    await startBackend(backend)
    const files = await readFixture(name)
    const reference = parseSafetensors(bufferOf(`${name}/reference.safetensors`)).tensors
    const truth = (key: string) => widen(reference.get(key) as StoredTensor)
    const trunk = trunkOf(files)
    const model = loadModel(trunk, files.weights)
    const labels = labelsOf(reference.get('labels') as StoredTensor)
    const classes = (reference.get('logits') as StoredTensor).shape[1] as number
    const site = trunk.family === 'resnet' ? 'classifier.1' : 'conv_preds'
    const heads = linearSpecs(trunk.naming, site, trunk.featureSize, classes)
    const specs = [...trunk.blocks.flatMap((block) => block.parameters).filter(isLearned), ...heads]
    const variables = new Map(
      specs.map((spec) => [spec.name, tf.variable(tensorOf(spec, files.weights, model.weight))]),
    )
    const weight = (key: string) => variables.get(key) ?? model.weight(key)
    const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, weight })

    const input = reference.get('input') as StoredTensor
    const x = tf.tensor(widen(input), [...input.shape])
    for (const [index, block] of trunk.blocks.entries()) {
      const output = tf.tidy(() =>
        trunk.blocks.slice(0, index + 1).reduce((value: tf.Tensor, each) => each.forward(f, value), x),
      )
      expect(relativeError(await output.data(), truth(`block.${block.name}`)), block.name).toBeLessThan(tolerance)
      output.dispose()
    }
    const logits = () =>
      f.linear(site, trunk.pool(f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))) as tf.Tensor2D
    const loss = () => crossEntropy(logits(), tf.tensor1d(labels, 'int32'))
    expect(relativeError(await tf.tidy(logits).data(), truth('logits'))).toBeLessThan(tolerance)
    const { value, grads } = tf.variableGrads(loss, [...variables.values()])
    expect(relativeError(await value.data(), truth('loss'))).toBeLessThan(tolerance)
    for (const spec of specs) {
      const gradient = grads[(variables.get(spec.name) as tf.Variable).name] as tf.Tensor
      const own = toFileLayout(spec, new Float32Array(await gradient.data()))
      expect(relativeError(own, truth(`grad.${spec.name}`)), spec.name).toBeLessThan(Math.max(tolerance, 1e-4))
    }
    tf.disposeVariables()
    model.dispose()
  })
})

function tensorOf(spec: ParameterSpec, file: TensorFile, weight: (name: string) => tf.Tensor): tf.Tensor {
  const stored = file.tensors.get(spec.name)
  return stored ? tf.tensor(fromFileLayout(spec, widen(stored)), [...spec.shape]) : weight(spec.name)
}

async function readFixture(name: string): Promise<{ config: unknown; preprocessor: unknown; weights: TensorFile }> {
  const json = (file: string): unknown => JSON.parse(readFileSync(new URL(`${name}/${file}`, folder), 'utf8'))
  if (name !== 'mobilenet-v1')
    return {
      config: json('config.json'),
      preprocessor: json('preprocessor_config.json'),
      weights: parseSafetensors(bufferOf(`${name}/model.safetensors`)),
    }
  const manifest = parseTfjsManifest(json('model.json'), 'https://models.example/model.json')
  const weights = await readTfjsManifest(manifest, async (shard) => new Uint8Array(bufferOf(`${name}/${shard.name}`)))
  return { config: manifest.topology, preprocessor: null, weights }
}

function bufferOf(file: string): ArrayBuffer {
  const bytes = readFileSync(new URL(file, folder))
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

function labelsOf({ bytes }: StoredTensor): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)))
}
