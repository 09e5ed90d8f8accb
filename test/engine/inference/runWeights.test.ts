import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { unpackedBlob } from '../../../src/engine/data/pictureBlob.ts'
import { continueText } from '../../../src/engine/inference/continueText.ts'
import { runWeightsOf, tunedFromRunWeights } from '../../../src/engine/inference/runWeights.ts'
import { disposeTuned, networkOf, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { parseSafetensors, writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { startBackend } from '../../support/backends.ts'
import { predict } from '../../support/predict.ts'
import { continued, pictures, type SmallTask, smallRecipe, smallRun, texts } from '../../support/smallRuns.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { tinyText } from '../../support/tinyText.ts'

const short = { epochs: 1 }
const random = { ...short, 'model.initialisation': 'random' }
const cases = [
  { name: 'a head', task: pictures, recipe: smallRecipe(pictures, 'head', short) },
  { name: 'thawed blocks', task: pictures, recipe: smallRecipe(pictures, 'top-blocks', short) },
  { name: 'pairs', task: pictures, recipe: smallRecipe(pictures, 'lora', { ...short, thaw: 2 }) },
  {
    name: 'pairs at principal directions',
    task: texts,
    recipe: smallRecipe(texts, 'lora', { ...short, thaw: 2, 'method.rank': 2, 'method.initialisation': 'pissa' }),
  },
  { name: 'everything', task: texts, recipe: smallRecipe(texts, 'full', short) },
  { name: 'everything from random weights', task: pictures, recipe: smallRecipe(pictures, 'full', random) },
  { name: 'a head on random weights', task: pictures, recipe: smallRecipe(pictures, 'head', random) },
  { name: 'a prefix', task: texts, recipe: smallRecipe(texts, 'prefix', { ...short, thaw: 2, 'method.tokens': 2 }) },
  { name: 'a continued text', task: continued, recipe: smallRecipe(continued, 'top-blocks', { ...short, thaw: 2 }) },
  {
    name: 'blocks that were thawed in mid-run',
    task: pictures,
    recipe: smallRecipe(pictures, 'top-blocks', short, [{ step: 2, thaw: 2 }]),
  },
]

describe('what a run learned, put onto its model again, answers to the bit alike', () => {
  test.each(cases)('$name', async ({ task, recipe }) => {
    await startBackend('wasm')
    const before = tf.memory().numTensors
    expect.assertions(2)
    await smallRun(task, recipe, {
      async inspect(tuned, model) {
        const text = task === pictures ? null : tinyText()
        const again = await tunedFromRunWeights(await runWeightsOf(tuned), { model, text, recipe })
        expect(await answerOf(task, again)).toEqual(await answerOf(task, tuned))
        disposeTuned(again)
      },
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

test.each([
  ['another method', { id: 'full' }],
  ['another rank', { rank: 1e12 }],
  ['targets that are no name', { targets: {} }],
  ['places that are no list', { sites: 7 }],
  ['fewer blocks than none', { thaw: -5 }],
])('learned weights that claim %s are refused, and leave no tensor', async (_, claimed) => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const recipe = smallRecipe(texts, 'lora', { ...short, thaw: 2, 'method.rank': 2 })
  await smallRun(texts, recipe, {
    async inspect(tuned, model) {
      const { tensors, metadata } = parseSafetensors((await runWeightsOf(tuned)).buffer)
      const about = JSON.parse(metadata.thaw_learned ?? '{}')
      const changed = { ...about, method: { ...about.method, ...claimed } }
      const bytes = writeSafetensors([...tensors], { thaw_learned: JSON.stringify(changed) })
      const on = { model, text: tinyText(), recipe }
      await expect(tunedFromRunWeights(new Uint8Array(bytes), on)).rejects.toMatchObject({ code: 'weights-invalid' })
    },
  })
  expect(tf.memory().numTensors).toBe(before)
})

test('a text’s vector must be made as it was when the run learned', async () => {
  await startBackend('wasm')
  const recipe = smallRecipe(texts, 'head', short)
  expect.assertions(5)
  await smallRun(texts, recipe, {
    async inspect(tuned, model) {
      const bytes = await runWeightsOf(tuned)
      const on = (pooling: 'mean' | 'cls' | 'first' | 'max') => {
        const { trunk } = model
        const other = { ...model, trunk: { ...trunk, huggingFace: { ...trunk.huggingFace, pooling } } }
        return { model: other, text: tinyText(), recipe }
      }
      disposeTuned(await tunedFromRunWeights(bytes, on('mean')))
      await expect(tunedFromRunWeights(bytes, on('first'))).rejects.toThrow('vector of each text ("mean")')
      await expect(tunedFromRunWeights(bytes, on('max'))).rejects.toMatchObject({ code: 'weights-invalid' })
      // As earlier versions wrote it, which knew no other ways than the mean and the pooler.
      const { tensors, metadata } = parseSafetensors(bytes.slice().buffer)
      const { pooling, ...about } = JSON.parse(metadata.thaw_learned as string)
      expect(pooling).toBe('mean')
      const old = writeSafetensors(tensors, { thaw_learned: JSON.stringify(about) }) as Uint8Array<ArrayBuffer>
      disposeTuned(await tunedFromRunWeights(old, on('cls')))
      await expect(tunedFromRunWeights(old, on('first'))).rejects.toThrow('("cls") than the model makes now ("first")')
      disposeTuned(await tunedFromRunWeights(old, on('mean')))
      expect(old.byteLength).toBeLessThan(bytes.byteLength)
    },
  })
})

test('learned weights of another model are refused by name and shape, and leave no tensor', async () => {
  await startBackend('wasm')
  const before = tf.memory().numTensors
  const recipe = smallRecipe(pictures, 'full', short)
  await smallRun(pictures, recipe, {
    async inspect(tuned) {
      const bytes = await runWeightsOf(tuned)
      const other = texts.model()
      await expect(tunedFromRunWeights(bytes, { model: other, text: tinyText(), recipe })).rejects.toMatchObject({
        code: 'weights-invalid',
        message: expect.stringContaining('"resnet"'),
      })
      other.dispose()
      const cut = bytes.slice(0, bytes.length - 8)
      const model = tinyResnet()
      await expect(tunedFromRunWeights(cut, { model, text: null, recipe })).rejects.toMatchObject({
        code: 'weights-invalid',
      })
      model.dispose()
    },
  })
  expect(tf.memory().numTensors).toBe(before)
})

async function answerOf({ data }: SmallTask, tuned: TunedModel) {
  const content = data.examples[0]?.content
  if (tuned.task === 'text-generation') {
    const settings = { prompt: 'the', tokens: 8, temperature: 1, topK: 0, topP: 1 }
    const made = { settings, seed: 1, stopped: () => false, onText: () => {} }
    return (await continueText(networkOf(tuned), tinyText(), made)).text
  }
  if (!content) throw new Error('no example')
  const input =
    content.kind === 'image'
      ? ({ kind: 'image', image: await unpackedBlob(content.blob) } as const)
      : ({ kind: 'text', text: textOf(content) ?? '' } as const)
  return (await predict(tuned, input, nodeCodec)).classes
}
