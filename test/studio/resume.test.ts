import { describe, expect, test } from 'vitest'
import { answeringAlike } from '../../src/studio/features/use/AnswerBy.tsx'
import { promptActions } from '../../src/studio/store/promptActions.ts'
import { readyAwaited } from '../../src/studio/store/resume.ts'
import { canContinue, offerOf, standingOf } from '../../src/studio/store/runStanding.ts'
import { noRuns } from '../../src/studio/store/runsState.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { pets } from '../support/comparing.ts'
import { never, ok } from '../support/fakeEngine.ts'
import { errorInWords } from '../support/inWords.ts'
import { cutRun, keeping, keptRun, recipeOf, withRuns } from '../support/keptRuns.ts'
import { toldError } from '../support/told.ts'

const here = { training: null, finished: null, reader: false }
const failure = toldError('worker-lost', 'Gone.')

describe('where a run stands', () => {
  test('a run that is stored as running and does not train here was interrupted', () => {
    expect(standingOf(cutRun('a'), here)).toBe('interrupted')
    expect(standingOf(cutRun('a'), { ...here, training: 'a' })).toBe('training')
    expect(standingOf(cutRun('a'), { ...here, reader: true })).toBe('elsewhere')
    expect(standingOf(keptRun('a'), here)).toBe('finished')
  })
  test('a run that finished here is finished, also before its record says so', () => {
    expect(standingOf(cutRun('a'), { ...here, finished: 'a' })).toBe('finished')
    expect(canContinue(cutRun('a'), { ...here, finished: 'a' })).toBe(false)
  })
  test('it can go on from a checkpoint, but not in a tab that only reads', () => {
    expect(canContinue(cutRun('a'), here)).toBe(true)
    expect(canContinue(cutRun('a', { checkpoint: null }), here)).toBe(false)
    expect(canContinue(cutRun('a', { status: 'stopped' }), here)).toBe(true)
    expect(canContinue(cutRun('a'), { ...here, reader: true })).toBe(false)
    expect(canContinue(cutRun('a'), { ...here, training: 'a' })).toBe(false)
  })
})

describe('the offer', () => {
  const now = Date.now()
  const offer = (runs: ReturnType<typeof cutRun>[], putAside: string[] = []) =>
    offerOf({ ...initialState, storage: keeping, runs: { ...noRuns, runs, putAside } }, now)

  test('is the newest of the runs that something cut short', () => {
    const runs = [cutRun('old', { changedAt: now - 9000 }), cutRun('new', { changedAt: now - 1000 }), keptRun('done')]
    expect(offer(runs)).toBe('new')
    expect(offer(runs, ['new'])).toBeNull()
  })
  test('leaves out what is a week old, and what a person stopped', () => {
    expect(offer([cutRun('a', { changedAt: now - 8 * 86_400_000 })])).toBeNull()
    expect(offer([cutRun('a', { status: 'stopped' })])).toBeNull()
    expect(offer([cutRun('a', { status: 'failed', error: failure })])).toBe('a')
  })
  test('starts nothing by itself, and can be put aside for this visit', async () => {
    const { actions, get, trained } = await withRuns([cutRun('a')])
    expect(get().runs.offered).toBe('a')
    actions.runs.dismissOffer()
    await actions.runs.list()
    expect(get().runs.offered).toBeNull()
    expect(trained()).toEqual([])
  })
  test('is not made by a tab that only reads', async () => {
    const { get } = await withRuns([cutRun('a')], { ...keeping, kind: 'reader' })
    expect(get().runs.offered).toBeNull()
  })
})

