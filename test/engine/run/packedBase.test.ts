/** Runs over a frozen base that is kept packed, on a network of Llama's kind whose weights wait in their file. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { runWeightsOf, tunedFromRunWeights } from '../../../src/engine/inference/runWeights.ts'
import { disposeTuned, networkOf, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { type LiveModel, loadModel, randomModel } from '../../../src/engine/models/liveModel.ts'
import { llama } from '../../../src/engine/models/llama.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import { packWeights } from '../../../src/engine/models/packWeights.ts'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import { isPacked } from '../../../src/engine/nn/packed/packedMatrix.ts'
import { widened } from '../../../src/engine/nn/packed/packedRows.ts'
import { fileShape, toFileLayout } from '../../../src/engine/nn/parameters.ts'
import { parseSafetensors, writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'
import { packings } from '../../../src/shared/catalog/packings.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { answered, continued, interruptedRun, type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { tinyText } from '../../support/tinyText.ts'

const { vocabulary } = tinyText().tokenizer

const config = {
  model_type: 'llama',
  vocab_size: vocabulary,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 48,
  rms_norm_eps: 1e-5,
  eos_token_id: 4,
  tie_word_embeddings: true,
}

beforeAll(() => startBackend('wasm'))

const trunk = () => llama.readTrunk({ config, preprocessor: null, pooling: null, shapeOf: () => null })

/** Of these values by name; they wait in their file, as those of a large model do. */
async function waiting(weight: (model: LiveModel, name: string) => Promise<Float32Array>): Promise<LiveModel> {
  const drawn = randomModel(trunk(), seeded('a small llama'))
  const tensors: [string, StoredTensor][] = []
  for (const spec of drawn.trunk.blocks.flatMap((block) => block.parameters)) {
    const values = toFileLayout(spec, (await weight(drawn, spec.name)).slice())
    tensors.push([spec.name, { dtype: 'F32', shape: fileShape(spec), bytes: new Uint8Array(values.buffer) }])
  }
  drawn.dispose()
  return loadModel(trunk(), parseSafetensors(writeSafetensors(tensors, {}).buffer as ArrayBuffer), 0)
}

const asDrawn = async (model: LiveModel, name: string) => (await model.weight(name).data()) as Float32Array

const on = (data: SmallTask['data'], model: LiveModel): SmallTask => ({ data, model: () => model.fork() })

describe.each(packings.map(({ id }) => id))('a base in %s', (quantise) => {
  test.each([
    ['conversations', answered.data],
    ['a text', continued.data],
  ])('learns from %s as over weights that were packed and widened before', async (_, data) => {
    const whole = await waiting(asDrawn)
    const before = await waiting(async (model, name) => {
      await packWeights(model, { quantise, trained: [] })
      const kernel = model.kernel(name)
      const values = isPacked(kernel) ? widened(kernel) : kernel.clone()
      const read = (await values.data()) as Float32Array
      values.dispose()
      return read
    })
    const fields = { epochs: 4, 'method.rank': 4, 'method.targets': 'all', thaw: 200 }
    const [packs, plainly] = [on(data, whole), on(data, before)]
    const packed = await smallRun(packs, smallRecipe(packs, 'lora', { ...fields, quantise }))
    const plain = await smallRun(plainly, smallRecipe(plainly, 'lora', fields))
    expect(packed.losses.length).toBeGreaterThanOrEqual(10)
    packed.losses.slice(0, 10).forEach((loss, step) => {
      expect(loss).toBeCloseTo(plain.losses[step] as number, 5)
    })
    const { packing } = packed.result
    expect(packing?.quantise).toBe(quantise)
    expect(packing?.tokens).toBeGreaterThan(0)
    // Half precision of weights this small turns no answer by a millionth; fewer bits do.
    if (quantise === '16bit') expect(packing?.divergence).toBeLessThan(1e-9)
    else expect(packing?.divergence).toBeGreaterThan(1e-9)
    expect(packing?.loss).toBeCloseTo(packing?.wholeLoss as number, 1)
    expect(plain.result.packing).toBeUndefined()
    whole.dispose()
    before.dispose()
  })
})

const fourBits = { epochs: 1, 'method.rank': 4, 'method.targets': 'all', thaw: 200, quantise: '4bit' }

test('what a run leaves answers packed, stands on the weights of the file, and answers the same when it is opened again', async () => {
  const whole = await waiting(asDrawn)
  const task = on(answered.data, whole)
  const recipe = smallRecipe(task, 'lora', fourBits)
  const site = 'model.layers.1.mlp.down_proj.weight'
  await smallRun(task, recipe, {
    async inspect(tuned) {
      expect(tuned.model.holdsPacked()).toBe(true)
      expect(isPacked(tuned.model.kernel(site))).toBe(true)
      expect(await tuned.model.weight(site).data()).toEqual(await whole.weight(site).data())
      const plain = tuned.model.fork({ packed: false })
      expect(plain.holdsPacked()).toBe(false)
      plain.dispose()
      const again = await tunedFromRunWeights(await runWeightsOf(tuned), { model: whole, text: tinyText(), recipe })
      const [now, before] = [logitsOf(again), logitsOf(tuned)]
      expect(now).toEqual(before)
      const unpacked = { ...again, model: again.model.fork({ packed: false }) }
      expect(logitsOf(unpacked)).not.toEqual(before)
      unpacked.model.dispose()
      disposeTuned(again)
    },
  })
  whole.dispose()
})

function logitsOf(tuned: TunedModel): number[] {
  return tf.tidy(() => {
    const network = networkOf(tuned)
    const ids = tf.tensor2d([5, 6, 9, 10], [1, 4], 'int32')
    const f = forwardOf(network)
    const top = forwardBlocks(network.trunk, f, ids, 0, network.trunk.blocks.length) as tf.Tensor3D
    return [...(network.trunk.nextToken?.(f, top).dataSync() ?? [])]
  })
}

test('a run that goes on after its machine died has the losses of one that did not', async () => {
  const whole = await waiting(asDrawn)
  const task = on(answered.data, whole)
  const recipe = smallRecipe(task, 'lora', { ...fourBits, epochs: 2 })
  const one = await smallRun(task, recipe)
  const two = await interruptedRun(task, recipe, { step: 3 })
  expect(two.losses).toEqual(one.losses)
  expect(two.weights).toEqual(one.weights)
  whole.dispose()
})

test('blocks that thaw stay in float32, and those below them are packed', async () => {
  const whole = await waiting(asDrawn)
  const task = on(continued.data, whole)
  await smallRun(task, smallRecipe(task, 'top-blocks', { epochs: 1, thaw: 2, quantise: '8bit' }), {
    async inspect({ model }) {
      const packed = (name: string) => isPacked(model.kernel(name))
      expect(packed('model.layers.0.mlp.down_proj.weight')).toBe(true)
      expect(packed('model.layers.1.mlp.down_proj.weight')).toBe(false)
    },
  })
  whole.dispose()
})

test.each([
  ['dora', {}, /DoRA reads or changes all of the weights/],
  ['full', {}, /Full reads or changes all of the weights/],
  ['lora', { 'model.initialisation': 'random' }, /Random starting weights are not packed/],
] as const)('%s with %o is refused before anything is computed', async (method, fields, words) => {
  const whole = await waiting(asDrawn)
  const task = on(answered.data, whole)
  await expect(smallRun(task, smallRecipe(task, method, { quantise: '4bit', ...fields }))).rejects.toThrow(words)
  whole.dispose()
})
