import { describe, expect, test } from 'vitest'
import { fromWire, toWire } from '../../src/shared/messages/errors.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import type { EngineClient } from '../../src/studio/client/engineClient.ts'
import { changeWords, liveKeys, readSetting } from '../../src/studio/features/watch/liveSettings.ts'
import type { ActionContext } from '../../src/studio/store/actionContext.ts'
import { newRunLog } from '../../src/studio/store/runLog.ts'
import { initialState, type RunState, type StudioState } from '../../src/studio/store/state.ts'
import { steerActions } from '../../src/studio/store/steerActions.ts'
import { toldError } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const recipe = buildRecipe(identity, { ...defaultFields('top-blocks'), 'optimiser.learningRate': 0.001 })
const log = newRunLog('run', recipe, 0)
const training = { status: 'training', log, stopping: false, pace: 'running', progress: null } as const

/** A desk whose engine notes what it is told; `answer` is what it says. */
function deskWith(run: RunState, answer: () => unknown = () => null) {
  const told: [string, unknown][] = []
  let state: StudioState = { ...initialState, run }
  const client = {
    call: async (name: string, parameters: unknown) => {
      told.push([name, parameters])
      return answer()
    },
  } as unknown as EngineClient
  const context: ActionContext = {
    get: () => state,
    set: (part) => {
      state = { ...state, ...(typeof part === 'function' ? part(state) : part) }
    },
    change: () => {},
    client,
    asked: { data: null, refused: null, model: null, brought: null },
  }
  return { steer: steerActions(context), told, run: () => state.run }
}

describe('steering', () => {
  test('shows at once that the run is to pause, and tells the engine once', async () => {
    const { steer, told, run } = deskWith(training)
    await Promise.all([steer.pause(), steer.pause()])
    expect(run()).toMatchObject({ pace: 'pausing' })
    expect(told).toEqual([['steer', { runId: 'run', order: 'pause' }]])
  })
  test('resumes what is paused, and leaves alone what runs', async () => {
    const paused = deskWith({ ...training, pace: 'paused' })
    await paused.steer.resume()
    expect(paused.run()).toMatchObject({ pace: 'running' })
    expect(paused.told).toEqual([['steer', { runId: 'run', order: 'resume' }]])
    const going = deskWith(training)
    await going.steer.resume()
    expect(going.told).toEqual([])
  })
  test('makes single steps from a pause', async () => {
    const { steer, told, run } = deskWith({ ...training, pace: 'paused' })
    await steer.step()
    await steer.step()
    expect(told.map(([, parameters]) => parameters)).toEqual(Array(2).fill({ runId: 'run', order: 'step' }))
    expect(run()).toMatchObject({ pace: 'paused' })
  })
  test('stops once, and takes no orders while it stops', async () => {
    const { steer, told, run } = deskWith(training)
    await steer.stop()
    await steer.stop()
    await steer.pause()
    expect(run()).toMatchObject({ stopping: true, pace: 'running' })
    expect(told).toEqual([['steer', { runId: 'run', order: 'stop' }]])
  })
  test('before the first step, stopping gives the run up', async () => {
    const { steer, told } = deskWith({ status: 'preparing', log, progress: null })
    await steer.stop()
    expect(told).toEqual([['cancel', { job: 'train' }]])
  })
  test('a change that the engine refuses comes back as its error', async () => {
    const refusal = fromWire(toldError('recipe-invalid', 'The rate cannot be 99.', 'Choose a smaller one.'))
    const { steer, told } = deskWith(training, () => {
      throw refusal
    })
    expect(await steer.change({ learningRate: 99 })).toEqual(toWire(refusal))
    expect(told).toEqual([['changeRun', { runId: 'run', change: { learningRate: 99 } }]])
    expect(await deskWith(training).steer.change({ dropout: 0.2 })).toBeNull()
  })
  test('without a run there is nobody to steer', async () => {
    const { steer, told } = deskWith({ status: 'idle' })
    await Promise.all([steer.pause(), steer.resume(), steer.step(), steer.stop(), steer.change({ dropout: 0 })])
    expect(told).toEqual([])
  })
})

describe('what can be changed', () => {
  test('is the thaw line only where the method has one, and dropout only where there is a head', () => {
    expect(liveKeys(recipe)).toEqual(['learningRate', 'dropout', 'weightDecay', 'thaw'])
    expect(liveKeys({ ...recipe, method: { ...recipe.method, id: 'head' } })).not.toContain('thaw')
    expect(liveKeys({ ...recipe, task: 'text-generation' })).not.toContain('dropout')
  })
  test('is refused at its field with what is allowed', () => {
    expect(readSetting('learningRate', '5e-4', 6)).toEqual({ value: 0.0005 })
    expect(readSetting('dropout', '2', 6)).toEqual({ complaint: 'Choose a number from 0 to 0.9.' })
    expect(readSetting('thaw', '7', 6)).toEqual({ complaint: 'Choose a number from 1 to 6.' })
    expect(readSetting('weightDecay', '', 6)).toHaveProperty('complaint')
  })
  test('is told with what held before, also after an earlier change', () => {
    const changes = [
      { step: 20, learningRate: 0.0005 },
      { step: 140, learningRate: 0.0001, dropout: 0.3 },
    ]
    expect(changeWords(recipe, changes, { step: 20, learningRate: 0.0005 })).toBe('learning rate 0.001 → 5e-4')
    expect(changeWords(recipe, changes, { step: 140, learningRate: 0.0001, dropout: 0.3 })).toBe(
      'learning rate 5e-4 → 1e-4, dropout 0.1 → 0.3',
    )
  })
})