describe('going on', () => {
  test('trains the same run by its own recipe from its checkpoint, with what it showed before', async () => {
    const { actions, get, trained, replies } = await withRuns([cutRun('a')])
    replies.train = never
    void actions.runs.resume('a')
    await expect.poll(trained).toMatchObject([{ runId: 'a', resume: true, recipe: recipeOf() }])
    expect(get()).toMatchObject({
      view: { step: 'watch' },
      runs: { offered: null },
      run: { status: 'preparing', log: { runId: 'a', saved: { step: 14 }, epochs: [{ epoch: 1 }, { epoch: 2 }] } },
    })
  })
  test('reads the data and loads the model that were kept with it where others stand', async () => {
    const data = { name: 'birds', fingerprint: 'b1rd' }
    const model = { ...recipeOf().model, id: 'microsoft/resnet-18', revision: 'main' }
    const edits = [{ digest: 'd', path: 'x.jpg', label: 'wren' }]
    const kept = {
      request: { kind: 'kept', fingerprint: 'raw' },
      columns: { textColumn: '', labelColumn: 'bird' },
      edits,
    } as const
    const run = cutRun('a', {
      recipe: recipeOf({ data, model }),
      data: kept,
      model: { kind: 'catalog', id: 'microsoft/resnet-18' },
    })
    const { actions, asked, trained, replies } = await withRuns([run])
    replies.readData = () => ok({ ...pets, ...data })
    await actions.runs.resume('a')
    expect(asked('readData').at(-1)?.parameters).toEqual({ request: kept.request, edits, ...kept.columns })
    expect(asked('loadModel').at(-1)?.parameters).toEqual({ request: { kind: 'catalog', id: 'microsoft/resnet-18' } })
    expect(trained()).toHaveLength(1)
  })
  test('reads the same files for its own task where they are taken for another by now', async () => {
    const data = { name: 'birds', fingerprint: 'b1rd' }
    const run = cutRun('a', { recipe: recipeOf({ data }) })
    const { actions, asked, trained, replies } = await withRuns([run])
    replies.readData = ({ task }: { task?: string }) =>
      ok(
        task === pets.task
          ? { ...pets, ...data }
          : { ...pets, ...data, task: 'image-regression', fingerprint: 'other' },
      )
    await actions.runs.resume('a')
    expect(
      asked('readData')
        .slice(-2)
        .map(({ parameters }) => parameters),
    ).toEqual([
      { request: run.data?.request, ...run.data?.columns },
      { request: run.data?.request, ...run.data?.columns, task: pets.task },
    ])
    expect(trained()).toHaveLength(1)
  })
  test('boots the device that the run was begun on', async () => {
    const { actions, asked } = await withRuns([cutRun('a', { recipe: recipeOf({ backend: 'cpu' }) })])
    await actions.runs.resume('a')
    expect(asked('boot').at(-1)?.parameters).toEqual({ backend: 'cpu' })
  })
  test('asks for data that were not kept, and goes on once they stand', async () => {
    const data = { name: 'birds', fingerprint: 'b1rd' }
    const { actions, get, trained, replies } = await withRuns([cutRun('a', { recipe: recipeOf({ data }), data: null })])
    await actions.runs.resume('a')
    expect(get()).toMatchObject({ view: { step: 'data' }, runs: { awaiting: { runId: 'a', to: 'resume' } } })
    expect(trained()).toEqual([])
    expect(readyAwaited(get())).toBeNull()
    replies.readData = () => ok({ ...pets, ...data })
    await actions.readData({ kind: 'files', name: 'birds', files: [] })
    expect(readyAwaited(get())).toEqual({ runId: 'a', to: 'resume' })
  })
  test('says why a model could not be loaded, and leaves the run as it was', async () => {
    const model = { ...recipeOf().model, id: 'other' }
    const { actions, get, trained, replies } = await withRuns([cutRun('a', { recipe: recipeOf({ model }) })])
    const error = toldError('network-offline', 'No network.', 'Connect.')
    replies.loadModel = () => ({ ok: false, error })
    await actions.runs.resume('a')
    expect(get().runs).toMatchObject({ opening: null, error: { code: 'network-offline' } })
    expect(errorInWords(get().runs.error)).toBe('No network.')
    expect(trained()).toEqual([])
  })
})

