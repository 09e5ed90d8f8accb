import { describe, expect, test } from 'vitest'
import type { DatasetSummary } from '../../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../../src/shared/domain/model.ts'
import type { RunResult } from '../../../src/shared/domain/run.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { buildReport, isGenerationReport, parseReport } from '../../../src/shared/report/report.ts'
import { told } from '../../support/told.ts'

const recipe = buildRecipe(
  {
    task: 'image-classification',
    model: { id: 'thaw-vision', revision: 'main' },
    data: { name: 'pets', fingerprint: 'ab12' },
    backend: 'auto',
  },
  { ...defaultFields('top-blocks'), seed: 7 },
)
const dataset: DatasetSummary = {
  task: 'image-classification',
  name: 'pets',
  fingerprint: 'ab12',
  examples: 10,
  traits: ['photographs'],
  classes: [
    { name: 'cat', count: 6, trainable: 6, thumbnails: [], samples: [] },
    { name: 'dog', count: 4, trainable: 4, thumbnails: [], samples: [] },
  ],
  passages: [],
  columns: null,
  skipped: [{ path: 'cat/notes.txt', reason: told('It is not a picture.') }],
  namedSplits: [],
  warnings: [],
}
const model: ModelSummary = {
  id: 'thaw-vision',
  title: 'Thaw vision',
  family: 'resnet',
  tasks: ['image-classification'],
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
  validationPerplexity: null,
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
    kind: 'classification',
    n: 2,
    loss: 0.4,
    accuracy: 0.5,
    interval: [0.1, 0.9],
    baseline: 0.5,
    confusion: [],
    perClass,
    answers: { examples: [3, 4], truth: [0, 1], probabilities: Float32Array.of(0.6, 0.4, 0.7, 0.3), classes: 2 },
  },
  validation: null,
  testSet: 'f00',
  before: null,
  samples: null,
  forgetting: null,
  seconds: { prepare: 1, train: 3, total: 5 },
  memory: { tensors: 12, peakBytes: 4096 },
  warnings: [],
}

test('a report gathers what the dataset, the model and the run say, and survives JSON', () => {
  const report = buildReport(dataset, model, run)
  expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual({
    task: 'image-classification',
    backend: 'wasm',
    adapter: '2 threads, SIMD',
    model: 'thaw-vision',
    method: 'top-blocks',
    seed: 7,
    recipe,
    data: {
      ...{ examples: 10, classes: 2, train: 6, validation: 2, test: 2 },
      skipped: [{ path: 'cat/notes.txt', reason: 'It is not a picture.' }],
    },
    parameters: { total: 118, trainable: 18 },
    epochs: [
      { epoch: 1, trainLoss: 0.7, validationLoss: 0.6, validationAccuracy: 0.5, learningRate: 0.001, seconds: 1.5 },
    ],
    bestEpoch: 1,
    test: { loss: 0.4, accuracy: 0.5, n: 2, perClass },
    seconds: { download: 2, prepare: 1, train: 3, total: 7 },
    memory: { tensors: 12, peakBytes: 4096 },
  })
})

describe('the report of a run that continued texts', () => {
  const continued: RunResult = {
    ...run,
    recipe: { ...recipe, task: 'text-generation' },
    classes: [],
    epochs: [{ ...epoch, validationAccuracy: null, validationPerplexity: 30.1 }],
    before: { validationLoss: 3.6, validationPerplexity: 36.6 },
    samples: { prompt: 'Wind', before: ' the the', after: ' from the west' },
    test: {
      kind: 'generation',
      n: 900,
      loss: 3.3,
      perplexity: 27.1,
      bitsPerByte: 1.7,
      before: { loss: 3.5, perplexity: 33.1, bitsPerByte: 1.8 },
    },
  }
  const report = buildReport(dataset, model, continued)

  test('tells perplexity, the untouched network and how both continue the prompt, and survives JSON', () => {
    const parsed = parseReport(JSON.parse(JSON.stringify(report)))
    expect(parsed).toMatchObject({
      baseline: { validationLoss: 3.6, validationPerplexity: 36.6 },
      test: { loss: 3.3, perplexity: 27.1, bitsPerByte: 1.7, n: 900 },
      samples: { before: ' the the', after: ' from the west' },
      data: { classes: 0 },
    })
    expect(Object.keys(parsed.epochs[0] ?? {}).sort()).toEqual([
      'epoch',
      'learningRate',
      'seconds',
      'trainLoss',
      'validationLoss',
      'validationPerplexity',
    ])
    expect(Object.keys(parsed.test).sort()).toEqual(['bitsPerByte', 'loss', 'n', 'perplexity'])
    expect(isGenerationReport(parsed)).toBe(true)
    expect(isGenerationReport(buildReport(dataset, model, run))).toBe(false)
  })
  test('is refused with a perplexity below one, which no network has', () => {
    const wrong = { ...report, baseline: { validationLoss: 1, validationPerplexity: 0.5 } }
    expect(() => parseReport(wrong)).toThrow('baseline.validationPerplexity')
  })
})

test('a report that breaks the contract is refused with the name of the field', () => {
  const report = buildReport(dataset, model, run)
  expect(() => parseReport({ ...report, test: { ...report.test, accuracy: null } })).toThrow('test.accuracy')
  expect(() => parseReport({ ...report, extra: 1 })).toThrow('extra')
  expect(() => parseReport({ ...report, recipe: { ...recipe, epochs: -1 } })).toThrow('recipe')
})
