/** What is taken away of a model that marks words answers as before when it is brought back. */
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { exportAdapter } from '../../../src/engine/export/peft/exportAdapter.ts'
import { importAdapter, tunedFromAdapter } from '../../../src/engine/export/peft/importAdapter.ts'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import type { ExportedFile } from '../../../src/shared/domain/files.ts'
import { markWords } from '../../../src/tasks/token-classification/engine.ts'
import { startBackend } from '../../support/backends.ts'
import { type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { taggedSentences, tagNames } from '../../support/taggedSentences.ts'
import { tinyBert, tinyText } from '../../support/tinyText.ts'

const sentences: SmallTask = { data: taggedSentences(24), model: tinyBert }

beforeAll(() => startBackend('wasm'))

const named = (files: readonly ExportedFile[]) => files.map(({ name, blob }) => ({ path: name, file: blob }))

async function entitiesOf(tuned: TunedModel) {
  const answer = await markWords.predict(tuned, { kind: 'text', text: 'then the cat and loud barks again' }, nodeCodec)
  if (answer.kind !== 'tags') throw new Error('another kind of answer')
  return answer.entities.map(({ probability, ...entity }) => ({ ...entity, probability: probability.toFixed(4) }))
}

async function afterRun(method: MethodId, inspect: (tuned: TunedModel, model: LiveModel) => Promise<void>) {
  await smallRun(sentences, smallRecipe(sentences, method, { epochs: 4 }), { inspect })
}

test('the whole model says what transformers calls it, and comes back', async () => {
  await afterRun('lora', async (tuned) => {
    const files = await exportFiles(tuned)
    const config = JSON.parse((await files.find(({ name }) => name === 'config.json')?.blob.text()) ?? '')
    expect(config).toMatchObject({
      architectures: ['BertForTokenClassification'],
      id2label: { 0: 'B-ANIMAL', 3: 'O' },
      label2id: { O: 3 },
      num_labels: 4,
    })
    const back = importTuned(await readModelFiles(named(files)))
    expect(back).toMatchObject({ task: 'token-classification', labels: tagNames })
    expect(await entitiesOf(back)).toEqual(await entitiesOf(tuned))
    disposeTuned(back)
  })
})

test.each<MethodId>(['lora', 'prompt', 'adapter'])(
  'an adapter of %s comes back onto the same model',
  async (method) => {
    await afterRun(method, async (tuned, model) => {
      const files = (await exportAdapter(tuned)) ?? []
      const imported = await importAdapter(named(files), model.trunk)
      expect(imported).toMatchObject({ task: 'token-classification', labels: tagNames })
      const back = tunedFromAdapter(imported, model, tinyText())
      expect(await entitiesOf(back)).toEqual(await entitiesOf(tuned))
      disposeTuned(back)
      const peft = files.find(({ name }) => name === 'adapter_config.json')
      if (peft) expect(JSON.parse(await peft.blob.text())).toMatchObject({ task_type: 'TOKEN_CLS' })
    })
  },
)