describe('once more', () => {
  test('the same recipe, with its history, is trained as a run of its own', async () => {
    const history = [{ step: 5, learningRate: 0.001 }]
    const { actions, trained } = await withRuns([keptRun('a', { recipe: recipeOf({ history }) })])
    await actions.runs.again('a')
    const [asked] = trained()
    expect(asked).toMatchObject({ recipe: { history } })
    expect(asked?.runId).not.toBe('a')
    expect(asked).not.toHaveProperty('resume')
  })
  test('with a change, it stands in the form without its history, and waits for the person', async () => {
    const recipe = recipeOf({ seed: 9, epochs: 3, history: [{ step: 5, thaw: 2 }] }, 'lora')
    const { actions, get, trained } = await withRuns([keptRun('a', { recipe })])
    await actions.runs.change('a')
    expect(get().recipe).toMatchObject({ history: [], forms: { 'image-classification': { method: 'lora' } } })
    expect(get().recipe.forms['image-classification'].touched.lora).toEqual({ seed: 9, epochs: 3 })
    expect(get().view.step).toBe('tune')
    expect(trained()).toEqual([])
    actions.undoField()
    expect(get().recipe.forms['image-classification'].method).toBe('head')
  })
})

describe('opening', () => {
  test('shows the record on Evaluate, and its weights answer', async () => {
    const { actions, get, asked } = await withRuns([keptRun('a', { temperature: 1.5 })])
    await actions.runs.open('a')
    expect(asked('openRun')).toHaveLength(1)
    expect(get()).toMatchObject({
      view: { step: 'evaluate' },
      run: { status: 'finished', log: { runId: 'a', bestEpoch: 8 }, result: { test: { accuracy: 0.88 } } },
      use: { answering: { kind: 'run', runId: 'a', classes: 2, method: 'head' } },
      runs: { opened: 'a', opening: null },
      analysis: { runId: 'a', temperature: 1.5 },
    })
  })
  test('an interrupted run shows its curves on Watch, and how to go on', async () => {
    const { actions, get, asked } = await withRuns([cutRun('a')])
    await actions.runs.open('a')
    expect(asked('openRun')).toHaveLength(0)
    expect(get()).toMatchObject({
      view: { step: 'watch' },
      run: { status: 'failed', log: { epochs: [{}, {}] } },
    })
    const { run } = get()
    expect(run.status === 'failed' && errorInWords(run.error)).toBe('This run was interrupted.')
  })
})

describe('another run answers on Use', () => {
  const said = [{ speaker: 'user', text: 'Why is the sky blue?' }] as const

  test('on the same model nothing is loaded but what it learned, and the screen and the conversation stay', async () => {
    const { actions, get, asked } = await withRuns([keptRun('a'), keptRun('b')])
    await actions.runs.open('a')
    actions.goTo('use')
    actions.by(promptActions).set({ turns: said })
    const loads = asked('loadModel').length
    await actions.runs.answerBy('b')
    expect(asked('openRun').map(({ parameters }) => parameters)).toEqual([{ runId: 'a' }, { runId: 'b' }])
    expect(asked('loadModel')).toHaveLength(loads)
    expect(get()).toMatchObject({
      view: { step: 'use' },
      run: { log: { runId: 'b' } },
      use: { answering: { kind: 'run', runId: 'b' }, writing: { turns: said } },
      runs: { opened: 'b', opening: null, error: null },
    })
  })

  test('one whose weights are gone is not asked', async () => {
    const { actions, asked } = await withRuns([keptRun('a', { weights: false })])
    await actions.runs.answerBy('a')
    expect(asked('openRun')).toHaveLength(0)
  })

  test('offered are runs that were tested and kept, for the same task on the same model', () => {
    const model = recipeOf().model
    const runs = [
      keptRun('own'),
      keptRun('like'),
      keptRun('other revision', { recipe: recipeOf({ model: { ...model, revision: 'older' } }) }),
      keptRun('other model', { recipe: recipeOf({ model: { ...model, id: 'microsoft/resnet-18' } }) }),
      keptRun('other task', { recipe: recipeOf({ task: 'image-regression' }) }),
      keptRun('without weights', { weights: false }),
      cutRun('cut'),
    ]
    expect(answeringAlike(runs, 'own').map(({ id }) => id)).toEqual(['own', 'like'])
    expect(answeringAlike(runs, 'unknown')).toEqual([])
  })
})
