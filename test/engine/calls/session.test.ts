/** What is live, and what becomes of it when several things are asked for at once. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Session } from '../../../src/engine/calls/engineContext.ts'
import { createSession } from '../../../src/engine/calls/session.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { memoryRepository } from '../../../src/engine/storage/storedRepository.ts'
import type { ModelRequest } from '../../../src/shared/domain/model.ts'
import type { EngineEvent } from '../../../src/shared/wire/events.ts'
import { startBackend } from '../../support/backends.ts'
import { tinyWriter } from '../../support/tinyTextModel.ts'

let writer: ModelRequest

beforeAll(async () => {
  await startBackend('cpu')
  const files = (await tinyWriter()).map(({ name, buffer }) => ({
    path: name,
    file: new Blob([new Uint8Array(buffer)]),
  }))
  writer = { kind: 'files', files }
})

async function open(onEvent: (event: EngineEvent) => void = () => {}): Promise<Session> {
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const session = createSession({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: memoryRepository(),
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: (event) => onEvent(event),
  })
  await session.boot({ backend: 'cpu' })
  return session
}

const asked = (tokens: number) => ({
  settings: { prompt: 'The keeper', tokens, temperature: 1, topK: 0, topP: 1 },
  seed: 1,
})

test('a model that was called off while it was brought back replaces nothing and leaves no tensor', async () => {
  const session = await open()
  await session.loadModel({ request: writer })
  const before = tf.memory().numTensors
  const second = session.loadModel({ request: writer })
  await session.cancel({ job: 'model' })
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  expect(tf.memory().numTensors).toBe(before)
  expect((await session.generate(asked(3))).text).not.toBe('')
  await session.boot({ backend: 'cpu' })
})

test('a text that is being continued ends when another is begun, or when its model is replaced', async () => {
  const heard: (() => void)[] = []
  const session = await open(({ type }) => type === 'generated' && heard.shift()?.())
  const begun = () => new Promise<void>((resolve) => heard.push(resolve))
  await session.loadModel({ request: writer })
  const before = tf.memory().numTensors
  const started = begun()
  const first = session.generate(asked(1000))
  await started
  const again = begun()
  const second = session.generate(asked(1000))
  expect((await first).end).toBe('stopped')
  await again
  await session.loadModel({ request: writer })
  expect((await second).end).toBe('stopped')
  expect(tf.memory().numTensors).toBe(before)
  await session.boot({ backend: 'cpu' })
})

test('a model that is being given away while another takes its place is given away whole', async () => {
  const session = await open()
  await session.loadModel({ request: writer })
  const before = tf.memory().numTensors
  const [files] = await Promise.all([session.exportModel({}), session.loadModel({ request: writer })])
  const weights = files.find(({ name }) => name === 'model.safetensors')
  const [given] = (writer.kind === 'files' ? writer.files : []).filter(({ path }) => path === 'model.safetensors')
  expect(new Uint8Array((await weights?.blob.arrayBuffer()) ?? [])).toEqual(
    new Uint8Array((await given?.file.arrayBuffer()) ?? new ArrayBuffer(1)),
  )
  expect(tf.memory().numTensors).toBe(before)
  await session.boot({ backend: 'cpu' })
})

test('another start of the backend frees what was loaded', async () => {
  const session = await open()
  const before = tf.memory().numTensors
  const folder: ModelRequest = writer.kind === 'files' ? { kind: 'folder', files: writer.files } : writer
  await session.loadModel({ request: folder })
  await session.loadModel({ request: writer })
  expect(tf.memory().numTensors).toBeGreaterThan(before)
  await session.boot({ backend: 'cpu' })
  expect(tf.memory().numTensors).toBe(before)
  await expect(session.predict({ input: { kind: 'text', text: 'a' } })).rejects.toThrow('no fine-tuned model yet')
})
