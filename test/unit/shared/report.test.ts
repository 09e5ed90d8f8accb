import { expect, test } from 'vitest'
import type { DatasetSummary, ModelSummary, RunResult } from '../../../src/shared/protocol.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe.ts'
import { buildReport, parseReport } from '../../../src/shared/report.ts'

const recipe = buildRecipe(
  { model: { id: 'thaw-vision', revision: 'main' }, data: { name: 'pets', fingerprint: 'ab12' }, backend: 'auto' },
  { ...defaultFields('top-blocks'), seed: 7 },
)
const dataset: DatasetSummary = {
  name: 'pets',
  fingerprint: 'ab12',
  examples: 10,
  classes: [
    { name: 'cat', count: 6, thumbnails: [] },
    { name: 'dog', count: 4, thumbnails: [] },
  ],
  skipped: [{ path: 'cat/notes.txt', reason: 'It is not a picture.' }],
  namedSplits: [],
  warnings: [],
}
const model: ModelSummary = {
  id: 'thaw-vision',
  title: 'Thaw vision',
  family: 'resnet',
  revision: 'main',
  inputSize: 64,
  blocks: [],
  parameters: 100,
  featureSize: 8,
  downloadedBytes: 400,
  seconds: 2,
  warnings: [],
  labels: null,
}
const perClass = [
  { name: 'cat', precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
  { name: 'dog', precision: 0, recall: 0, f1: 0, support: 0 },
]
const epoch = {
  epoch: 1,
  trainLoss: 0.7,
  validationLoss: 0.6,
  validationAccuracy: 0.5,
  learningRate: 0.001,
  seconds: 1.5,
}
const run: RunResult = {
  runId: 'r1',
  recipe,
  backend: 'wasm',
  adapter: '2 threads, SIMD',
  classes: ['cat', 'dog'],
  counts: { examples: 10, train: 6, validation: 2, test: 2 },
  parameters: { total: 118, trainable: 18 },
  epochs: [epoch],
  bestEpoch: 1,
  stop: 'finished',
  test: {
    n: 2,
    loss: 0.4,
    accuracy: 0.5,
    interval: [0.1, 0.9],
    baseline: 0.5,
    confusion: [],
    perClass,
    mistakes: [],
  },
  seconds: { prepare: 1, train: 3, total: 5 },
  memory: { tensors: 12, peakBytes: 4096 },
  warnings: [],
}

test('a report gathers what the dataset, the model and the run say, and survives JSON', () => {
  const report = buildReport(dataset, model, run)
  expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual({
    backend: 'wasm',
    adapter: '2 threads, SIMD',
    model: 'thaw-vision',
    method: 'top-blocks',
    seed: 7,
    recipe,
    data: { examples: 10, classes: 2, train: 6, validation: 2, test: 2, skipped: dataset.skipped },
    parameters: { total: 118, trainable: 18 },
    epochs: [epoch],
    bestEpoch: 1,
    test: { loss: 0.4, accuracy: 0.5, n: 2, perClass },
    seconds: { download: 2, prepare: 1, train: 3, total: 7 },
    memory: { tensors: 12, peakBytes: 4096 },
  })
})

test('a report that breaks the contract is refused with the name of the field', () => {
  const report = buildReport(dataset, model, run)
  expect(() => parseReport({ ...report, test: { ...report.test, accuracy: null } })).toThrow('test.accuracy')
  expect(() => parseReport({ ...report, extra: 1 })).toThrow('extra')
  expect(() => parseReport({ ...report, recipe: { ...recipe, epochs: -1 } })).toThrow('recipe')
})
