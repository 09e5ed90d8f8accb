import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import { forgetModel, storedModels } from '../../../src/engine/weights/modelFileCache.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { ModelSource } from '../../../src/shared/catalog/models.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { inWords } from '../../support/inWords.ts'
import { answer, bytesOf, cutOnce, type LocalHub, serve } from './localHub.ts'
import {
  at,
  commit,
  files,
  finite,
  id,
  json,
  listing,
  type ModelHub,
  openModelHub,
  total,
  weights,
} from './modelHub.ts'

let hub: LocalHub
let opened: ModelHub
const get: ModelHub['get'] = (...call) => opened.get(...call)
const publish: ModelHub['publish'] = (...call) => opened.publish(...call)
beforeEach(async () => {
  opened = await openModelHub()
  hub = opened.hub
})
afterEach(() => hub.close())

describe('a Hugging Face repository', () => {
  test('is fetched at the commit that the listing names, checked, and read from the store the next time', async () => {
    publish()
    const first = await get()
    expect(first).toMatchObject({
      config: { model_type: 'resnet' },
      preprocessor: { size: 224 },
      revision: commit,
      labels: null,
      warnings: [],
      downloadedBytes: total(files),
    })
    expect(first.weights.tensors.get('w')?.bytes).toEqual(finite(500))
    expect(hub.asked.map(({ url }) => url).sort()).toEqual(
      [listing, ...Object.keys(files).map((name) => at(name))].sort(),
    )

    hub.asked.length = 0
    const second = await get()
    expect(hub.asked).toEqual([])
    expect(second).toEqual({ ...first, downloadedBytes: 0 })
  })

  test('reports progress over all files, up to the total of the listing', async () => {
    publish()
    const heard: [number, number][] = []
    await get({ onProgress: (done, of) => heard.push([done, of]) })
    expect(heard.at(-1)).toEqual([total(files), total(files)])
    expect(new Set(heard.map(([, of]) => of))).toEqual(new Set([total(files)]))
  })

  test('works without a network once everything is stored', async () => {
    publish()
    await get()
    const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))
    expect((await get({ fetch: offline })).revision).toBe(commit)
  })

  test('that is not stored says how to go on without a network', async () => {
    const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))
    await expect(get({ fetch: offline })).rejects.toMatchObject({
      code: 'network-offline',
      advice: expect.stringContaining('thaw-vision'),
    })
  })

  test.each([
    ['changed', (kept: Uint8Array<ArrayBuffer>) => kept.map((byte, i) => (i === 0 ? byte ^ 1 : byte))],
    ['cut short', (kept: Uint8Array<ArrayBuffer>) => kept.slice(0, 100)],
  ])('with a stored file that was %s fetches that file anew', async (_, damage) => {
    publish()
    const first = await get()
    const key = await opened.keyOf('model.safetensors')
    await opened.store.put(
      key,
      damage(new Uint8Array((await (await opened.store.get(key))?.arrayBuffer()) ?? new ArrayBuffer())),
    )
    hub.asked.length = 0
    const again = await get()
    expect(hub.asked.map(({ url }) => url)).toEqual([at('model.safetensors')])
    expect(again).toEqual({ ...first, downloadedBytes: weights.length })
  })

  test('with a wrong hash is refused, and only what verified is kept', async () => {
    publish()
    const wrong = weights.slice()
    wrong.set([1], weights.length - 1)
    hub.handlers.set(at('model.safetensors'), serve(wrong))
    await expect(get()).rejects.toMatchObject({ code: 'integrity' })
    expect((await opened.store.list()).filter(({ key }) => key.includes('safetensors'))).toEqual([])

    publish()
    hub.asked.length = 0
    await get()
    const jsons = hub.asked.filter(({ url }) => url.endsWith('config.json'))
    expect(jsons.length).toBeLessThan(2) // at least one of the two was kept from the first attempt
    expect(hub.asked.map(({ url }) => url)).toContain(at('model.safetensors'))
  })

  test('whose connection breaks is resumed from the byte where it broke', async () => {
    publish()
    hub.handlers.set(at('model.safetensors'), cutOnce(weights, 700))
    expect((await get()).weights.tensors.size).toBe(1)
    const asked = hub.asked.filter(({ url }) => url === at('model.safetensors'))
    expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=700-'])
  })

  test('without a listing is fetched by name at its branch, and may lack a preprocessor', async () => {
    for (const name of ['config.json', 'model.safetensors'])
      hub.handlers.set(at(name, 'main'), serve(files[name] ?? weights))
    expect(await get()).toMatchObject({ revision: 'main', preprocessor: null })
    hub.asked.length = 0
    await get()
    expect(hub.asked).toEqual([])
  })

  test.each([
    [404, 'network-not-found', at('config.json', 'main')],
    [403, 'network-forbidden', 'gated'],
    [429, 'network-refused', 'too many requests'],
    [500, 'network-refused', 'answered 500'],
  ])('that answers %i throughout is %s', async (status, code, message) => {
    for (const url of [listing, ...Object.keys(files).map((name) => at(name, 'main'))])
      hub.handlers.set(url, answer(status))
    await expect(get()).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await opened.store.list()).toEqual([])
  })

  test('behind a sign-in page is told apart from a broken model, and nothing of it is kept', async () => {
    const page = answer(200, '<html>Sign in</html>', { 'Content-Type': 'text/html' })
    for (const url of [listing, ...Object.keys(files).map((name) => at(name, 'main'))]) hub.handlers.set(url, page)
    await expect(get()).rejects.toMatchObject({ code: 'network-content' })
    expect(await opened.store.list()).toEqual([])
  })

  test('whose weights are no safetensors is refused and forgotten', async () => {
    publish({ ...files, 'model.safetensors': bytesOf(300) })
    await expect(get()).rejects.toMatchObject({ code: 'weights-invalid' })
    expect(await opened.store.list()).toEqual([])
  })

  test.each([
    ['pytorch_model.bin', 'pickle'],
    ['tf_model.h5', 'a format that the studio does not read'],
    ['model-00001-of-00002.safetensors', 'no model.safetensors'],
    ['README.md', 'no weights that the studio knows'],
  ])('that has only %s is refused by name before a weight is fetched', async (name, reason) => {
    publish({ 'config.json': json({}), [name]: bytesOf(10) })
    await expect(get()).rejects.toMatchObject({ code: 'model-unsupported', message: expect.stringContaining(reason) })
    expect(hub.asked.length).toBe(1)
  })

  test('that cannot be kept still loads, with a warning', async () => {
    publish()
    const full = new ThawError('storage', 'storageFull')
    opened.store = { ...memoryStore(), put: () => Promise.reject(full) }
    const got = await get()
    expect(got.weights.tensors.size).toBe(1)
    expect(inWords(got.warnings)).toEqual([expect.stringContaining('no more space')])
  })

  test('with weights that are not finite loads with a warning that names the first', async () => {
    const bytes = new Uint8Array(Float32Array.of(1, Number.NaN).buffer)
    publish({
      ...files,
      'model.safetensors': writeSafetensors([['bad.weight', { dtype: 'F32', shape: [2], bytes }]], {}),
    })
    expect(inWords((await get()).warnings)).toEqual([expect.stringContaining('"bad.weight"')])
  })

  test('can be cancelled in mid-file, and keeps only whole files that its record names', async () => {
    publish()
    const controller = new AbortController()
    hub.handlers.set(at('model.safetensors'), (response) => {
      response.writeHead(200, { 'Content-Length': weights.length })
      response.write(weights.subarray(0, 10))
    })
    const jsonBytes = total(files) - weights.length
    const onProgress = (done: number) => done === jsonBytes + 10 && controller.abort()
    await expect(get({ signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'cancelled' })
    const keys = (await opened.store.list()).map(({ key }) => key)
    const record = JSON.parse(
      (await (await opened.store.get(await opened.keyOf('record-2')))?.text()) ?? '{"files":[]}',
    )
    expect(keys.filter((key) => key.includes('/config') || key.includes('/preproc')).length).toBe(record.files.length)
    expect(keys.filter((key) => key.includes('safetensors'))).toEqual([])
  })

  test('at a new revision replaces what was kept of the old one', async () => {
    publish()
    await get()
    const pinned: ModelSource = { kind: 'hugging-face', repository: id, revision: 'v2' }
    publish(files, 'b'.repeat(40), listing.replace('/main', '/v2'))
    expect((await get({}, pinned)).revision).toBe('b'.repeat(40))
    const keys = (await opened.store.list()).map(({ key }) => key)
    expect(keys.filter((key) => key.includes(commit))).toEqual([])
    expect(keys.length).toBe(4)
  })

  test('is listed with its bytes while it is kept, and can be forgotten', async () => {
    publish()
    await get()
    const [status, ...others] = await storedModels(opened.store)
    expect(others).toEqual([])
    expect(status).toMatchObject({ id, reference: id })
    expect(status?.storedBytes).toBeGreaterThanOrEqual(total(files))
    await forgetModel(opened.store, id)
    expect(await storedModels(opened.store)).toEqual([])
  })
})
