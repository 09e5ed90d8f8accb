import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { ThawError } from '../../src/shared/messages/errors.ts'
import type { EngineEvent } from '../../src/shared/wire/events.ts'
import { createEngineClient, type EngineClient, type Restored } from '../../src/studio/client/engineClient.ts'
import { FakeEngine, never, ok, type Replies } from '../support/fakeEngine.ts'
import { told, toldError } from '../support/told.ts'

const report = { backend: 'cpu', adapter: 'test', software: true, threads: 1, tried: [] } satisfies BackendReport
const summary = { name: 'pets', examples: 4 } as DatasetSummary
const model = { id: 'thaw-vision' } as ModelSummary
const good: Replies = { boot: () => ok(report), readData: () => ok(summary), loadModel: () => ok(model) }

let engines: FakeEngine[]
let heard: EngineEvent[]
let lost: { error: ThawError; restarting: boolean }[]
let restored: Restored[]
let client: EngineClient

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  engines = []
  heard = []
  lost = []
  restored = []
})
afterEach(() => {
  client.terminate()
  vi.useRealTimers()
})

/** A client whose n-th worker gives the n-th replies; the last replies serve all later ones. */
function connect(...replies: Replies[]): void {
  client = createEngineClient(
    () => {
      const engine = new FakeEngine(replies[Math.min(engines.length, replies.length - 1)] ?? {})
      engines.push(engine)
      return engine.worker
    },
    {
      event: (event) => heard.push(event),
      lost: (error, restarting) => lost.push({ error, restarting }),
      restored: (result) => restored.push(result),
    },
  )
}

function engine(index: number): FakeEngine {
  const found = engines[index]
  if (!found) throw new Error(`no worker ${index} was started`)
  return found
}

const asked = (index: number) => engine(index).asked.map(({ name }) => name)
const sample = { request: { kind: 'sample', task: 'image-classification' }, textColumn: '', labelColumn: '' } as const
const thawVision = { request: { kind: 'catalog', id: 'thaw-vision' } } as const

test('a call resolves with what the engine answered', async () => {
  connect(good)
  expect(await client.call('boot', { backend: 'auto' })).toEqual(report)
})

const many = Array.from({ length: 2_345 }, (_, at) => ({ path: `pets/${at}.jpg`, file: new Blob([String(at)]) }))
const folder = { request: { kind: 'files', name: 'pets', files: many }, textColumn: '', labelColumn: '' } as const

function lastRequest() {
  const last = engine(0).asked.at(-1) as { parameters: { request: { files: typeof many } } } | undefined
  return last?.parameters.request
}

test('many files are handed over some at a time, and the call has them all in their order', async () => {
  connect(good)
  await client.call('boot', { backend: 'auto' })
  expect(await client.call('readData', folder)).toEqual(summary)
  const { handed } = engine(0)
  expect(handed).toEqual([...Array<number>(23).fill(100), 45])
  const request = lastRequest()
  expect(request).toMatchObject({ kind: 'files', name: 'pets' })
  expect(request?.files.map(({ path }) => path)).toEqual(many.map(({ path }) => path))
  expect(await request?.files[2_000]?.file.text()).toBe('2000')
})

test('what is cancelled while its files are handed over never reaches the engine, and the next call has its own', async () => {
  connect({ ...good, cancel: () => ok(null) })
  await client.call('boot', { backend: 'auto' })
  const refused = expect(client.call('readData', folder)).rejects.toMatchObject({ code: 'cancelled' })
  await client.call('cancel', { job: 'data' })
  await refused
  expect(asked(0)).toEqual(['boot', 'cancel'])
  const fewer = { ...folder, request: { ...folder.request, files: many.slice(0, 150) } }
  expect(await client.call('readData', fewer)).toEqual(summary)
  expect(lastRequest()?.files).toHaveLength(150)
})

