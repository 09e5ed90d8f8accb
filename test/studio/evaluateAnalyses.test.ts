import { describe, expect, test, vi } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { FeatureComparison, LabelDoubt } from '../../src/shared/wire/evaluationCalls.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { everyAction } from '../support/everyAction.ts'
import { FakeEngine, ok, type Replies } from '../support/fakeEngine.ts'
import { told, toldError } from '../support/told.ts'

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport
const pets = {
  task: 'image-classification',
  name: 'pets',
  fingerprint: 'f00',
  examples: 40,
  classes: [{}, {}],
  namedSplits: [],
} as unknown as DatasetSummary
const failure = toldError('internal', 'No.', 'Again.')
const features = { points: [], nearestMean: { before: 0.5, after: 0.75 }, trained: 8 } as unknown as FeatureComparison
const doubt = { example: 4, label: 0, suggested: 1, probability: 0.9, own: 0.05 } as LabelDoubt
const shown = ({ examples }: { examples: readonly number[] }) =>
  ok(examples.map((example) => ({ example, path: `${example}.png`, label: 0, thumbnail: null, text: '' })))

/** A studio with data, looking at run A. */
async function looking(replies: Replies) {
  const engine = new FakeEngine({
    boot: () => ok(report),
    readData: () => ok(pets),
    cancel: () => ok(null),
    storedModels: () => ok([]),
    showExamples: shown,
    ...replies,
  })
  const studio = createStudio(() => engine.worker, null)
  const { analysis } = everyAction(studio)
  await studio.actions.boot()
  await studio.actions.readSample('image-classification')
  analysis.forRun('A')
  const asked = (name: string) => engine.asked.filter((call) => call.name === name).map(({ parameters }) => parameters)
  return { analysis, get: () => studio.store.getState(), engine, asked }
}

/** An answer that is given when it is told to. */
function held<T>() {
  let give: (value: T) => void = () => {}
  const answer = new Promise<T>((resolve) => {
    give = resolve
  })
  return { answer, give: (value: T) => give(value) }
}

describe('examples', () => {
  test('are fetched once each, and kept beside those that came before', async () => {
    const { analysis, get, asked } = await looking({})
    await analysis.show([3, 4])
    await analysis.show([4, 5])
    await analysis.show([3, 5])
    expect(asked('showExamples').map((each) => (each as { examples: number[] }).examples)).toEqual([[3, 4], [5]])
    expect([...get().analysis.examples.keys()]).toEqual([3, 4, 5])
  })
  test('that cannot be fetched are told of', async () => {
    const { analysis, get } = await looking({ showExamples: () => ({ ok: false, error: failure }) })
    await analysis.show([3])
    expect(get().analysis).toMatchObject({ error: failure, begun: null, running: null })
  })
})

describe('a look that computes', () => {
  test('is under way until its answer comes, and only one at a time', async () => {
    const { answer, give } = held<unknown>()
    const { analysis, get, asked } = await looking({ compareFeatures: () => answer })
    const compared = analysis.compare()
    expect(get().analysis.running).toBe('features')
    await analysis.findLabelErrors()
    expect(asked('findLabelErrors')).toEqual([])
    give(ok(features))
    await compared
    expect(get().analysis).toMatchObject({ running: null, features: { nearestMean: { before: 0.5 } } })
  })
  test('shows how far it is', async () => {
    const { answer, give } = held<unknown>()
    const { analysis, get, engine } = await looking({ compareFeatures: () => answer })
    const compared = analysis.compare()
    const { progress } = get().analysis
    expect(progress).toBeNull()
    await engine.emit({
      type: 'progress',
      job: 'examine',
      stage: told('Features'),
      done: 2,
      total: 8,
      unit: 'examples',
    })
    expect(get().analysis.progress).toMatchObject({ stage: told('Features'), done: 2 })
    give(ok(features))
    await compared
    expect(get().analysis.progress).toBeNull()
  })
  test('of a run that is no longer looked at changes nothing, and is called off', async () => {
    const { answer, give } = held<unknown>()
    const { analysis, get, asked } = await looking({ compareFeatures: () => answer })
    const compared = analysis.compare()
    analysis.forRun('B')
    give(ok(features))
    await compared
    expect(get().analysis).toMatchObject({ runId: 'B', running: null, features: null })
    await vi.waitFor(() => expect(asked('cancel')).toEqual([{ job: 'examine' }]))
  })
  test('that was called off is no failure; another failure is told with what stood', async () => {
    const cancelled = { ...failure, code: 'cancelled' }
    const answers: unknown[] = [ok(features), { ok: false, error: cancelled }, { ok: false, error: failure }]
    const { analysis, get } = await looking({ compareFeatures: () => answers.shift() })
    await analysis.compare()
    await analysis.compare()
    expect(get().analysis).toMatchObject({ error: null, running: null, features: { trained: 8 } })
    await analysis.compare()
    expect(get().analysis).toMatchObject({ error: failure, begun: 'features', features: { trained: 8 } })
  })
})

