/** A studio whose engine is told what each run comes to, with data and a model that fit each other; and its runs. */
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { RunResult } from '../../src/shared/domain/run.ts'
import type { Parameters } from '../../src/shared/wire/calls.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import type { ClassificationTest } from '../../src/tasks/classification/card.ts'
import { everyAction } from './everyAction.ts'
import { FakeEngine, ok, type Replies } from './fakeEngine.ts'

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport

/** 40 pictures of each of two classes: 28 of each to train on, with the usual shares. */
export const pets = {
  task: 'image-classification',
  name: 'pets, of all sorts',
  fingerprint: 'f00',
  examples: 80,
  classes: [
    { name: 'cat', count: 40 },
    { name: 'dog', count: 40 },
  ],
  namedSplits: [],
} as unknown as DatasetSummary

export const vision = {
  id: 'thaw-vision',
  revision: 'main',
  title: 'Thaw vision',
  family: 'resnet',
  tasks: ['image-classification'],
  blocks: [{ biases: 8 }],
  labels: null,
} as unknown as ModelSummary

export type Asked = Parameters<'train'>

/** A run that ended with this accuracy, in validation and on the test. */
export function resultOf({ runId, recipe }: Asked, accuracy: number, part: Partial<RunResult> = {}): RunResult {
  const answers = { examples: [], truth: [], probabilities: new Float32Array(), classes: 2 }
  const epoch = { epoch: 1, trainLoss: 0.5, validationLoss: 0.5, learningRate: 0.1, seconds: 3 }
  const test = { kind: 'classification', n: 50, loss: 0.5, accuracy, answers } as unknown as ClassificationTest
  return {
    runId,
    recipe,
    backend: 'cpu',
    adapter: 'test',
    classes: ['cat', 'dog'],
    counts: { examples: 80, train: recipe.maxTrain || 56, validation: 12, test: 50 },
    parameters: { total: 1000, trainable: 100 },
    epochs: [{ ...epoch, validationAccuracy: accuracy, validationPerplexity: null }],
    bestEpoch: 1,
    stop: 'finished',
    test,
    validation: null,
    testSet: '',
    before: null,
    samples: null,
    forgetting: { drift: 0.25, probe: 12, before: null, after: null },
    seconds: { prepare: 1, train: 3, total: 4 },
    memory: { tensors: 1, peakBytes: 5e6 },
    warnings: [],
    ...part,
  }
}

/** @param train answers each run; by default all score 0.9. */
export async function comparing(train: (asked: Asked) => unknown = (asked) => ok(resultOf(asked, 0.9))) {
  const replies: Replies = {
    boot: () => ok(report),
    readData: () => ok(pets),
    loadModel: () => ok(vision),
    storedModels: () => ok([]),
    train,
    cancel: () => ok(null),
  }
  const engine = new FakeEngine(replies)
  const studio = createStudio(() => engine.worker, null)
  const get = () => studio.store.getState()
  await studio.actions.boot()
  await studio.actions.readSample('image-classification')
  await studio.actions.loadModel('thaw-vision')
  const trained = () => engine.asked.filter(({ name }) => name === 'train').map(({ parameters }) => parameters as Asked)
  const comparison = () => {
    const last = get().compare.comparisons.at(-1)
    if (!last) throw new Error('Nothing was compared.')
    return last
  }
  return { ...studio, actions: everyAction(studio), replies, engine, get, trained, comparison }
}
