// The trials before a run, in the store and as they stand on the page.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { BatchTrial, RateSearch } from '../../src/shared/domain/trials.ts'
import { rampRate } from '../../src/shared/metrics/rateSearch.ts'
import { RateFound } from '../../src/studio/features/tune/FindRate.tsx'
import { rateAxes } from '../../src/studio/features/tune/rateAxes.ts'
import { TrialBody } from '../../src/studio/features/tune/TrialDialog.tsx'
import { BatchesFound } from '../../src/studio/features/tune/TryBatches.tsx'
import {
  batchOffer,
  batchWords,
  millisecondsText,
  rateWords,
  trialStatus,
} from '../../src/studio/features/tune/trialWords.ts'
import { noProbe } from '../../src/studio/store/probeState.ts'
import { fieldsOfRecipe } from '../../src/studio/store/state.ts'
import { createStudio } from '../../src/studio/store/studio.ts'
import { everyAction } from '../support/everyAction.ts'
import { FakeEngine, never, ok, type Replies } from '../support/fakeEngine.ts'
import { told, toldError } from '../support/told.ts'

const points = Array.from({ length: 60 }, (_, at) => ({ rate: rampRate(at + 1), loss: 2, smooth: 2 - 0.01 * at }))
const search: RateSearch = {
  range: { from: 1e-7, to: 10 },
  points,
  valley: 0.000123456,
  steepest: 0.00241,
  end: 'finished',
}
const trial: BatchTrial = {
  tried: [
    { batch: 4, peakBytes: 2e8, msPerExample: 12, failure: null },
    { batch: 8, peakBytes: 4e8, msPerExample: 10, failure: null },
    { batch: 16, peakBytes: 0, msPerExample: 0, failure: told('Out of memory.') },
  ],
  fits: 8,
  budgetBytes: 5e8,
  accumulate: 4,
}

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport
const task = 'image-classification'
const pets = { task, name: 'pets', fingerprint: 'f00', examples: 40, classes: [{}, {}], namedSplits: [] }
const vision = { id: 'thaw-vision', revision: 'main', title: 'Thaw vision', tasks: [task], blocks: [], labels: null }
const good: Replies = {
  boot: () => ok(report),
  readData: () => ok(pets as unknown as DatasetSummary),
  loadModel: () => ok(vision as unknown as ModelSummary),
  storedModels: () => ok([]),
  cancel: () => ok(null),
  findRate: () => ok(search),
  tryBatches: () => ok(trial),
}

async function ready(replies: Replies = good) {
  const engines: FakeEngine[] = []
  const studio = createStudio(() => {
    const engine = new FakeEngine(replies)
    engines.push(engine)
    return engine.worker
  }, null)
  const { store } = studio
  const actions = everyAction(studio)
  await actions.boot()
  await actions.readSample(task)
  await actions.loadModel('thaw-vision')
  const asked = (name: string) => engines.flatMap((engine) => engine.asked.filter((call) => call.name === name))
  const [engine] = engines
  if (!engine) throw new Error('no engine was started')
  return { actions, engine, asked, get: () => store.getState() }
}

describe('in the store', () => {
  test('a rate is looked for by the recipe as the form stands', async () => {
    const { actions, asked, get } = await ready()
    actions.setField('batch', 7)
    await actions.probe.findRate()
    expect(asked('findRate')).toMatchObject([{ parameters: { fromAdapter: false, recipe: { batch: 7, task } } }])
    expect(get().probe).toEqual({ ...noProbe, rate: search })
  })

  test('both trials’ answers stand until they are cleared', async () => {
    const { actions, get } = await ready()
    await actions.probe.findRate()
    await actions.probe.tryBatches()
    expect(get().probe).toEqual({ ...noProbe, rate: search, batch: trial })
    await actions.probe.clear()
    expect(get().probe).toEqual(noProbe)
  })

  test('there is one trial at a time, none beside a run, and no run beside it', async () => {
    const replies = { ...good, findRate: never, train: never }
    const { actions, asked, get } = await ready(replies)
    void actions.probe.findRate()
    await vi.waitFor(() => expect(get().probe.running).toBe('rate'))
    await actions.probe.tryBatches()
    await actions.start()
    expect([asked('tryBatches'), asked('train')]).toEqual([[], []])
    const other = await ready(replies)
    void other.actions.start()
    await vi.waitFor(() => expect(other.get().run.status).toBe('preparing'))
    await other.actions.probe.findRate()
    expect(other.asked('findRate')).toEqual([])
  })

  test('progress is told while it runs', async () => {
    const { actions, engine, get } = await ready({ ...good, findRate: never })
    void actions.probe.findRate()
    await vi.waitFor(() => expect(get().probe.running).toBe('rate'))
    await engine.emit({
      type: 'progress',
      job: 'probe',
      stage: told('Trying rates'),
      done: 25,
      total: 100,
      unit: 'steps',
    })
    expect(get().probe.progress).toMatchObject({ stage: told('Trying rates'), done: 25, total: 100 })
  })

  test('a cleared trial is called off, and what it still answers is dropped', async () => {
    let answer: (value: unknown) => void = () => {}
    const late = new Promise((resolve) => {
      answer = resolve
    })
    const { actions, asked, get } = await ready({ ...good, findRate: () => late })
    const over = actions.probe.findRate()
    await vi.waitFor(() => expect(asked('findRate')).toHaveLength(1))
    await actions.probe.clear()
    expect(asked('cancel')).toMatchObject([{ parameters: { job: 'probe' } }])
    answer(ok(search))
    await over
    expect(get().probe).toEqual(noProbe)
  })

  test('a failure stands beside the button, a trial that was called off is none', async () => {
    const failure = toldError('out-of-memory', 'No room.', 'Take less.')
    const replies: Replies = { ...good, findRate: () => ({ ok: false, error: failure }) }
    const { actions, get } = await ready(replies)
    await actions.probe.findRate()
    expect(get().probe).toEqual({ ...noProbe, error: failure })
    replies.findRate = () => ({ ok: false, error: { ...failure, code: 'cancelled' } })
    const other = await ready(replies)
    await other.actions.probe.findRate()
    expect(other.get().probe).toEqual(noProbe)
  })

  test('a rate that is taken can be undone as any other', async () => {
    const { actions, get } = await ready()
    const before = fieldsOfRecipe(get().recipe)['optimiser.learningRate']
    actions.setField('optimiser.learningRate', 0.0024)
    actions.undoField()
    expect(fieldsOfRecipe(get().recipe)['optimiser.learningRate']).toBe(before)
  })
})

