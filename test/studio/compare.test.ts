// Comparisons, joined to an engine that answers as it is told.
import { expect, test, vi } from 'vitest'
import type { Recipe } from '../../src/shared/recipe/recipe.ts'
import type { Comparison, ContenderId } from '../../src/studio/store/compareState.ts'
import { type Asked, comparing, resultOf } from '../support/comparing.ts'
import { never, ok } from '../support/fakeEngine.ts'
import { cutRun, keptRun, withRuns } from '../support/keptRuns.ts'
import { toldError } from '../support/told.ts'

const cancelled = toldError('cancelled', 'Cancelled.')
const broken = toldError('not-finite', 'The loss is not finite.', 'Lower the rate.')

const nameOf = ({ method, model, seed }: Recipe) =>
  `${model.initialisation === 'random' ? 'scratch' : method.id} ${seed}`
const statuses = ({ trials }: Comparison) => trials.map(({ outcome }) => outcome.status)
const plan = (contenders: readonly ContenderId[], seeds: 1 | 3 | 5) => ({ kind: 'methods', contenders, seeds }) as const

test('every seed runs all methods, one after another, before the next seed begins', async () => {
  let atOnce = 0
  let most = 0
  const { actions, trained, comparison } = await comparing(async (asked) => {
    most = Math.max(most, ++atOnce)
    await new Promise((resolve) => setTimeout(resolve, 2))
    atOnce--
    return ok(resultOf(asked, 0.9))
  })
  actions.compare.plan(plan(['head', 'lora', 'scratch'], 3))
  await actions.compare.start()
  expect(trained().map(({ recipe }) => nameOf(recipe))).toEqual([
    ...['head 1', 'lora 1', 'scratch 1'],
    ...['head 2', 'lora 2', 'scratch 2'],
    ...['head 3', 'lora 3', 'scratch 3'],
  ])
  expect(most).toBe(1)
  expect(statuses(comparison())).toEqual(Array(9).fill('finished'))
})

test('all runs share the split, the epochs and the early stopping that stand on Tune, and keep their own rates', async () => {
  const { actions, trained } = await comparing()
  actions.setField('epochs', 7)
  actions.setField('split.test', 0.3)
  actions.setField('seed', 41)
  actions.compare.plan(plan(['head', 'full', 'lora', 'scratch'], 3))
  await actions.compare.start()
  const recipes = trained().map(({ recipe }) => recipe)
  expect(recipes).toHaveLength(12)
  for (const { epochs, split, earlyStopping, maxTrain } of recipes)
    expect({ epochs, split, earlyStopping, maxTrain }).toEqual({
      epochs: 7,
      split: { validation: 0.15, test: 0.3, seed: 41, recordings: true },
      earlyStopping: { patience: 8, by: 'score' },
      maxTrain: 0,
    })
  expect([...new Set(recipes.map(({ seed }) => seed))]).toEqual([41, 42, 43])
  const [head, full, lora, scratch] = recipes
  expect(head?.optimiser.learningRate).toBe(0.003)
  expect(full?.optimiser).toMatchObject({ learningRate: 0.001, trunkRate: 0.1 })
  expect(lora?.optimiser.trunkRate).toBe(1)
  expect(scratch).toMatchObject({ method: { id: 'full' }, model: { initialisation: 'random' } })
  expect(scratch?.optimiser).toMatchObject({ learningRate: 0.001, trunkRate: 1 })
})

test('a split that would follow the seed 0 is given one of its own', async () => {
  const { actions, trained } = await comparing()
  actions.setField('seed', 0)
  actions.compare.plan(plan(['head', 'full'], 3))
  await actions.compare.start()
  expect([...new Set(trained().map(({ recipe }) => recipe.split.seed))]).toEqual([1])
})

