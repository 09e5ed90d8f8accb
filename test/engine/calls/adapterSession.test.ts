/** An adapter on its way: out of one session, into another, and on from there. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Session } from '../../../src/engine/calls/engineContext.ts'
import { createSession } from '../../../src/engine/calls/session.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { ExportedFile, NamedFile } from '../../../src/shared/domain/files.ts'
import type { RunResult } from '../../../src/shared/domain/run.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyWriter } from '../../support/tinyTextModel.ts'

let folder: NamedFile[]

beforeAll(async () => {
  await startBackend('wasm')
  const files = await tinyWriter()
  folder = files.map(({ name, buffer }) => ({ path: name, file: new Blob([new Uint8Array(buffer)]) }))
})

test('an adapter goes out, comes back onto the model it was trained on, answers and is gone on with', async () => {
  const before = tf.memory().numTensors
  const first = await open()
  const fingerprint = await readPassages(first)
  const learned = await train(first, fingerprint, {})
  const files = await first.exportModel({ what: 'adapter' })
  expect(files.map(({ name }) => name).sort()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
  ])
  const whole = await first.exportModel({})
  expect(whole.map(({ name }) => name)).toContain('model.safetensors')
  await first.boot({ backend: 'wasm' })

  const second = await open()
  await readPassages(second)
  const summary = await second.loadModel({ request: { kind: 'files', files: files.map(asNamed) } })
  expect(summary).toMatchObject({
    id: 'brought',
    tasks: ['text-generation'],
    adapter: { method: { id: 'lora', rank: 2 } },
  })
  const settings = { prompt: 'the', tokens: 3, temperature: 1, topK: 0, topP: 1 }
  expect((await second.generate({ settings, seed: 1 })).tokens).toBeGreaterThan(0)
  const on = await train(second, fingerprint, { 'optimiser.learningRate': 1e-6 }, true)
  expect(on.epochs[0]?.validationLoss).toBeCloseTo(learned.epochs[learned.bestEpoch - 1]?.validationLoss ?? 0, 3)
  expect(on.epochs[0]?.validationLoss).toBeLessThan(learned.before?.validationLoss ?? 0)
  await second.boot({ backend: 'wasm' })
  expect(tf.memory().numTensors).toBe(before)
})

test('nothing is gone on with where no adapter was brought, and none is brought without a model', async () => {
  const session = await open()
  const fingerprint = await readPassages(session)
  await expect(train(session, fingerprint, {}, true)).rejects.toMatchObject({ code: 'model-unsupported' })
  await session.boot({ backend: 'wasm' })
  const files = [{ path: 'adapter_config.json', file: new Blob(['{}']) }]
  await expect(session.loadModel({ request: { kind: 'files', files } })).rejects.toThrow(
    'only works together with its model',
  )
})

async function open(): Promise<Session> {
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const session = createSession({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: memoryRepository(),
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: () => {},
  })
  await session.boot({ backend: 'wasm' })
  await session.loadModel({ request: { kind: 'folder', files: folder } })
  return session
}

async function readPassages(session: Session): Promise<string> {
  const line = (night: number) =>
    `In night ${night} the keeper lit the lamp and the boats came home over dark water.\n\n`
  const text = Array.from({ length: 120 }, (_, night) => line(night)).join('')
  const request = {
    kind: 'files',
    name: 'lamp',
    files: [{ path: 'lamp.txt', file: new Blob([text]) }],
  } as const
  const read = await session.readData({ request, textColumn: '', labelColumn: '' })
  return read.fingerprint
}

function train(
  session: Session,
  fingerprint: string,
  changes: Record<string, number>,
  fromAdapter = false,
): Promise<RunResult> {
  const task = 'text-generation'
  const identity = {
    task,
    model: { id: 'tiny', revision: '1' },
    data: { name: 'lamp', fingerprint },
    backend: 'wasm',
  } as const
  const small = {
    epochs: 1,
    maxTrain: 8,
    maxTokens: 32,
    batch: 4,
    thaw: 4,
    'method.rank': 2,
    'sample.tokens': 1,
  }
  const rates = { 'optimiser.learningRate': 0.02, 'optimiser.trunkRate': 1 }
  const recipe = buildRecipe(identity, { ...defaultFields('lora', task), ...small, ...rates, ...changes })
  return session.train({ runId: 'run', recipe, fromAdapter })
}

function asNamed({ name, blob }: ExportedFile): NamedFile {
  return { path: name, file: blob }
}
