/** Weights of a large file: they go to the device piece by piece, and are read there a tensor, or a part of one, at a time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { largeWeights } from '../../../src/engine/weights/fileParts.ts'
import { readFolderModel } from '../../../src/engine/weights/modelFiles.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { SyncBlob, type SyncFiles, syncFiles, syncStore } from '../../support/syncFiles.ts'
import { cutOnce } from './localHub.ts'
import { at, files, json, type ModelHub, openModelHub } from './modelHub.ts'
import '../../support/speakEnglish.ts'

// Each moves and digests tens of megabytes.
vi.setConfig({ testTimeout: 300_000 })

const rows = 1024
const columns = largeWeights / 4 / rows
const values = Float32Array.from({ length: rows * columns }, (_, place) => (place % 977) / 7)
const weights = writeSafetensors(
  [
    ['w', { dtype: 'F32', shape: [rows, columns], bytes: new Uint8Array(values.buffer) }],
    ['small', { dtype: 'F32', shape: [2], bytes: new Uint8Array(Float32Array.of(1, 2).buffer) }],
  ],
  { format: 'pt' },
) as Uint8Array<ArrayBuffer>
const published = { ...files, 'model.safetensors': weights }

let reads: SyncFiles
let model: ModelHub
beforeEach(async () => {
  reads = syncFiles()
  model = await openModelHub()
  model.store = syncStore()
})
afterEach(async () => {
  reads.restore()
  await model.hub.close()
})

test('a large file is written as it comes, and read where it lies, now and the next time', async () => {
  model.publish(published)
  for (const visit of ['first', 'second']) {
    const read = await model.get()
    expect(read.downloadedBytes > largeWeights, visit).toBe(visit === 'first')
    const w = read.weights.tensors.get('w') as StoredTensor
    expect(w.part, visit).toBeTypeOf('function')
    // The header and what looks for numbers that are none, a few megabytes at a time: never the whole file.
    expect(reads.largest, visit).toBeLessThan(largeWeights / 3)
    expect(holds(w.part?.(4 * columns, 8 * columns), values.subarray(columns, 2 * columns))).toBe(true)
    expect(holds(read.weights.tensors.get('small')?.bytes, Float32Array.of(1, 2))).toBe(true)
    expect(holds(w.bytes, values)).toBe(true)
    reads.largest = 0
  }
})

test('a connection that breaks is taken up where it broke', async () => {
  model.publish(published)
  model.hub.handlers.set(at('model.safetensors'), cutOnce(weights, 50_000_000))
  const read = await model.get()
  expect(model.hub.asked.filter(({ range }) => range !== undefined)).toHaveLength(1)
  expect(holds(read.weights.tensors.get('w')?.bytes, values)).toBe(true)
})

test('a file that is not what the hub says is fetched once more, and nothing of it is kept', async () => {
  model.publish(published)
  const spoilt = weights.slice()
  spoilt[weights.length - 20] = 255
  let served = 0
  model.hub.handlers.set(at('model.safetensors'), (response) => {
    served++
    response.writeHead(200, { 'Content-Length': spoilt.length }).end(spoilt)
  })
  await expect(model.get()).rejects.toMatchObject({ code: 'integrity' })
  expect(served).toBe(2)
  expect((await model.store.list()).some(({ key }) => key.endsWith('model.safetensors'))).toBe(false)
})

test('where the device has no room the weights are held in memory, as small ones are', async () => {
  model.store = syncStore(10_000_000, () => new ThawError('storage', 'storageFull'))
  model.publish(published)
  const read = await model.get()
  expect(read.weights.tensors.get('w')?.part).toBeUndefined()
  expect(holds(read.weights.tensors.get('w')?.bytes, values)).toBe(true)
  expect(read.warnings.map(({ key }) => key)).toContain('modelFetchedAgain')
})

test('of a folder on the device, too, no more is read than is asked for', async () => {
  const named = Object.entries(published).map(([name, bytes]) => ({
    path: `m/${name}`,
    file: new SyncBlob(bytes.slice()),
  }))
  const { weights: read, revision } = await readFolderModel(named)
  const w = read.tensors.get('w') as StoredTensor
  expect(reads.largest).toBeLessThan(largeWeights / 3)
  expect(holds(w.part?.(0, 4 * columns), values.subarray(0, columns))).toBe(true)
  reads.restore()
  const held = await readFolderModel(named)
  expect([held.revision, held.weights.tensors.get('w')?.part]).toEqual([revision, undefined])
})

test('a file that went away meanwhile is told in words', async () => {
  const named = Object.entries({ ...published, 'config.json': json({ model_type: 'bert' }) })
  const read = await readFolderModel(
    named.map(([name, bytes]) => ({ path: `m/${name}`, file: new SyncBlob(bytes.slice()) })),
  )
  reads.gone = true
  expect(() => read.weights.tensors.get('w')?.bytes).toThrow('The model’s file can no longer be read from this device.')
})

/** By bytes: a comparison of millions of numbers that names the first difference would take gigabytes. */
function holds(bytes: Uint8Array | undefined, numbers: Float32Array): boolean {
  return Buffer.from(bytes ?? []).equals(Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength))
}
