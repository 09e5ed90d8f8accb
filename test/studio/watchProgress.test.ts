import { describe, expect, test } from 'vitest'
import { notice } from '../../src/shared/messages/say.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { progressRows } from '../../src/studio/features/watch/progressRows.ts'
import { savedWords } from '../../src/studio/features/watch/savedWords.ts'
import { newRunLog } from '../../src/studio/store/runLog.ts'
import { told } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const log = newRunLog('run', buildRecipe(identity, { ...defaultFields('head'), epochs: 30 }), 0)
const step = { step: 4, seconds: 2, epoch: 1, loss: 1, learningRate: 0.1, gradientNorm: 1 }

const training = { status: 'training', stopping: false, pace: 'running', progress: null } as const

test('while preparing, the stage is told with its figures', () => {
  const progress = {
    stage: told('Computing frozen features'),
    done: 120,
    total: 400,
    unit: 'examples',
    since: 0,
  } as const
  expect(progressRows({ status: 'preparing', log, progress })).toEqual({
    run: { label: '30 epochs to come', done: 0, total: 30 },
    part: { label: 'Computing frozen features 120 of 400', done: 120, total: 400 },
  })
})

test('while training, the epoch and the batch under way are told', () => {
  const running = { ...log, lastStep: step, stepsPerEpoch: 16 }
  expect(progressRows({ ...training, log: running })).toEqual({
    run: { label: 'Epoch 1 of 30', done: 0.25, total: 30 },
    part: { label: 'Batch 4 of 16', done: 4, total: 16 },
  })
  const last = { ...running, lastStep: { ...step, step: 16 } }
  expect(progressRows({ ...training, log: last }).part.label).toBe('Validating')
  expect(progressRows({ ...training, log: last, stopping: true }).part.label).toBe(
    'Stopping, and keeping the best epoch',
  )
})

test('a paused run says after which step, and what the engine does meanwhile comes first', () => {
  const paused = { ...training, pace: 'paused', log: { ...log, lastStep: step, stepsPerEpoch: 16 } } as const
  expect(progressRows(paused).part).toEqual({ label: 'Paused after step 4', done: 4, total: 16 })
  const progress = { stage: told('Computing frozen features'), done: 9, total: 40, unit: 'examples', since: 0 } as const
  expect(progressRows({ ...paused, progress }).part.label).toBe('Computing frozen features 9 of 40')
})

describe('what is told of the last saving', () => {
  const saved = { step: 1400, at: 10_000, cost: 0.003 }
  const keeping = { kind: 'keeping', reason: null, usedBytes: null, quotaBytes: null, runsBytes: 0 } as const

  test('is when, where and at what cost', () => {
    const run = { ...training, log: { ...log, saved } }
    const words = { text: 'Saved 12\u00a0s ago, step 1,400, takes 0.3\u00a0% of the time.', unsaved: false }
    expect(savedWords(run, keeping, 22_000)).toEqual(words)
    expect(savedWords(run, keeping, 9_000).text).toContain('Saved just now')
    const unmeasured = { ...training, log: { ...log, saved: { ...saved, cost: 0 } } }
    expect(savedWords(unmeasured, keeping, 17_000).text).toBe('Saved 7\u00a0s ago, step 1,400.')
  })
  test('is that nothing is, before the first', () => {
    expect(savedWords({ ...training, log }, null, 0)).toEqual({ text: 'Nothing is saved yet.', unsaved: false })
  })
  test('is why nothing can be, whatever was saved before', () => {
    const status = {
      ...keeping,
      kind: 'full',
      reason: notice('verbatim', { text: 'The quota of 5 MB is used up.' }),
    } as const
    expect(savedWords({ ...training, log: { ...log, saved } }, status, 22_000)).toEqual({
      text: 'This run is no longer saved: the storage is full. The quota of 5 MB is used up.',
      unsaved: true,
    })
  })
})
