/** What Tune says that a run will take is what the run then holds at its most, on the samples and the models that come with the page. */
import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { disposeTuned } from '../../../src/engine/inference/tunedModel.ts'
import { countParameters, loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { textOf } from '../../../src/engine/models/modelText.ts'
import { profileModel } from '../../../src/engine/models/profile.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import { readFolderModel } from '../../../src/engine/weights/modelFiles.ts'
import { type SampleName, sampleFor } from '../../../src/shared/catalog/sample.ts'
import { estimate, heapSpare } from '../../../src/shared/estimate.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { taskCard } from '../../../src/tasks/cards.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { startBackend } from '../../support/backends.ts'

beforeAll(() => startBackend('wasm'))

const samples: readonly (readonly [TaskId, SampleName, string])[] = [
  ['text-classification', 'questions', 'thaw-text'],
  ['image-classification', 'picture-book', 'thaw-vision'],
]
/** Of a question, about: the mean of what Tune makes of the examples that it is shown. */
const tokensOfQuestion = 17

test.each(samples)('%s, “%s” on %s', { timeout: 300_000 }, async (task, name, id) => {
  const dataset = await sampleData(task, name)
  const { model, text } = await openedModel(id, task)
  const { trunk } = model
  const summary = {
    ...{ blocks: await profileModel(model), parameters: countParameters(trunk) },
    featureSize: trunk.featureSize,
    inputSize: trunk.input.kind === 'image' ? trunk.input.preprocessing.size : trunk.input.maxTokens,
  }
  for (const method of ['head', 'top-blocks', 'lora'] as const) {
    const identity = { task, model: { id, revision: '' }, data: { name, fingerprint: '' }, backend: 'wasm' } as const
    const recipe = buildRecipe(identity, { ...defaultFields(method, task, 300), epochs: 1, 'augment.views': 0 })
    const { result, tuned } = await runRecipe({
      ...{ runId: 'run', recipe, dataset, model, text, codec: nodeCodec, control: runControl() },
      ...{ backend: { backend: 'wasm', adapter: 'test' }, emit() {}, from: null, sink: null },
      signal: new AbortController().signal,
    })
    disposeTuned(tuned)
    const { train, validation, test: tested } = result.counts
    const classes = result.classes.length
    const tokens = taskCard(task).input === 'image' ? 0 : tokensOfQuestion
    const { memoryBytes } = estimate(summary, recipe, { classes, train, validation, test: tested, tokens })
    // The engine counts what it holds, the estimate adds the steps in which the page's memory grows.
    const ratio = result.memory.peakBytes / (memoryBytes / heapSpare)
    // A batch's texts are filled up to its longest, which the mean does not tell.
    expect(ratio, method).toBeGreaterThan(1 / 1.3)
    expect(ratio, method).toBeLessThan(1.3)
  }
  model.dispose()
})

async function sampleData(task: TaskId, name: SampleName) {
  const { path } = sampleFor(task, name)
  const file = new Blob([new Uint8Array(await readFile(`public/${path}`))])
  const request = { name, files: [{ path: path.split('/').at(-1) ?? '', file }] }
  const quiet = { onProgress() {}, signal: new AbortController().signal, codec: nodeCodec, readings: dataReadings }
  return await readDataset(request, { textColumn: '', labelColumn: '', ...quiet })
}

async function openedModel(id: string, task: TaskId) {
  const beside =
    taskCard(task).input === 'image' ? ['preprocessor_config.json'] : ['tokenizer.json', 'tokenizer_config.json']
  const files = await Promise.all(
    ['config.json', 'model.safetensors', ...beside].map(async (path) => ({
      path,
      file: new Blob([new Uint8Array(await readFile(`public/models/${id}/${path}`))]),
    })),
  )
  const read = await readFolderModel(files)
  const trunk = trunkOf(read)
  return { model: loadModel(trunk, read.weights), text: trunk.input.kind === 'text' ? textOf(read, trunk) : null }
}
