import { expect, test } from 'vitest'
import { runRecorder } from '../../../src/engine/run/runRecorder.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { Checkpoint } from '../../../src/engine/train/checkpoint.ts'
import type { EpochMetrics } from '../../../src/shared/domain/run.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { someRecord, someResult } from '../../support/runRecords.ts'
import { toldError } from '../../support/told.ts'

test('a checkpoint that is safe is told with its step and its cost, and the record names it', async () => {
  const repository = memoryRepository()
  const { recorder, told, clock } = record(repository)
  recorder.hear(epochEvent(1))
  recorder.sink.due({ epochEnd: true, bytes: 0 })
  clock.now += 10_000
  await recorder.sink.save(checkpoint(8, 1), 50)
  await recorder.finish({ status: 'stopped' })
  expect(told).toEqual([{ type: 'saved', runId: 'run', step: 8, epoch: 1, at: 11_000, cost: 0.005 }])
  expect(await repository.record('run')).toMatchObject({
    status: 'stopped',
    checkpoint: { step: 8, epoch: 1, at: 11_000 },
    log: { epochs: [{ epoch: 1 }] },
  })
  expect(await (await repository.part('run', 'checkpoint'))?.text()).toBe('step 8')
})

test('while one is written the newest waits in the place of the one before, and keeps the record of its moment', async () => {
  const inner = memoryRepository()
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const written: string[] = []
  const repository: RunRepository = {
    ...inner,
    async writePart(runId, part, bytes) {
      written.push(new TextDecoder().decode(bytes))
      await gate
      return inner.writePart(runId, part, bytes)
    },
  }
  const { recorder, told } = record(repository)
  recorder.sink.due({ epochEnd: true, bytes: 0 })
  for (const step of [1, 2, 3]) {
    recorder.hear(epochEvent(step))
    await recorder.sink.save(checkpoint(step, step), 1)
  }
  recorder.hear(epochEvent(4))
  const during = inner.writeProgress
  const logs: number[] = []
  repository.writeProgress = (kept) => {
    logs.push(kept.log.epochs.length)
    return during(kept)
  }
  open()
  await recorder.finish({ status: 'failed', error: toldError('internal', 'm', 'a') })
  expect(written).toEqual(['step 1', 'step 3'])
  expect(logs).toEqual([1, 3, 4])
  expect(told.map((event) => event.type === 'saved' && event.step)).toEqual([1, 3])
  expect(await repository.record('run')).toMatchObject({
    status: 'failed',
    error: toldError('internal', 'm', 'a'),
    checkpoint: { step: 3 },
  })
})

test('what could not be kept is not told as saved, and the run ends all the same', async () => {
  const repository: RunRepository = { ...memoryRepository(), writePart: async () => false }
  const { recorder, told } = record(repository)
  recorder.sink.due({ epochEnd: true, bytes: 0 })
  await recorder.sink.save(checkpoint(1, 1), 1)
  await recorder.finish({ status: 'finished', result: someResult('run'), weights: new Uint8Array([1]) })
  expect(told).toEqual([])
  expect(await repository.record('run')).toMatchObject({ status: 'finished', checkpoint: null, weights: false })
})

test('the end stores the weights and frees the checkpoint', async () => {
  const repository = memoryRepository()
  const { recorder } = record(repository)
  recorder.sink.due({ epochEnd: true, bytes: 0 })
  await recorder.sink.save(checkpoint(1, 1), 1)
  await recorder.finish({ status: 'finished', result: someResult('run'), weights: new TextEncoder().encode('best') })
  expect(await repository.record('run')).toMatchObject({ status: 'finished', checkpoint: null, weights: true })
  expect(await (await repository.part('run', 'weights'))?.text()).toBe('best')
  expect(await repository.part('run', 'checkpoint')).toBe(null)
})

test('changes go into the history of the recipe, and what is noted stays through later checkpoints', async () => {
  const repository = memoryRepository()
  const { recorder } = record(repository)
  recorder.sink.due({ epochEnd: true, bytes: 0 })
  recorder.hear({ type: 'changed', runId: 'run', change: { step: 4, learningRate: 0.1 } })
  await recorder.sink.save(checkpoint(5, 1), 1)
  await recorder.note({ modelTitle: 'Renamed' })
  await recorder.finish({ status: 'stopped' })
  const kept = await repository.record('run')
  expect(kept?.recipe.history).toEqual([{ step: 4, learningRate: 0.1 }])
  expect(kept?.modelTitle).toBe('Renamed')
})

test('a run that is discarded leaves nothing to be listed', async () => {
  const repository = memoryRepository()
  const { recorder } = record(repository)
  await recorder.note({ status: 'running' })
  expect((await repository.listing()).runs).toHaveLength(1)
  await recorder.discard()
  expect((await repository.listing()).runs).toEqual([])
})

function record(repository: RunRepository) {
  const clock = { now: 1000 }
  const told: EngineEvent[] = []
  const recorder = runRecorder({
    repository,
    record: someRecord('run'),
    now: () => clock.now,
    emit: (event) => told.push(event),
    encode: ({ position }) => new TextEncoder().encode(`step ${position.step}`),
  })
  return { recorder, told, clock }
}

function checkpoint(step: number, epoch: number): Checkpoint {
  return { position: { step, epoch } as Checkpoint['position'], tensors: new Map() }
}

function epochEvent(epoch: number) {
  const metrics: EpochMetrics = {
    ...{ epoch, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5, validationPerplexity: null },
    ...{ learningRate: 0.1, seconds: 1 },
  }
  const memory = { tensors: 1, bytes: 1, peakBytes: 1 }
  return { type: 'epoch' as const, runId: 'run', metrics, bestEpoch: 1, updateRatios: [], memory }
}