describe('on the page', () => {
  const body = (part: Partial<Parameters<typeof TrialBody>[0]>) =>
    renderToStaticMarkup(
      <TrialBody trial="rate" found={null} probe={noProbe} busy={false} onStart={vi.fn()} {...part}>
        <p>What was found</p>
      </TrialBody>,
    )

  test('the two suggestions can be taken, as they are shown', () => {
    const shown = renderToStaticMarkup(<RateFound search={search} onTake={vi.fn()} />)
    const buttons = [...shown.matchAll(/<button[^>]*data-rate="([^"]+)"[^>]*>([^<]+)</g)].map(([, ...parts]) => parts)
    expect(buttons).toEqual([
      ['0.0024', 'Use 0.0024 (steepest)'],
      ['0.00012', 'Use 1.2e-4 (valley)'],
    ])
    expect(shown).toContain('Suggested: 0.0024 (steepest), 1.2e-4 (valley).')
  })

  test('a loss that never fell is said with where it stayed, and offers no rate', () => {
    const none = { ...search, valley: null, steepest: null }
    const shown = renderToStaticMarkup(<RateFound search={none} onTake={vi.fn()} />)
    expect(shown).toContain('made the loss fall: it stayed between')
    expect(shown).not.toContain('data-rate')
  })

  test('the batches stand in a table, with what to do', () => {
    const shown = renderToStaticMarkup(<BatchesFound trial={trial} batch={32} accumulate={1} onTake={vi.fn()} />)
    expect([...shown.matchAll(/data-batch="(\d+)" data-fits="true"/g)].map(([, batch]) => batch)).toEqual(['4', '8'])
    expect(shown).toContain('Out of memory.')
    expect(shown).toContain('Use a batch of 32, in 4 accumulation steps')
  })

  test('what is under way has its progress and a way out, and is told aloud by quarters', () => {
    const progress = { stage: told('Trying rates'), done: 60, total: 100, unit: 'steps', since: 0 } as const
    const probe = { ...noProbe, running: 'rate', progress } as const
    const shown = body({ probe, busy: true })
    expect(shown).toContain('data-action="cancel"')
    expect(shown).not.toContain('data-action="try-again"')
    expect(trialStatus(probe, 'rate', null)).toBe('50 percent of the trial is done.')
    expect(trialStatus(noProbe, 'rate', rateWords(search))).toBe('Suggested: 0.0024 (steepest), 1.2e-4 (valley).')
  })

  test('an error, or other work under way, stands in place of what was found', () => {
    const error = toldError('out-of-memory', 'No room.', 'Take less.')
    expect(body({ probe: { ...noProbe, error } })).toContain('No room.')
    const busy = body({ busy: true })
    expect(busy).toContain('busy with something else')
    expect(busy).not.toContain('data-action="try-again"')
  })
})

describe('the offer of a batch', () => {
  test.each([
    [{ fits: 8, accumulate: 4 }, 1, 'Use a batch of 32, in 4 accumulation steps'],
    [{ fits: 64, accumulate: 1 }, 4, 'Use a batch of 32'],
    [{ fits: 64, accumulate: 1 }, 1, null],
    [{ fits: 8, accumulate: 4 }, 8, null],
    [{ fits: 0, accumulate: 32 }, 1, null],
  ])('for %o and %i pieces is %s', (found, pieces, text) => {
    expect(batchOffer({ ...trial, ...found }, 32, pieces)?.text ?? null).toBe(text)
  })

  test('says in words what fits', () => {
    expect(batchWords(trial, 32)).toBe(
      '8 examples fit at once, so that your batch of 32 is computed in 4 gradient accumulation steps. It learns the same.',
    )
    expect(batchWords({ ...trial, fits: 0 }, 32)).toContain('Not even a single example fits')
  })
})

test('the chart’s axes are the range that was tried, and what lies around the descent, however far the loss leaves', () => {
  const leaving = [...points, { rate: rampRate(61), loss: 900, smooth: 90 }]
  const { ends, rates, losses } = rateAxes(leaving)
  expect(ends).toEqual([1e-7, rampRate(61)])
  expect(rates).toEqual([1e-7, 1e-6, 1e-5, 1e-4, 1e-3])
  expect(rateAxes(points.slice(20, 30)).rates).toEqual([5e-6, 1e-5, 2e-5])
  // The smoothed loss falls from 2 to 1.41; the losses themselves are all 2 until they leave.
  expect(losses).toEqual([1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4])
})

test.each([
  [0.0421, '0.042\u00a0ms'],
  [3.14, '3.1\u00a0ms'],
  [80.2, '80\u00a0ms'],
  [4200, '4.2\u00a0s'],
])('%d milliseconds an example read as %s', (milliseconds, text) => {
  expect(millisecondsText(milliseconds)).toBe(text)
})
