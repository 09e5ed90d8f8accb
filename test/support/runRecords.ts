/** Records of runs as training leaves them, for tests of what keeps and shows them. */
import type { RunRecord } from '../../src/shared/domain/record.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { emptyRunLog } from '../../src/shared/domain/runLog.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'

export const someRecipe: Recipe = buildRecipe(
  {
    task: 'image-classification',
    model: { id: 'tiny', revision: '1' },
    data: { name: 'drawn', fingerprint: 'f00d' },
    backend: 'cpu',
  },
  defaultFields('head'),
)

export function someRecord(id: string, changed: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 2,
    id,
    recipe: someRecipe,
    task: 'image-classification',
    modelTitle: 'Tiny',
    model: { kind: 'catalog', id: 'tiny' },
    data: null,
    startedAt: 1000,
    changedAt: 1000,
    status: 'running',
    log: emptyRunLog,
    result: null,
    error: null,
    tags: [],
    note: '',
    checkpoint: null,
    weights: false,
    testViews: 0,
    comparison: null,
    temperature: 1,
    ...changed,
  }
}

/** Two examples in three classes, both answered rightly. */
export function someResult(runId: string, changed: Partial<RunResult> = {}): RunResult {
  const answers = {
    truth: [0, 2],
    probabilities: Float32Array.of(0.9, 0.05, 0.05, 0.1, 0.2, 0.7),
    classes: 3,
    examples: [4, 7],
  }
  return {
    runId,
    recipe: someRecipe,
    backend: 'cpu',
    adapter: 'test',
    classes: ['red', 'green', 'blue'],
    counts: { examples: 12, train: 8, validation: 2, test: 2 },
    parameters: { total: 100, trainable: 10 },
    epochs: [],
    bestEpoch: 0,
    stop: 'finished',
    test: {
      kind: 'classification',
      n: 2,
      loss: 0.25,
      accuracy: 1,
      interval: [0.34, 1],
      baseline: 0.5,
      confusion: [
        [1, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
      ],
      perClass: ['red', 'green', 'blue'].map((name) => ({ name, precision: 1, recall: 1, f1: 1, support: 1 })),
      answers,
    },
    validation: answers,
    testSet: 'the test',
    before: null,
    samples: null,
    forgetting: null,
    seconds: { prepare: 1, train: 2, total: 3 },
    memory: { tensors: 1, peakBytes: 10 },
    warnings: [],
    ...changed,
  }
}
