/** Ways to one vector for a text that need no weights, and which of them the published files ask for. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { loadModel, surplusTensors, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { plainPools } from '../../../src/engine/models/tokensRead.ts'
import type { Forward } from '../../../src/engine/nn/forward.ts'
import { startBackend } from '../../support/backends.ts'
import { readJson, readTensors } from '../../support/reference.ts'

beforeAll(async () => startBackend('wasm'))

/** Two texts of two features: the second has one token, and padding that must not count. */
const states = [
  [
    [1, -5],
    [4, -7],
  ],
  [
    [-3, 2],
    [9, 9],
  ],
]
const masked = () => ({ mask: tf.tensor2d([1, 1, 1, 0], [2, 2]) }) as unknown as Forward

test.each([
  ['mean', [2.5, -6, -3, 2]],
  ['first', [1, -5, -3, 2]],
  ['max', [4, -5, -3, 2]],
] as const)('%s reads each text’s own tokens', (name, expected) => {
  const values = tf.tidy(() => plainPools[name].pool(masked(), tf.tensor3d(states)).dataSync())
  expect([...values]).toEqual(expected)
  const unpadded = { mask: null } as unknown as Forward
  const whole = tf.tidy(() => plainPools[name].pool(unpadded, tf.tensor3d(states.slice(0, 1))).dataSync())
  expect([...whole]).toEqual(expected.slice(0, 2))
})

test('the largest sends its gradient to the token that it came from', () => {
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(plainPools.max.pool(masked(), x)))(tf.tensor3d(states))
      .dataSync(),
  )
  expect([...gradient]).toEqual([0, 1, 1, 0, 1, 1, 0, 0])
})

const bert = readJson('bert/config.json') as Record<string, unknown>
const weights = readTensors('bert/model.safetensors')

test.each([
  [null, 'cls', true],
  ['mean', 'mean', false],
  ['first', 'first', false],
  ['max', 'max', false],
] as const)('BERT published with %s has the way %s, and asks its pooler: %s', (pooling, kept, asks) => {
  const trunk = trunkOf({ config: bert, preprocessor: null, weights, pooling })
  expect(trunk.huggingFace.pooling).toBe(kept)
  expect(trunk.blocks.some(({ name }) => name === 'bert.pooler')).toBe(asks)
  // What is left out on purpose is no surplus.
  expect(surplusTensors(trunk, weights)).toEqual([])
  const again = trunkOf({ config: trunk.config(['a', 'b']), preprocessor: null, weights })
  expect(again.huggingFace.pooling).toBe(kept)
})

test.each([
  ['distilbert', null, undefined],
  ['distilbert', 'mean', 'mean'],
  ['distilbert', 'max', 'max'],
  ['roberta', null, undefined],
  ['xlm-roberta', 'mean', 'mean'],
  ['roberta', 'max', 'max'],
] as const)('%s published with %s keeps it in an export', (name, pooling, kept) => {
  const config = readJson(`${name}/config.json`)
  const files = { preprocessor: null, weights: readTensors(`${name}/model.safetensors`) }
  const trunk = trunkOf({ config, ...files, pooling })
  expect((trunk.config(['a', 'b']) as { thaw_pooling?: string }).thaw_pooling).toBe(kept)
  expect(trunk.huggingFace.limits(undefined).classifier === undefined).toBe(pooling === null)
})

test.each(['bert', 'distilbert', 'roberta', 'modernbert', 'gpt2', 'gpt-neo'])(
  '%s has as many tokens as its weights have rows',
  (name) => {
    const config = readJson(`${name}/config.json`) as { vocab_size: number }
    const tensors = readTensors(`${name}/model.safetensors`)
    for (const said of [config.vocab_size - 8, config.vocab_size + 8]) {
      const trunk = trunkOf({ config: { ...config, vocab_size: said }, preprocessor: null, weights: tensors })
      expect(trunk.input).toMatchObject({ kind: 'text', vocabulary: config.vocab_size })
      expect(trunk.config(null)).toMatchObject({ vocab_size: config.vocab_size })
      loadModel(trunk, tensors).dispose()
    }
  },
)

