/** The sample of moods shows what thawing is for: a head on frozen features does not bridge what it asks for. */
import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { disposeTuned } from '../../../src/engine/inference/tunedModel.ts'
import { loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import { readFolderModel } from '../../../src/engine/weights/modelFiles.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { sampleFor } from '../../../src/shared/catalog/sample.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import { startBackend } from '../../support/backends.ts'

beforeAll(() => startBackend('wasm'))

const { path, task } = sampleFor('image-classification', 'moods')

async function testAccuracy(method: MethodId): Promise<number> {
  const { signal } = new AbortController()
  const file = new Blob([new Uint8Array(await readFile(`public/${path}`))])
  const request = { name: 'moods', files: [{ path: 'moods.zip', file }] }
  const quiet = { onProgress() {}, signal, codec: nodeCodec, readings: dataReadings }
  const dataset = await readDataset(request, { textColumn: '', labelColumn: '', ...quiet })
  const names = ['config.json', 'model.safetensors', 'preprocessor_config.json']
  const files = await Promise.all(
    names.map(async (name) => ({
      ...{ path: name, file: new Blob([new Uint8Array(await readFile(`public/models/thaw-vision/${name}`))]) },
    })),
  )
  const read = await readFolderModel(files)
  const model = loadModel(trunkOf(read), read.weights)
  const identity = { task, model: { id: 'thaw-vision', revision: '' }, data: { name: 'moods', fingerprint: '' } }
  // Few epochs without views, at a rate that makes up for it: a quarter of the time, and the difference is there.
  const brief = { 'augment.views': 0, epochs: 12, 'optimiser.trunkRate': 1 }
  const fields = { ...defaultFields(method, task, 208), ...brief }
  const { result, tuned } = await runRecipe({
    ...{ runId: 'run', recipe: buildRecipe({ ...identity, backend: 'wasm' }, fields), dataset, model, text: null },
    ...{ codec: nodeCodec, backend: { backend: 'wasm', adapter: 'test' }, emit() {}, control: runControl() },
    ...{ signal, from: null, sink: null },
  })
  disposeTuned(tuned)
  model.dispose()
  if (result.test.kind !== 'classification') throw new Error('Moods are classes.')
  return result.test.accuracy
}

test('of the moods a head alone names fewer than a tuned network, by a wide margin', { timeout: 600_000 }, async () => {
  const head = await testAccuracy('head')
  const full = await testAccuracy('full')
  expect(head).toBeGreaterThan(0.4)
  expect(full - head).toBeGreaterThanOrEqual(0.1)
})
