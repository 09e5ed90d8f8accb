import { expect, test } from 'vitest'
import { configOf, exportFiles } from '../../../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { gpt2 } from '../../../../src/engine/models/gpt.ts'
import { randomModel } from '../../../../src/engine/models/liveModel.ts'
import { readModelFiles } from '../../../../src/engine/weights/modelFiles.ts'
import { parseSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { seeded } from '../../../../src/shared/random.ts'
import { startBackend } from '../../../support/backends.ts'
import { tinyGpt2Config, tinyText } from '../../../support/tinyText.ts'
import { tunedNetwork } from '../../../support/tunedNetwork.ts'

test('what is given away says the type that its weights are written in', async () => {
  await startBackend('cpu')
  const config = { ...tinyGpt2Config, torch_dtype: 'float16' }
  const trunk = gpt2.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const model = randomModel(trunk, seeded('export'))
  const made = await exportFiles({
    task: 'text-generation',
    model,
    head: new Map(),
    adapter: null,
    labels: [],
    text: tinyText(),
    maxTokens: 12,
  })
  model.dispose()
  const bytesOf = async (name: string) =>
    made.find((file) => file.name === name)?.blob.arrayBuffer() as Promise<ArrayBuffer>
  const said = JSON.parse(new TextDecoder().decode(await bytesOf('config.json')))
  expect(said).toMatchObject({ torch_dtype: 'float32', model_type: 'gpt2' })
  expect(said).not.toHaveProperty('dtype')
  const { tensors } = parseSafetensors(await bytesOf('model.safetensors'))
  expect(new Set([...tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F32']))
})

test('a writer whose published configuration names classes comes back as a writer', async () => {
  await startBackend('cpu')
  const config = { ...tinyGpt2Config, id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 } }
  const trunk = gpt2.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const model = randomModel(trunk, seeded('export'))
  const about = { adapter: null, labels: [], text: tinyText(), maxTokens: 12 }
  const made = await exportFiles({ task: 'text-generation', model, head: new Map(), ...about })
  model.dispose()
  const back = importTuned(await readModelFiles(made.map(({ name, blob }) => ({ path: name, file: blob }))))
  expect(back).toMatchObject({ task: 'text-generation', labels: [] })
  disposeTuned(back)
})

test.each([
  ['bert', 'the tokenizer’s', 0],
  ['modernbert', 'the tokenizer’s', 0],
  // Its tokens' places are counted from it: with another, every text would be read as one that is shifted.
  ['roberta', 'its own', 1],
] as const)('%s goes out with %s padding, by which transformers reads it', async (base, _whose, padding) => {
  await startBackend('cpu')
  const tuned = await tunedNetwork({ base, task: 'text-classification', method: 'full' })
  expect(tuned.text?.tokenizer.padId).toBe(0)
  expect(configOf(tuned)).toMatchObject({ pad_token_id: padding })
  disposeTuned(tuned)
})