test('each number of labels caps the training split at as many of each class, and the split stays', async () => {
  const { actions, trained } = await comparing()
  actions.compare.plan({ kind: 'labels', contenders: ['head', 'lora'], seeds: 1 })
  await actions.compare.start()
  expect(trained().map(({ recipe }) => `${recipe.method.id} ${recipe.maxTrain}`)).toEqual([
    ...['head 16', 'lora 16'],
    ...['head 32', 'lora 32'],
    ...['head 0', 'lora 0'],
  ])
  expect(new Set(trained().map(({ recipe }) => JSON.stringify(recipe.split))).size).toBe(1)
})

test('a run that fails is kept with its error, and the others go on', async () => {
  const { actions, get, comparison } = await comparing((asked: Asked) =>
    asked.recipe.method.id === 'full' ? { ok: false, error: broken } : ok(resultOf(asked, 0.8)),
  )
  actions.compare.plan(plan(['head', 'full', 'lora'], 1))
  await actions.compare.start()
  expect(comparison().trials.map(({ outcome }) => outcome)).toMatchObject([
    { status: 'finished', result: { test: { accuracy: 0.8 } } },
    { status: 'failed', error: broken },
    { status: 'finished' },
  ])
  expect(get().compare.running).toBeNull()
})

test('what failed can be run again, and what finished is not', async () => {
  let fails = true
  const { actions, trained, comparison } = await comparing((asked: Asked) =>
    fails && asked.recipe.method.id === 'head' ? { ok: false, error: broken } : ok(resultOf(asked, 0.8)),
  )
  actions.compare.plan(plan(['head', 'lora'], 1))
  await actions.compare.start()
  fails = false
  await actions.compare.finish(comparison().id)
  expect(statuses(comparison())).toEqual(['finished', 'finished'])
  expect(trained().map(({ recipe }) => recipe.method.id)).toEqual(['head', 'lora', 'head'])
})

test('stopping keeps what finished, calls off the run under way, and shows the last that finished', async () => {
  let callOff: (answer: unknown) => void = () => {}
  const { actions, replies, get, trained, comparison } = await comparing((asked: Asked) =>
    asked.recipe.method.id === 'head'
      ? ok(resultOf(asked, 0.7))
      : new Promise((resolve) => {
          callOff = resolve
        }),
  )
  replies.cancel = () => {
    callOff({ ok: false, error: cancelled })
    return ok(null)
  }
  actions.compare.plan(plan(['head', 'lora', 'full'], 3))
  const whole = actions.compare.start()
  await vi.waitFor(() => expect(trained()).toHaveLength(2))
  await actions.compare.stop()
  await whole
  expect(statuses(comparison())).toEqual(['finished', ...Array(8).fill('stopped')])
  expect(get().compare.running).toBeNull()
  expect(get().run).toMatchObject({ status: 'finished', log: { runId: comparison().trials[0]?.id } })
  expect(get().use.answering).toMatchObject({ kind: 'run', runId: comparison().trials[0]?.id })
})

test('while a comparison runs, nothing else trains, reads or loads', async () => {
  const { actions, engine, trained, get } = await comparing(never)
  actions.compare.plan(plan(['head', 'lora'], 1))
  void actions.compare.start()
  await vi.waitFor(() => expect(trained()).toHaveLength(1))
  const before = engine.asked.length
  await actions.start()
  await actions.compare.start()
  await actions.readSample('image-classification')
  await actions.loadModel('thaw-vision')
  await actions.setBackend('cpu')
  expect(engine.asked).toHaveLength(before)
  expect(get().compare.comparisons).toHaveLength(1)
  expect(get().run.status).toBe('preparing')
})

test('while a run from Tune is under way, no comparison begins', async () => {
  const { actions, trained, get } = await comparing(never)
  void actions.start()
  await vi.waitFor(() => expect(trained()).toHaveLength(1))
  actions.compare.plan(plan(['head', 'lora'], 1))
  await actions.compare.start()
  expect(trained()).toHaveLength(1)
  expect(get().compare.comparisons).toEqual([])
})