test.each([
  [null, 'first', 'cls', true],
  ['mean', 'mean', 'mean', false],
  ['first', 'first', 'cls', true],
] as const)('ModernBERT published with %s reads %s, and says so in its own field', (pooling, way, said, same) => {
  const files = { preprocessor: null, weights: readTensors('modernbert/model.safetensors') }
  const config = readJson('modernbert/config.json')
  const trunk = trunkOf({ config, ...files, pooling })
  expect(trunk.huggingFace.pooling).toBe(way)
  expect(trunk.config(['a', 'b'])).toMatchObject({ classifier_pooling: said })
  // Its adapters stand on the published configuration, which names another way.
  expect(trunk.huggingFace.limits(undefined).classifier === undefined).toBe(same)
  const classifier = { ...(config as object), architectures: ['ModernBertForSequenceClassification'] }
  expect(trunkOf({ config: classifier, ...files, pooling: 'mean' }).huggingFace.pooling).toBe('first')
  expect(() => trunkOf({ config: { ...classifier, architectures: [] }, ...files, pooling: 'max' })).toThrow('"max"')
})

test('ModernBERT without the dense layer that follows its vector begins it anew, beside the classifier', () => {
  const config = { ...(readJson('modernbert/config.json') as object), architectures: ['ModernBertModel'] }
  const whole = readTensors('modernbert/model.safetensors')
  const bare = [...whole.tensors].filter(([name]) => name.startsWith('model.'))
  const tensors = new Map(bare.map(([name, tensor]) => [name.replace(/^model\./, ''), tensor]))
  const headless = { tensors, metadata: {} }
  const trunk = trunkOf({ config, preprocessor: null, weights: headless, pooling: 'mean' })
  expect(trunk.blocks.at(-1)?.name).toBe('model.final_norm')
  expect(trunk.classifier.parameters(2).map(({ name }) => name)).toEqual([
    ...['head.dense.weight', 'head.norm.weight', 'classifier.weight', 'classifier.bias'],
  ])
  loadModel(trunk, headless).dispose()
  const { blocks, classifier } = trunkOf({ config, preprocessor: null, weights: whole })
  expect(blocks.at(-1)?.name).toBe('head')
  expect(classifier.parameters(2).map(({ name }) => name)).toEqual(['classifier.weight', 'classifier.bias'])
})

test.each([
  ['qweight', 'gptq or awq'],
  ['SCB', 'bitsandbytes'],
  ['quant_state.bitsandbytes__nf4', 'bitsandbytes'],
  ['weight_packed', 'fp8 or compressed-tensors'],
])('weights in the place of which stands "%s" are quantised, though no configuration says so', (mark, method) => {
  const query = 'bert.encoder.layer.0.attention.self.query'
  const rounded = new Map([...weights.tensors].filter(([name]) => name !== `${query}.weight`))
  rounded.set(`${query}.${mark}`, { dtype: 'U8', shape: [1], bytes: new Uint8Array(1) })
  const trunk = trunkOf({ config: bert, preprocessor: null, weights })
  expect(() => loadModel(trunk, { tensors: rounded, metadata: {} })).toThrow(`quantised (${method})`)
})

test.each(['gpt2', 'gpt-neo'])('%s reads its last token, and refuses any other way by name', (name) => {
  const config = readJson(`${name}/config.json`)
  const files = { config, preprocessor: null, weights: readTensors(`${name}/model.safetensors`) }
  expect(trunkOf({ ...files, pooling: 'last' }).family).toBe(name)
  expect(() => trunkOf({ ...files, pooling: 'mean' })).toThrow('one vector of a text by "mean"')
  expect(() => trunkOf({ config: bert, preprocessor: null, weights, pooling: 'last' })).toThrow('by "lasttoken"')
})