test('an error of the engine arrives whole, with code, advice and causes', async () => {
  const error = { ...toldError('classes-too-few', 'Expected 2.', 'Add one.'), causes: ['because'] }
  connect({ ...good, readData: () => ({ ok: false, error }) })
  await client.call('boot', { backend: 'auto' })
  await expect(client.call('readData', sample)).rejects.toMatchObject({
    code: 'classes-too-few',
    message: 'Expected 2.',
    advice: 'Add one.',
    cause: new Error('because'),
  })
  expect(lost).toEqual([])
})

test('events reach the listener in order', async () => {
  connect(good)
  await client.call('boot', { backend: 'auto' })
  await engine(0).emit({ type: 'beat' })
  await engine(0).emit({ type: 'progress', job: 'data', stage: told('Reading'), done: 1, total: 2, unit: 'files' })
  expect(heard.map(({ type }) => type)).toEqual(['beat', 'progress'])
})

test('a worker that dies rejects its calls, and the next one is told backend, data and model again', async () => {
  connect({ ...good, train: never }, good)
  await client.call('boot', { backend: 'wasm' })
  await client.call('readData', sample)
  await client.call('loadModel', thawVision)
  const training = client.call('train', { runId: 'a', recipe: {} as never })
  await vi.waitFor(() => expect(asked(0)).toContain('train'))
  engine(0).crash()
  await expect(training).rejects.toMatchObject({ code: 'worker-lost' })
  await vi.waitFor(() => expect(restored).toHaveLength(1))
  expect(engine(0).terminated).toBe(true)
  expect(lost).toMatchObject([{ restarting: true }])
  expect(asked(1)).toEqual(['boot', 'readData', 'loadModel'])
  expect(engine(1).asked[0]?.parameters).toEqual({ backend: 'wasm' })
  const nothing = { broughtModel: null, openRun: null }
  expect(restored[0]).toEqual({ boot: ok(report), readData: ok(summary), loadModel: ok(model), ...nothing })
})

test('a fine-tuned model that was loaded back in is brought back beside the other', async () => {
  connect(good, good)
  await client.call('boot', { backend: 'auto' })
  await client.call('loadModel', thawVision)
  await client.call('loadModel', { request: { kind: 'files', files: [] } })
  engine(0).crash()
  await vi.waitFor(() => expect(restored).toMatchObject([{ loadModel: ok(model), broughtModel: ok(model) }]))
  expect(asked(1)).toEqual(['boot', 'loadModel', 'loadModel'])
})

test('a call made during a restart waits for it', async () => {
  connect(good, good)
  await client.call('boot', { backend: 'auto' })
  engine(0).crash()
  expect(await client.call('loadModel', thawVision)).toEqual(model)
  expect(asked(1)).toEqual(['boot', 'loadModel'])
})

test('fifteen seconds of silence lose the worker, beats keep it', async () => {
  connect({ ...good, readData: never }, good)
  await client.call('boot', { backend: 'auto' })
  const reading = client.call('readData', sample)
  const outcome = expect(reading).rejects.toMatchObject({ code: 'worker-lost' })
  vi.advanceTimersByTime(14_000)
  await engine(0).emit({ type: 'beat' })
  vi.advanceTimersByTime(14_000)
  expect(lost).toEqual([])
  await engine(0).emit({ type: 'beat' })
  vi.advanceTimersByTime(29_000)
  await outcome
  expect(lost).toHaveLength(1)
})

test('a device that is being prepared has two minutes', async () => {
  connect({ boot: never })
  const boot = client.call('boot', { backend: 'webgpu' })
  const outcome = expect(boot).rejects.toMatchObject({ code: 'worker-lost' })
  vi.advanceTimersByTime(119_000)
  expect(lost).toEqual([])
  vi.advanceTimersByTime(2_000)
  await outcome
  expect(lost).toMatchObject([{ restarting: false }])
})