test('methods that do not fit the model take no part, though they were chosen', async () => {
  const { actions, trained } = await comparing()
  actions.compare.plan(plan(['head', 'prompt', 'prefix', 'lora'], 1))
  await actions.compare.start()
  expect(trained().map(({ recipe }) => recipe.method.id)).toEqual(['head', 'lora'])
})

test('one method is nothing to compare', async () => {
  const { actions, trained, get } = await comparing()
  actions.compare.plan(plan(['head', 'prompt'], 3))
  await actions.compare.start()
  expect(trained()).toEqual([])
  expect(get().compare.comparisons).toEqual([])
})

test('after an interruption the run under way goes on from where it was saved, and the missing ones follow', async () => {
  const first = await comparing(never)
  first.actions.compare.plan(plan(['head', 'lora', 'full'], 1))
  void first.actions.compare.start()
  await vi.waitFor(() => expect(first.trained()).toHaveLength(1))
  const pending = first.get().compare.pending
  if (!pending) throw new Error('no comparison waits')
  expect(pending.trials).toHaveLength(3)

  const [head] = pending.trials
  const about = { comparison: { id: pending.id, contender: 'head', labels: 0 } }
  const { actions, get, trained, store } = await withRuns([
    cutRun(head?.id ?? '', { ...about, recipe: head?.recipe as Recipe }),
  ])
  store.setState(({ compare }) => ({ compare: { ...compare, pending } }))
  await actions.runs.resume(head?.id ?? '')
  expect(trained().map(({ runId, resume }) => [runId, resume ?? false])).toEqual([
    [pending.trials[0]?.id, true],
    [pending.trials[1]?.id, false],
    [pending.trials[2]?.id, false],
  ])
  expect(get().compare.comparisons.map(statuses)).toEqual([['finished', 'finished', 'finished']])
  expect(get().compare.pending).toBeNull()
})

test('a comparison that was cleared is not put together again from its runs', async () => {
  const ofComparison = { comparison: { id: 'c', contender: 'head', labels: 0 } }
  const { actions, get } = await withRuns([keptRun('a', ofComparison)])
  await actions.compare.recall()
  expect(get().compare.comparisons).toMatchObject([{ id: 'c', trials: [{ id: 'a' }] }])
  actions.compare.clear('c')
  await actions.compare.recall()
  expect(get().compare.comparisons).toEqual([])
  actions.compare.restore()
  expect(get().compare.comparisons).toMatchObject([{ id: 'c' }])
})

test('the test of the winner is opened once, and counts as looked at', async () => {
  const { actions, comparison, engine, replies } = await comparing()
  replies.countTestView = () => ok({ views: 1, runs: 1 })
  actions.compare.plan(plan(['head', 'lora'], 3))
  await actions.compare.start()
  const [head] = comparison().trials
  const views = () => engine.asked.filter(({ name }) => name === 'countTestView').map(({ parameters }) => parameters)
  expect(comparison().tested).toBeNull()
  await actions.compare.openTest(comparison().id, { contender: 'head', labels: 0 })
  expect(comparison().tested).toEqual({ contender: 'head', labels: 0 })
  expect(views()).toHaveLength(3)
  expect(views()[0]).toEqual({ runId: head?.id })
  await actions.compare.openTest(comparison().id, { contender: 'lora', labels: 0 })
  expect(comparison().tested).toEqual({ contender: 'head', labels: 0 })
  expect(views()).toHaveLength(3)
})

test('results stay when the person goes elsewhere, and what was cleared can be brought back', async () => {
  const { actions, get, comparison } = await comparing()
  actions.compare.plan(plan(['head', 'lora'], 1))
  await actions.compare.start()
  const first = comparison()
  actions.goTo('data')
  await actions.readSample('image-classification')
  actions.goTo('compare')
  expect(comparison()).toBe(first)
  actions.compare.clear(first.id)
  expect(get().compare).toMatchObject({ comparisons: [], cleared: first })
  actions.compare.restore()
  expect(get().compare).toMatchObject({ comparisons: [first], cleared: null })
})
