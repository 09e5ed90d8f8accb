/** A run from its start to its end, and over visits: recorded, cut, gone on with. To the last bit on CPU and WASM. */
import { beforeAll, expect, test, vi } from 'vitest'
import { type BlobStore, memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { featureStore } from '../../../src/engine/storage/featureStore.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import type { RunResult, StepMetrics } from '../../../src/shared/domain/run.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { testFiles } from '../../support/featureFiles.ts'
import { lampRecipe, loadFolder, readLamp, type Visit, visit, writerFolder } from '../../support/keptSession.ts'

let folder: NamedFile[]

beforeAll(async () => {
  await startBackend('wasm')
  folder = await writerFolder()
})

test.each([
  ['full', 'cpu'],
  ['lora', 'wasm'],
] as const)(
  '%s on %s: a run whose worker was killed goes on in the next visit as if nothing had been',
  async (method, backend) => {
    const store = memoryStore()
    const first = await visit(memoryRepository(store), backend)
    const recipe = lampRecipe(await loadFolder(first, folder), await readLamp(first), method)
    let cut: Promise<BlobStore> | null = null
    first.onEvent = (event) => {
      if (event.type === 'steps' && event.steps.at(-1)?.epoch === 2) cut ??= copied(store)
    }
    const about = { tags: ['night'], comparison: { id: 'c', contender: method, labels: 8 } }
    const whole = await first.session.train({ runId: 'run', recipe, about })
    if (!cut) throw new Error('expected a second epoch')

    const perEpoch = stepsOf(first.events).filter(({ epoch }) => epoch === 1).length
    const repository = memoryRepository(await cut)
    const second = await visit(repository, backend)
    const { runs } = await second.session.listRuns({})
    expect(runs).toMatchObject([{ id: 'run', status: 'running', epochs: 1, ...about }])
    const [kept] = runs
    if (!kept?.data || !kept.checkpoint) throw new Error('expected the data and a checkpoint to be kept')
    // At the end of the first epoch, or after a step of the second where steps are slow.
    const { step } = kept.checkpoint
    expect([perEpoch, perEpoch + 1]).toContain(step)
    await second.session.loadModel({ request: kept.model })
    await second.session.readData({ request: kept.data.request, ...kept.data.columns, edits: kept.data.edits })
    const resumed = await second.session.train({ runId: 'run', recipe, resume: true })

    expect(figures(resumed)).toEqual(figures(whole))
    expect(lossesOf(second.events)).toEqual(lossesOf(first.events).slice(step))
    const log = second.events.find((event) => event.type === 'log')
    expect(log).toMatchObject({
      runId: 'run',
      log: { epochs: whole.epochs.slice(0, 1), lastStep: { step } },
    })
    const record = await second.session.readRun({ runId: 'run' })
    expect(record).toMatchObject({ status: 'finished', weights: true, checkpoint: null, tags: ['night'] })
    expect(record.log.steps.map(({ loss }) => loss)).toEqual(lossesOf(first.events))
    expect(record.log.notices).toMatchObject([{ step, kind: 'resumed' }])
    expect(figures(record.result as RunResult)).toEqual(figures(whole))
  },
)

test('a run that is called off after an epoch is kept as stopped and can be gone on with; before, it leaves nothing', async () => {
  const store = memoryStore()
  const { session, recipe, self } = await ready(memoryRepository(store))
  self.onEvent = (event) => void (event.type === 'sample' && session.cancel({ job: 'train' }))
  await expect(session.train({ runId: 'early', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect((await session.listRuns({})).runs).toEqual([])

  self.onEvent = (event) => void (event.type === 'saved' && session.cancel({ job: 'train' }))
  await expect(session.train({ runId: 'late', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  expect((await session.listRuns({})).runs).toMatchObject([{ id: 'late', status: 'stopped', checkpoint: { epoch: 1 } }])
  self.onEvent = () => {}
  const result = await session.train({ runId: 'late', recipe, resume: true })
  expect(result.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
})

test('what was changed after the checkpoint is changed again at its step, as the recipe that is brought tells', async () => {
  const { session, recipe, self } = await ready(memoryRepository())
  self.onEvent = (event) => void (event.type === 'saved' && session.cancel({ job: 'train' }))
  await expect(session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  self.onEvent = () => {}
  const [kept] = (await session.listRuns({})).runs
  const change = { step: (kept?.checkpoint?.step ?? 0) + 1, learningRate: 0.001 }
  const result = await session.train({ runId: 'run', recipe: { ...recipe, history: [change] }, resume: true })
  expect(result.recipe.history).toEqual([change])
  expect(self.events).toContainEqual({ type: 'changed', runId: 'run', change })
})

test('a run is gone on with by its own recipe, data and model, and from a checkpoint that is whole', async () => {
  const store = memoryStore()
  const { session, recipe, self } = await ready(memoryRepository(store))
  const refused = (changed: object, code: string) =>
    expect(session.train({ runId: 'run', recipe: { ...recipe, ...changed }, resume: true })).rejects.toMatchObject({
      code,
    })
  await refused({}, 'run-unknown')
  self.onEvent = (event) => void (event.type === 'saved' && session.cancel({ job: 'train' }))
  await expect(session.train({ runId: 'run', recipe })).rejects.toMatchObject({ code: 'cancelled' })
  self.onEvent = () => {}
  await refused({ seed: 9 }, 'recipe-invalid')
  await readLamp(self, 1000)
  await refused({}, 'recipe-invalid')
  await readLamp(self)
  await store.put('run/run/checkpoint', new TextEncoder().encode('torn'))
  await refused({}, 'weights-invalid')
  await store.delete('run/run/checkpoint')
  await refused({}, 'run-unknown')
  expect((await session.listRuns({})).runs).toMatchObject([{ id: 'run', status: 'stopped', checkpoint: null }])
})

test('with nothing that keeps, a run trains to its end and is listed in this visit', async () => {
  const repository = { ...memoryRepository(failing()), saveFiles: async () => false }
  const { session, recipe, self } = await ready(repository)
  const result = await session.train({ runId: 'run', recipe })
  expect(result.epochs).toHaveLength(3)
  expect(self.events.filter(({ type }) => type === 'saved')).toEqual([])
  expect((await session.listRuns({})).runs).toMatchObject([{ status: 'finished', weights: false, data: null }])
})

test('a change is checked by the recipe, the method and the run, takes effect, and is written into the history', async () => {
  const { session, recipe, self } = await ready(memoryRepository(), 'lora')
  const change = (settings: object) => session.changeRun({ runId: 'run', change: settings })
  await expect(change({ dropout: 0.1 })).rejects.toMatchObject({ code: 'run-unknown' })
  const answers: Promise<unknown>[] = []
  self.onEvent = (event) => {
    if (event.type !== 'epoch' || event.metrics.epoch !== 1) return
    answers.push(change({ dropout: 2 }).catch((error: Error) => error.message))
    answers.push(change({ learningRate: 0.002, thaw: 3 }))
  }
  const result = await session.train({ runId: 'run', recipe })
  expect(await Promise.all(answers)).toEqual([expect.stringContaining('"regularisation.dropout" cannot be 2'), null])
  const perEpoch = stepsOf(self.events).filter(({ epoch }) => epoch === 1).length
  expect(result.recipe.history).toEqual([{ step: perEpoch + 1, learningRate: 0.002, thaw: 3 }])
  const { recipe: kept, log } = await session.readRun({ runId: 'run' })
  expect([kept.history, log.changes]).toEqual([result.recipe.history, result.recipe.history])

  const full = await ready(memoryRepository(), 'full')
  let answer: Promise<string> | null = null
  full.self.onEvent = (event) => {
    if (event.type === 'epoch')
      answer ??= full.session
        .changeRun({ runId: 'f', change: { thaw: 1 } })
        .then(String, (error: Error) => error.message)
  }
  await full.session.train({ runId: 'f', recipe: full.recipe })
  expect(await answer).toContain('"thaw" cannot be changed: the method Full')
})

test('an order to another run than the one under way is no order', async () => {
  const { session, recipe, self } = await ready(memoryRepository())
  self.onEvent = (event) => void (event.type === 'steps' && session.steer({ runId: 'other', order: 'stop' }))
  expect((await session.train({ runId: 'run', recipe })).stop).toBe('finished')
  expect(await session.steer({ runId: 'run', order: 'pause' })).toBe(null)
})

async function ready(repository: Parameters<typeof visit>[0], method: 'full' | 'lora' = 'full') {
  const self: Visit = await visit(repository)
  const recipe = lampRecipe(await loadFolder(self, folder), await readLamp(self), method)
  return { self, session: self.session, recipe }
}

/** The store as it is at this moment, once what is on its way to it has come. */
async function copied(store: BlobStore): Promise<BlobStore> {
  await vi.waitFor(async () => {
    const record = await store.get('run/run/record')
    const keys = (await store.list()).map(({ key }) => key)
    const { checkpoint, data } = JSON.parse((await record?.text()) ?? '{}')
    if (!checkpoint || !data || !keys.some((key) => key.startsWith('model/'))) throw new Error('not yet')
  })
  const copy = memoryStore()
  for (const { key } of await store.list()) {
    const blob = await store.get(key)
    if (blob) await copy.put(key, new Uint8Array(await blob.arrayBuffer()))
  }
  return copy
}

function failing(): BlobStore {
  return { ...memoryStore(), put: () => Promise.reject(new DOMException('', 'QuotaExceededError')) }
}

function stepsOf(events: readonly EngineEvent[]): StepMetrics[] {
  return events.flatMap((event): readonly StepMetrics[] => (event.type === 'steps' ? event.steps : []))
}

function lossesOf(events: readonly EngineEvent[]): number[] {
  return stepsOf(events).map(({ loss }) => loss)
}

/** What two runs of one recipe share. */
function figures({ epochs, bestEpoch, stop, test, testSet, samples }: RunResult) {
  return { epochs: epochs.map(({ seconds: _, ...metrics }) => metrics), bestEpoch, stop, test, testSet, samples }
}

test('the features of a run serve the next visit’s, are told with their bytes, and can be deleted', async () => {
  const files = testFiles()
  const features = () => featureStore({ files, estimate: async () => ({ quota: 1e9 }), now: () => Date.now() })
  const repository = memoryRepository(memoryStore())
  const losses: (readonly number[])[] = []
  for (const runId of ['first', 'second']) {
    const visited = await visit(repository, 'wasm', features())
    const recipe = lampRecipe(await loadFolder(visited, folder), await readLamp(visited), 'top-blocks', { thaw: 1 })
    await visited.session.train({ runId, recipe })
    losses.push(lossesOf(visited.events))
  }
  expect(losses[1]).toEqual(losses[0])
  const { session } = await visit(repository, 'wasm', features())
  const bytes = await session.featureBytes({})
  expect([...files.held.values()].map((held) => held.bytes.length)).toEqual([bytes])
  expect(bytes).toBeGreaterThan(1000)
  expect(await session.forgetFeatures({})).toBe(0)
  expect(files.held.size).toBe(0)
})
