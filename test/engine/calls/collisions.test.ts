/** Calls that come in each other's way: whatever a page asks for while a run goes on, nothing breaks and nothing is left. */
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { lampRecipe, loadFolder, readLamp, visit, writerFolder } from '../../support/keptSession.ts'

let folder: NamedFile[]
let before = 0

beforeAll(async () => {
  await startBackend('wasm')
  folder = await writerFolder()
})
beforeEach(() => {
  before = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before)
})

test('another model that is loaded while a run goes on leaves the run as it is', async () => {
  const { self, recipe } = await ready()
  const quiet = await self.session.train({ runId: 'quiet', recipe })
  const loading = once(self, isEpoch, () => loadFolder(self, folder))
  const result = await self.session.train({ runId: 'run', recipe })
  expect(await loading).toMatchObject({ id: recipe.model.id })
  expect(result.test).toEqual(quiet.test)
  await expect(self.session.exportModel({ what: 'python' })).rejects.toMatchObject({ code: 'export-refused' })
  await self.session.boot({ backend: 'wasm' })
})

test('another backend ends the run first', async () => {
  const { self, recipe } = await ready()
  const booting = once(self, isEpoch, () => self.session.boot({ backend: 'wasm' }))
  await expect(self.session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect(await booting).toMatchObject({ backend: 'wasm' })
})

test('a run that is started while another goes on waits until that has let go', async () => {
  const { self, recipe } = await ready()
  const second = once(self, isEpoch, () => self.session.train({ runId: 'run', recipe }))
  await expect(self.session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect(await second).toMatchObject({ stop: 'finished' })
  expect(await self.session.readRun({ runId: 'run' })).toMatchObject({ status: 'finished', weights: true })
  await self.session.boot({ backend: 'wasm' })
})

test('a run ends the trial beside it, and is called off while it waits for that', async () => {
  const { self, recipe } = await ready()
  const isTrial = (event: EngineEvent) => event.type === 'progress' && event.job === 'probe'
  const running = once(self, isTrial, async () => {
    const training = self.session.train({ runId: 'first', recipe })
    await self.session.cancel({ job: 'train' })
    await expect(training).rejects.toMatchObject({ code: 'cancelled' })
    return self.session.train({ runId: 'run', recipe })
  })
  await expect(self.session.findRate({ recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect(await running).toMatchObject({ stop: 'finished' })
  expect((await self.session.listRuns({})).runs.map(({ id }) => id)).toEqual(['run'])
  await self.session.boot({ backend: 'wasm' })
})

test('no trial is made beside a run', async () => {
  const { self, recipe } = await ready()
  const trial = once(self, isEpoch, () => self.session.tryBatches({ recipe }).catch((error: unknown) => error))
  await self.session.train({ runId: 'run', recipe })
  expect(await trial).toMatchObject({ code: 'recipe-invalid' })
  await self.session.boot({ backend: 'wasm' })
})

test('after its last step a run takes no change', async () => {
  const { self, recipe } = await ready()
  let asked: Promise<unknown> = Promise.resolve()
  self.onEvent = (event) => {
    if (!isEpoch(event) || event.metrics.epoch < 3) return
    const change = () => self.session.changeRun({ runId: 'run', change: { learningRate: 0.5 } })
    // The loop returns with its next turn.
    asked = new Promise((resolve) => setTimeout(() => resolve(change().catch((error: unknown) => error))))
  }
  await self.session.train({ runId: 'run', recipe })
  expect(await asked).toMatchObject({ code: 'run-unknown' })
  await self.session.boot({ backend: 'wasm' })
})

test.each([
  ['at its first progress', ({ type }: EngineEvent) => type === 'progress'],
  ['at the first look', ({ type }: EngineEvent) => type === 'sample'],
  ['at its first steps', ({ type }: EngineEvent) => type === 'steps'],
  ['after its last epoch', (event: EngineEvent) => isEpoch(event) && event.metrics.epoch === 3],
])('a run that is called off %s leaves no tensor', async (_, at) => {
  const { self, recipe } = await ready()
  const called = once(self, at, () => self.session.cancel({ job: 'train' }))
  await expect(self.session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  await called
  await self.session.boot({ backend: 'wasm' })
})

test('a run that is called off in a pause leaves no tensor, and a single step before the first is one step', async () => {
  const { self, recipe } = await ready()
  const paused: boolean[] = []
  let steps = 0
  self.onEvent = (event) => {
    if (event.type === 'sample' && event.epoch === 0) void self.session.steer({ runId: 'run', order: 'step' })
    if (event.type === 'paused') paused.push(event.paused)
    if (event.type !== 'steps') return
    steps += event.steps.length
    setTimeout(() => self.session.cancel({ job: 'train' }))
  }
  await expect(self.session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect([steps, paused]).toEqual([1, [true, true]])
  await self.session.boot({ backend: 'wasm' })
})

async function ready() {
  const self = await visit(memoryRepository())
  return { self, recipe: lampRecipe(await loadFolder(self, folder), await readLamp(self), 'lora') }
}

function isEpoch(event: EngineEvent): event is EngineEvent & { type: 'epoch' } {
  return event.type === 'epoch'
}

/** Does something at the first event of a kind. */
function once<T>(
  self: Awaited<ReturnType<typeof visit>>,
  is: (event: EngineEvent) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let done = false
    self.onEvent = (event) => {
      if (done || !is(event)) return
      done = true
      work().then(resolve, reject)
    }
  })
}
