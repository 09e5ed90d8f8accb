import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storedModels } from '../../../src/engine/weights/modelFileCache.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { parseModelReference } from '../../../src/shared/catalog/modelReference.ts'
import { type ModelSource, modelCard } from '../../../src/shared/catalog/models.ts'
import { answer, bytesOf, type LocalHub, serve } from './localHub.ts'
import {
  at,
  commit,
  files,
  finite,
  json,
  type ModelHub,
  openModelHub,
  type Published,
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

describe('a repository of a model that reads text', () => {
  const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const
  const published: Published = {
    'config.json': json({ model_type: 'bert', vocab_size: 9 }),
    'tokenizer.json': json({ model: { type: 'WordPiece' } }),
    'tokenizer_config.json': json({ do_lower_case: true }),
    '1_Pooling/config.json': json({ pooling_mode_cls_token: true }),
    'model.safetensors.index.json': json({ weight_map: { a: one, b: two } }),
    [one]: writeSafetensors([['a', { dtype: 'F16', shape: [500], bytes: new Uint8Array(1000) }]], {}),
    [two]: writeSafetensors([['b', { dtype: 'F32', shape: [700], bytes: finite(700) }]], {}),
  }

  test('comes with its tokenizer and all shards, progress over all, and all of it is there without a network', async () => {
    publish({ ...published, 'README.md': bytesOf(40), 'pytorch_model.bin': bytesOf(40) })
    const heard: [number, number][] = []
    const first = await get({ onProgress: (done, of) => heard.push([done, of]) })
    expect(first).toMatchObject({
      tokenizer: { model: { type: 'WordPiece' } },
      tokenizerConfig: { do_lower_case: true },
      pooling: 'first',
      revision: commit,
      downloadedBytes: total(published),
    })
    expect(Array.from(first.weights.tensors, ([name, { dtype, shape }]) => [name, dtype, shape]).sort()).toEqual([
      ['a', 'F16', [500]],
      ['b', 'F32', [700]],
    ])
    expect(new Set(heard.map(([, of]) => of))).toEqual(new Set([total(published)]))
    expect(heard.at(-1)).toEqual([total(published), total(published)])

    hub.asked.length = 0
    expect(await get()).toEqual({ ...first, downloadedBytes: 0 })
    expect(hub.asked).toEqual([])
  })

  test('without a listing is found file by file', async () => {
    for (const [name, bytes] of Object.entries(published)) hub.handlers.set(at(name, 'main'), serve(bytes))
    const heard: [number, number][] = []
    const got = await get({ onProgress: (done, of) => heard.push([done, of]) })
    expect(got).toMatchObject({ revision: 'main', pooling: 'first', tokenizerConfig: { do_lower_case: true } })
    expect([...got.weights.tensors.keys()].sort()).toEqual(['a', 'b'])
    expect(heard.at(-1)).toEqual([total(published), total(published)])
    const asked = hub.asked.map(({ url }) => url)
    expect(asked).toContain(at('model.safetensors', 'main'))
    expect(asked).not.toContain(at('preprocessor_config.json', 'main'))
    hub.asked.length = 0
    await get()
    expect(hub.asked).toEqual([])
  })

  test('with a shard cut short by the server is refused by its name, and the other shard is kept', async () => {
    publish(published)
    hub.handlers.set(at(two), serve((published[two] as Uint8Array).slice(0, -4)))
    await expect(get()).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining(at(two)) })
    publish(published)
    hub.asked.length = 0
    await get()
    expect(hub.asked.map(({ url }) => url)).toContain(at(two))
    expect(hub.asked.map(({ url }) => url)).not.toContain(at('config.json'))
  })

  test('with a shard that was published cut short, or not at all, is refused by its name', async () => {
    publish({ ...published, [two]: (published[two] as Uint8Array).slice(0, -4) })
    await expect(get()).rejects.toMatchObject({
      code: 'weights-invalid',
      message: expect.stringContaining(`In the shard ${two}`),
    })
    const { [two]: _, ...lacking } = published
    publish(lacking)
    await expect(get()).rejects.toMatchObject({ code: 'weights-invalid', message: expect.stringContaining(`"${two}"`) })
  })
})

