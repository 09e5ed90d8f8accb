/** The site's own small networks, really tuned on its samples (WASM, in Node): what rounding costs shows on trained weights, not on drawn ones. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../src/engine/data/dataset.ts'
import { readDataset } from '../../src/engine/data/readDataset.ts'
import { splitDataset } from '../../src/engine/data/splitDataset.ts'
import type { CalibratedModel } from '../../src/engine/inference/calibrate.ts'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { openModel } from '../../src/engine/models/openModel.ts'
import { runRecipe } from '../../src/engine/run/runRecipe.ts'
import { memoryStore } from '../../src/engine/storage/blobStore.ts'
import { runControl } from '../../src/engine/train/runControl.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { dataReadings } from '../../src/tasks/engines.ts'

export interface SampleRun {
  /** A folder of public/models. */
  readonly model: string
  /** A file of public/samples. */
  readonly data: string
  readonly method: MethodId
  readonly fields?: Readonly<Record<string, FieldValue>>
}

export interface TrainedModel {
  readonly tuned: TunedModel | CalibratedModel
  readonly dataset: Dataset
  /** Indices of examples that it was not trained on. */
  readonly test: readonly number[]
}

/** On `startBackend('wasm')`. The caller disposes (`disposeTuned`). */
export async function trainedOnSample({ model: id, data, method, fields = {} }: SampleRun): Promise<TrainedModel> {
  const signal = new AbortController().signal
  const file = new Blob([new Uint8Array(await readFile(join('public/samples', data)))])
  const dataset = await readDataset(
    { name: basename(data), files: [{ path: basename(data), file }] },
    { textColumn: '', labelColumn: '', onProgress() {}, signal, codec: nodeCodec, readings: dataReadings },
  )
  const model = await openModel(
    { kind: 'catalog', id },
    { fetch: fromPublic, store: memoryStore(), storeWarning: null, siteBase, onProgress() {}, signal },
  )
  const identity = {
    task: dataset.task,
    model: { id, revision: model.summary.revision },
    data: { name: dataset.name, fingerprint: dataset.fingerprint },
    backend: 'wasm' as const,
  }
  const recipe = buildRecipe(identity, {
    ...defaultFields(method, dataset.task),
    ...{ seed: 1, 'augment.views': 0, 'sample.tokens': 1 },
    ...fields,
  })
  const { tuned } = await runRecipe({
    ...{ runId: 'sample', recipe, dataset, model: model.live, text: model.text, codec: nodeCodec, signal },
    ...{ backend: { backend: 'wasm', adapter: 'Node' }, control: runControl(), from: null, sink: null, emit() {} },
  })
  const { split, seed, maxTrain } = recipe
  const { test } = splitDataset(dataset, { ...split, seed: split.seed || seed, maxTrain })
  model.live.dispose()
  return { tuned, dataset, test }
}

const siteBase = 'https://studio.example/'

/** The site's files. */
async function fromPublic(input: string | URL | Request): Promise<Response> {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  return readFile(join('public', pathname)).then(
    (bytes) => new Response(new Uint8Array(bytes)),
    () => new Response('', { status: 404 }),
  )
}