test('training has two minutes to its first step, and then only the usual silence', async () => {
  connect({ ...good, train: never }, good)
  await client.call('boot', { backend: 'auto' })
  const training = client.call('train', { runId: 'a', recipe: {} as never })
  const outcome = expect(training).rejects.toMatchObject({ code: 'worker-lost' })
  vi.advanceTimersByTime(5_000)
  await engine(0).emit({ type: 'steps', runId: 'a', stepsPerEpoch: 1, steps: [], examplesPerSecond: 1 })
  vi.advanceTimersByTime(16_000)
  await outcome
  expect(lost).toMatchObject([
    { error: { message: 'The engine stopped: it did not answer for 15 s.' }, restarting: true },
  ])
})

test('a worker that dies at every restart is given up, until the next call', async () => {
  connect({ ...good, readData: never }, { boot: never })
  await client.call('boot', { backend: 'auto' })
  engine(0).crash()
  await vi.waitFor(() => expect(asked(1)).toEqual(['boot']))
  engine(1).crash()
  await vi.waitFor(() => expect(restored).toMatchObject([{ boot: { ok: false, error: { code: 'worker-lost' } } }]))
  expect(engines).toHaveLength(2)
})

test('what ends the worker that follows is left out, and the rest is brought back', async () => {
  const readData = vi.fn(never)
  const error = { code: 'worker-lost' }
  connect(good, { ...good, readData }, good)
  await client.call('boot', { backend: 'auto' })
  await client.call('readData', sample)
  await client.call('loadModel', thawVision)
  engine(0).crash()
  await vi.waitFor(() => expect(readData).toHaveBeenCalled())
  engine(1).crash()
  await vi.waitFor(() => expect(restored).toHaveLength(1))
  expect(restored).toMatchObject([{ boot: ok(report), readData: { ok: false, error }, loadModel: ok(model) }])
  expect(asked(2)).toEqual(['boot', 'loadModel'])
  expect(lost).toMatchObject([{ restarting: true }, { restarting: true }])
})

test('an engine that is started again after no backend could be had is told data and model as well', async () => {
  const refused = { ok: false, error: toldError('backend-unavailable', 'None.') }
  const replies = { ...good, boot: () => refused }
  connect(good, replies)
  await client.call('boot', { backend: 'wasm' })
  await client.call('readData', sample)
  await client.call('loadModel', thawVision)
  engine(0).crash()
  await vi.waitFor(() => expect(restored).toMatchObject([{ boot: refused, readData: null }]))
  Object.assign(replies, good)
  expect(await client.call('boot', { backend: 'cpu' })).toEqual(report)
  expect(asked(1)).toEqual(['boot', 'boot', 'readData', 'loadModel'])
  expect(engine(1).asked[1]?.parameters).toEqual({ backend: 'cpu' })
  expect(restored[1]).toMatchObject({ readData: ok(summary), loadModel: ok(model) })
})

test('the run that answered is opened again, unless a model was brought in its place', async () => {
  connect({ ...good, train: () => ok({}), openRun: () => ok({ id: 'a' }) })
  await client.call('boot', { backend: 'auto' })
  await client.call('loadModel', thawVision)
  await client.call('train', { runId: 'a', recipe: {} as never })
  engine(0).crash()
  await vi.waitFor(() => expect(restored).toMatchObject([{ openRun: ok({ id: 'a' }) }]))
  expect(engine(1).asked.at(-1)).toEqual({ name: 'openRun', parameters: { runId: 'a' } })
  await client.call('loadModel', { request: { kind: 'files', files: [] } })
  engine(1).crash()
  await vi.waitFor(() => expect(restored).toHaveLength(2))
  expect(restored[1]).toMatchObject({ broughtModel: ok(model), openRun: null })
})

test('terminating rejects what is under way', async () => {
  connect({ boot: never })
  const boot = client.call('boot', { backend: 'auto' })
  const outcome = expect(boot).rejects.toMatchObject({ code: 'worker-lost' })
  await vi.waitFor(() => expect(asked(0)).toEqual(['boot']))
  client.terminate()
  await outcome
  expect(engine(0).terminated).toBe(true)
})
