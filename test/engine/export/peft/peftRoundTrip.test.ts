import { readdirSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportAdapter, neededAdapter } from '../../../../src/engine/export/peft/exportAdapter.ts'
import { importAdapter, tunedFromAdapter } from '../../../../src/engine/export/peft/importAdapter.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { loadModel, trunkOf } from '../../../../src/engine/models/liveModel.ts'
import { parseSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { type StoredTensor, widen } from '../../../../src/engine/weights/tensorFile.ts'
import type { ExportedFile, NamedFile } from '../../../../src/shared/domain/files.ts'
import { startBackend } from '../../../support/backends.ts'
import { peftCases } from '../../../support/peftCases.ts'
import { peeredLogits } from '../../../support/peftNetwork.ts'
import { fixturePath, readFixture } from '../../../support/reference.ts'
import { modelFilesOf } from '../../../support/referenceFixture.ts'
import { openNetwork } from '../../../support/referenceNetwork.ts'
import { relativeError } from '../../../support/relativeError.ts'
import { type TunedCase, tunedFixture } from '../../../support/tunedFixture.ts'

const vision = 'image-classification'
const sorting = 'text-classification'

beforeAll(() => startBackend('cpu'))

test.each([...peftCases])('%s comes back and answers as before', async (name, { base }) => {
  const folder = fixturePath(`peft/exported/${name}`)
  const files = readdirSync(folder).filter((file) => file !== 'logits.safetensors')
  const named = files.map((file) => ({ path: file, file: new Blob([readFileSync(`${folder}/${file}`)]) }))
  const logits = parseSafetensors(new Uint8Array(readFileSync(`${folder}/logits.safetensors`)).buffer).tensors
  const answered = await answers(base, named)
  expect(relativeError(answered.logits, widen(logits.get('logits') as StoredTensor))).toBeLessThan(1e-5)
  expect(answered.labels).toEqual(answered.task === 'text-generation' ? [] : ['one', 'two', 'three'])
  expect(answered.base).toMatchObject({ id: base })
})

describe('what peft has no place for', () => {
  const own: readonly [string, TunedCase][] = [
    ['a bottleneck adapter', { base: 'bert', method: 'adapter', task: sorting }],
    ['a bottleneck adapter in a ViT', { base: 'vit', method: 'adapter', task: vision }],
    ['prompts beside patches', { base: 'vit', method: 'prompt', task: vision, changed: { depth: 'deep' } }],
    ['prefixes in a ViT', { base: 'vit', method: 'prefix', task: vision }],
    [
      'a prefix on the upper layers only',
      { base: 'gpt2', method: 'prefix', task: 'text-generation', changed: { thaw: 2 } },
    ],
    ['a LoRA on BERT without its pooler', { base: 'bert-mean', method: 'lora', task: sorting }],
    ['a LoRA on Keras’s MobileNet', { base: 'mobilenet-v1', method: 'lora', task: vision }],
    [
      'PiSSA on a MobileNet that pads as TensorFlow',
      { base: 'mobilenet-v2', method: 'lora', task: vision, changed: { initialisation: 'pissa', thaw: 4 } },
    ],
  ]
  test.each(own)('%s goes out in a file of the studio’s own, and comes back', async (_, tunedCase) => {
    const fixture = await tunedFixture(tunedCase)
    const files = (await exportAdapter(fixture.tuned)) ?? []
    expect(files.map(({ name }) => name)).toContain('thaw_adapter.safetensors')
    expect(files.map(({ name }) => name)).not.toContain('adapter_config.json')
    const card = await files.find(({ name }) => name === 'README.md')?.blob.text()
    expect(card).toContain("This is the studio's own file")
    // A pair of matrices merges into any network; transformers has none that is built like Keras's.
    expect(card?.includes('In Python, the whole model answers alike')).toBe(
      tunedCase.method === 'lora' && tunedCase.base !== 'mobilenet-v1',
    )
    const logits = fixture.logits()
    const answered = await answers(tunedCase.base, files.map(asNamed))
    expect(relativeError(answered.logits, await logits.data())).toBeLessThan(1e-6)
    logits.dispose()
    fixture.dispose()
  })

  test.each(['head', 'top-blocks', 'full', 'gradual', 'bitfit'] as const)('%s has no adapter', async (method) => {
    const fixture = await tunedFixture({ base: 'resnet-basic', method, task: vision })
    expect(await exportAdapter(fixture.tuned)).toBeNull()
    await expect(neededAdapter(fixture.tuned)).rejects.toMatchObject({ code: 'export-refused' })
    fixture.dispose()
  })
})

function asNamed({ name, blob }: ExportedFile): NamedFile {
  return { path: `folder/${name}`, file: blob }
}

/** Through a tuned model that is made of the files; nothing is left of it. */
async function answers(base: string, files: readonly NamedFile[]) {
  const before = tf.memory().numTensors
  const fixture = readFixture(base)
  const original = await openNetwork(fixture)
  const parts = await modelFilesOf(fixture)
  const model = loadModel(trunkOf(parts), parts.weights)
  const imported = await importAdapter(files, model.trunk)
  const tuned = tunedFromAdapter(imported, model, null)
  const { task, attachment } = imported
  const own = new Map(
    model.trunk.blocks.flatMap((block) => block.parameters).map(({ name }) => [name, tuned.model.weight(name)]),
  )
  const values = new Map([...own, ...(tuned.adapter?.values ?? []), ...tuned.head])
  const output = peeredLogits({ original, task, attachment, values })
  const logits = new Float32Array(await output.data())
  output.dispose()
  disposeTuned(tuned)
  model.dispose()
  original.dispose()
  expect(tf.memory().numTensors).toBe(before)
  return { logits, labels: tuned.labels, task, base: tuned.base }
}
