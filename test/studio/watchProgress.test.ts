import { expect, test } from 'vitest'
import { buildRecipe, defaultFields } from '../../src/shared/recipe.ts'
import { progressRows } from '../../src/studio/features/watch/progressRows.ts'
import { newRunLog } from '../../src/studio/store/state.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const log = newRunLog('run', buildRecipe(identity, { ...defaultFields('head'), epochs: 30 }), 0)
const step = { step: 4, epoch: 1, loss: 1, learningRate: 0.1, gradientNorm: 1 }

test('while preparing, the stage is told with its figures', () => {
  const progress = { stage: 'Computing frozen features', done: 120, total: 400, unit: 'examples', since: 0 } as const
  expect(progressRows({ status: 'preparing', log, progress })).toEqual({
    run: { label: '30 epochs to come', done: 0, total: 30 },
    part: { label: 'Computing frozen features 120 of 400', done: 120, total: 400 },
  })
})

test('while training, the epoch and the batch under way are told', () => {
  const running = { ...log, lastStep: step, stepsPerEpoch: 16 }
  expect(progressRows({ status: 'training', log: running, stopping: false })).toEqual({
    run: { label: 'Epoch 1 of 30', done: 0.25, total: 30 },
    part: { label: 'Batch 4 of 16', done: 4, total: 16 },
  })
  const last = { ...running, lastStep: { ...step, step: 16 } }
  expect(progressRows({ status: 'training', log: last, stopping: false }).part.label).toBe('Validating')
  expect(progressRows({ status: 'training', log: last, stopping: true }).part.label).toBe(
    'Stopping, and keeping the best',
  )
})