describe('a folder at any address', () => {
  const base = 'https://nets.example/mine/'
  const folder: ModelSource = { kind: 'folder-url', url: base }
  const config = json({ model_type: 'bert', vocab_size: 5 })
  const published: Published = { ...files, 'config.json': config }

  test('is asked for each file, and kept under its content', async () => {
    for (const [name, bytes] of Object.entries(published)) hub.handlers.set(base + name, serve(bytes))
    const first = await get({}, folder)
    expect(first).toMatchObject({ config: { vocab_size: 5 }, tokenizer: null, labels: null })
    expect(first.revision).toMatch(/^[0-9a-f]{64}$/)
    hub.asked.length = 0
    expect(await get({}, folder)).toEqual({ ...first, downloadedBytes: 0 })
    expect(hub.asked).toEqual([])
  })

  test('on storage that forbids what it lacks is read all the same', async () => {
    for (const name of ['config.json', 'model.safetensors'] as const)
      hub.handlers.set(base + name, serve(published[name] as Uint8Array))
    for (const name of ['tokenizer.json', 'tokenizer_config.json', '1_Pooling/config.json', 'vocab.txt', 'merges.txt'])
      hub.handlers.set(base + name, answer(403))
    expect(await get({}, folder)).toMatchObject({ tokenizer: null, pooling: null })
  })

  test('that holds no weights is named', async () => {
    hub.handlers.set(`${base}config.json`, serve(json({})))
    await expect(get({}, folder)).rejects.toMatchObject({
      code: 'network-not-found',
      message: expect.stringContaining(`${base}model.safetensors`),
    })
  })
})

describe('a tfjs manifest', () => {
  const base = 'https://storage.example/net/'
  const tfjs: ModelSource = { kind: 'tfjs-manifest', url: `${base}model.json` }
  const manifest = (path: string) =>
    json({
      modelTopology: { n: 1 },
      weightsManifest: [{ paths: [path], weights: [{ name: 'k', shape: [4], dtype: 'float32' }] }],
    })

  test('is fetched with its shards, and kept', async () => {
    hub.handlers.set(`${base}model.json`, serve(manifest('shard1')))
    hub.handlers.set(`${base}shard1`, serve(finite(4)))
    const first = await get({}, tfjs)
    expect(first).toMatchObject({ config: { n: 1 }, preprocessor: null, labels: null })
    expect(first.revision).toMatch(/^[0-9a-f]{64}$/)
    hub.asked.length = 0
    expect(await get({}, tfjs)).toEqual({ ...first, downloadedBytes: 0 })
    expect(hub.asked).toEqual([])
  })

  test('that points to another host makes no request to it', async () => {
    hub.handlers.set(`${base}model.json`, serve(manifest('https://evil.example/shard')))
    await expect(get({}, tfjs)).rejects.toMatchObject({ code: 'manifest-invalid' })
    expect(hub.asked.map(({ url }) => url)).toEqual([`${base}model.json`])
    expect(await opened.store.list()).toEqual([])
  })

  test('with a missing shard keeps the shards that came, and fetches only the rest the next time', async () => {
    hub.handlers.set(`${base}model.json`, serve(manifest('shard1')))
    await expect(get({}, tfjs)).rejects.toMatchObject({ code: 'network-not-found' })
    hub.handlers.set(`${base}shard1`, serve(finite(4)))
    hub.asked.length = 0
    await get({}, tfjs)
    expect(hub.asked.map(({ url }) => url)).toEqual([`${base}shard1`])
  })
})