test('coming back to the same run keeps what was learned of it', async () => {
  const { analysis, get } = await looking({ compareFeatures: () => ok(features) })
  await analysis.compare()
  analysis.forRun('A')
  expect(get().analysis.features).not.toBeNull()
  analysis.forRun('B', 1.5)
  expect(get().analysis).toMatchObject({ features: null, temperature: 1.5 })
})

test('an explanation is kept with the example that it is of', async () => {
  const answer = { kind: 'text', label: 1, probability: 0.9, tokens: [] }
  const { analysis, get, asked } = await looking({ explain: () => ok(answer) })
  await analysis.explain(7, 1)
  expect(asked('explain')).toEqual([{ example: 7, label: 1 }])
  expect(get().analysis.explanation).toEqual({ example: 7, answer })
})

test('a temperature is in use once the engine took it', async () => {
  const { analysis, get } = await looking({ calibrate: () => ok(null) })
  await analysis.calibrate(1.7)
  expect(get().analysis.temperature).toBe(1.7)
  const refusing = await looking({ calibrate: () => ({ ok: false, error: failure }) })
  await refusing.analysis.calibrate(1.7)
  expect(refusing.get().analysis).toMatchObject({ temperature: 1, error: failure })
})

describe('changed labels', () => {
  const made = [{ digest: 'd4', path: 'cat/4.png', label: 'dog' }]
  const edited = { summary: { ...pets, fingerprint: 'f01', examples: 39 }, edits: made }

  test('make other data, of which a new run is set up', async () => {
    const { analysis, get, asked } = await looking({
      findLabelErrors: () => ok([doubt]),
      editData: () => ok(edited),
    })
    await analysis.findLabelErrors()
    expect(get().analysis.doubts).toHaveLength(1)
    const edits = [
      { example: 4, label: 1 },
      { example: 9, label: null },
    ]
    await analysis.edit(edits)
    expect(asked('editData')).toEqual([{ edits }])
    const { data, view, analysis: after } = get()
    expect(data).toMatchObject({
      status: 'ready',
      ready: { summary: { fingerprint: 'f01', examples: 39 }, edits: made },
    })
    expect(view.step).toBe('tune')
    expect(after.doubts).toBeNull()
  })
  test('that are refused leave the data and the list as they were', async () => {
    const { analysis, get } = await looking({
      findLabelErrors: () => ok([doubt]),
      editData: () => ({ ok: false, error: failure }),
    })
    await analysis.findLabelErrors()
    await analysis.edit([{ example: 4, label: null }])
    expect(get().analysis).toMatchObject({ doubts: [{ example: 4 }], error: failure, begun: 'edit' })
    expect(get().data).toMatchObject({ ready: { summary: { fingerprint: 'f00' } } })
    expect(get().view.step).not.toBe('tune')
  })
  test('none change nothing', async () => {
    const { analysis, asked } = await looking({ editData: () => ok(edited) })
    await analysis.edit([])
    expect(asked('editData')).toEqual([])
  })
})

test('a look at the test is counted; a count that cannot be kept keeps nobody from it', async () => {
  const { analysis, get } = await looking({ countTestView: () => ok({ views: 3, runs: 5 }) })
  await analysis.countTestView('A')
  expect(get().analysis.testViews).toEqual({ views: 3, runs: 5 })
  const absent = await looking({ countTestView: () => ({ ok: false, error: failure }) })
  await absent.analysis.countTestView('A')
  expect(absent.get().analysis).toMatchObject({ testViews: null, error: null })
})