describe('a model of the site', () => {
  const site: ModelSource = { kind: 'site', path: 'models/net' }
  const base = 'https://studio.example/app/models/net/'

  test('is read from beside the page, named by its content, and not kept', async () => {
    for (const [name, bytes] of Object.entries(files)) hub.handlers.set(base + name, serve(bytes))
    const got = await get({}, site)
    expect(got).toMatchObject({ config: { model_type: 'resnet' }, preprocessor: { size: 224 } })
    expect(got.revision).toMatch(/^[0-9a-f]{64}$/)
    expect(await opened.store.list()).toEqual([])
  })

  test('that reads text comes with its tokenizer', async () => {
    const text = { 'config.json': json({ vocab_size: 3 }), 'tokenizer.json': json({ model: {} }) }
    for (const [name, bytes] of Object.entries({ ...files, ...text })) hub.handlers.set(base + name, serve(bytes))
    expect(await get({}, site)).toMatchObject({ tokenizer: { model: {} }, preprocessor: null, pooling: null })
  })

  test('may lack a preprocessor, even where the server answers with the page in its place', async () => {
    for (const name of ['config.json', 'model.safetensors'])
      hub.handlers.set(base + name, serve(files[name] ?? weights))
    hub.handlers.set(`${base}preprocessor_config.json`, answer(200, '<!doctype html>', { 'Content-Type': 'text/html' }))
    expect((await get({}, site)).preprocessor).toBe(null)
  })
})

test('what is kept says how it can be asked for again', async () => {
  const typed = 'https://nets.example/mine/'
  for (const [name, bytes] of Object.entries(files)) hub.handlers.set(typed + name, serve(bytes))
  const second = 'b'.repeat(40)
  publish(files, second, 'https://huggingface.co/api/models/owner/net/revision/v2?blobs=true')
  for (const asked of [typed, 'owner/net@v2']) {
    const { source, id } = parseModelReference(asked)
    await get({}, source, id)
  }
  const kept = await storedModels(opened.store)
  expect(kept.map(({ reference }) => reference).sort()).toEqual([typed, 'owner/net@v2'])
  hub.asked.length = 0
  for (const { id, reference } of kept) {
    const again = parseModelReference(reference)
    expect(again.id).toBe(id)
    expect((await get({}, again.source, again.id)).downloadedBytes).toBe(0)
  }
  expect(hub.asked).toEqual([])
})

const sharedHub = fileURLToPath(new URL('../../../../shared/hub', import.meta.url))

test.skipIf(!existsSync(sharedHub))(
  "Google's MobileNet is read through its real manifest (needs ../shared/hub)",
  async () => {
    const card = modelCard('mobilenet-v1-0.25-224')
    if (card?.source.kind !== 'tfjs-manifest') throw new Error('the catalog has no such manifest')
    const folder = new URL('.', card.source.url).href
    const { weightsManifest } = JSON.parse(readFileSync(localCopy(card.source.url), 'utf8'))
    for (const name of ['model.json', ...weightsManifest.flatMap((group: { paths: string[] }) => group.paths)]) {
      hub.handlers.set(folder + name, serve(readFileSync(localCopy(folder + name))))
    }
    const totals = new Set<number>()
    const got = await get({ onProgress: (_, of) => totals.add(of) }, card.source, card.id)
    const parameters = Array.from(got.weights.tensors.values(), ({ bytes }) => bytes.byteLength / 4)
    expect(got.weights.tensors.size).toBe(137)
    expect(parameters.reduce((sum, count) => sum + count, 0)).toBe(475_544)
    expect(got.weights.tensors.get('conv1/kernel')?.shape).toEqual([3, 3, 3, 8])
    expect(got.warnings).toEqual([])
    expect(hub.asked.length).toBe(56)
    hub.asked.length = 0
    expect((await get({}, card.source, card.id)).revision).toBe(got.revision)
    expect(hub.asked).toEqual([])
  },
)

function localCopy(url: string): string {
  return join(sharedHub, url.replace('https://', ''))
}
