import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BlobStore, memoryStore } from '../../../src/engine/weights/blobStore.ts'
import { forgetModel, storedModels } from '../../../src/engine/weights/depot.ts'
import { type FetchOptions, fetchModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { type ModelSource, modelCard } from '../../../src/shared/catalog/models.ts'
import { ThawError } from '../../../src/shared/errors.ts'
import { seeded } from '../../../src/shared/random.ts'
import { answer, bytesOf, cutOnce, type LocalHub, openLocalHub, serve, testClock } from './localHub.ts'

const id = 'owner/net'
const source: ModelSource = { kind: 'hugging-face', repository: id, revision: 'main' }
const commit = 'a'.repeat(40)
const listing = `https://huggingface.co/api/models/${id}/revision/main?blobs=true`
const at = (name: string, revision = commit) => `https://huggingface.co/${id}/resolve/${revision}/${name}`

const weights = writeSafetensors([['w', { dtype: 'F32', shape: [500], bytes: finite(500) }]], { format: 'pt' })
const files: Readonly<Record<string, Uint8Array>> = {
  'config.json': json({ model_type: 'resnet', id2label: { 0: 'tench' } }),
  'preprocessor_config.json': json({ size: 224 }),
  'model.safetensors': weights,
}

let hub: LocalHub
let store: BlobStore
beforeEach(async () => {
  hub = await openLocalHub()
  store = memoryStore()
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
    const key = await keyOf('model.safetensors')
    await store.put(key, damage(new Uint8Array((await (await store.get(key))?.arrayBuffer()) ?? new ArrayBuffer())))
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
    expect((await store.list()).filter(({ key }) => key.includes('safetensors'))).toEqual([])

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
    expect(await store.list()).toEqual([])
  })

  test('behind a sign-in page is told apart from a broken model, and nothing of it is kept', async () => {
    const page = answer(200, '<html>Sign in</html>', { 'Content-Type': 'text/html' })
    for (const url of [listing, ...Object.keys(files).map((name) => at(name, 'main'))]) hub.handlers.set(url, page)
    await expect(get()).rejects.toMatchObject({ code: 'network-content' })
    expect(await store.list()).toEqual([])
  })

  test('whose weights are no safetensors is refused and forgotten', async () => {
    publish({ ...files, 'model.safetensors': bytesOf(300) })
    await expect(get()).rejects.toMatchObject({ code: 'weights-invalid' })
    expect(await store.list()).toEqual([])
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
    const full = new ThawError('storage', 'The browser gives the studio no more space.', '')
    store = { ...memoryStore(), put: () => Promise.reject(full) }
    const got = await get()
    expect(got.weights.tensors.size).toBe(1)
    expect(got.warnings).toEqual([expect.stringContaining('no more space')])
  })

  test('with weights that are not finite loads with a warning that names the first', async () => {
    const bytes = new Uint8Array(Float32Array.of(1, Number.NaN).buffer)
    publish({
      ...files,
      'model.safetensors': writeSafetensors([['bad.weight', { dtype: 'F32', shape: [2], bytes }]], {}),
    })
    expect((await get()).warnings).toEqual([expect.stringContaining('"bad.weight"')])
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
    const keys = (await store.list()).map(({ key }) => key)
    const record = JSON.parse((await (await store.get(await keyOf('record-2')))?.text()) ?? '{"files":[]}')
    expect(keys.filter((key) => key.includes('/config') || key.includes('/preproc')).length).toBe(record.files.length)
    expect(keys.filter((key) => key.includes('safetensors'))).toEqual([])
  })

  test('at a new revision replaces what was kept of the old one', async () => {
    publish()
    await get()
    const pinned: ModelSource = { kind: 'hugging-face', repository: id, revision: 'v2' }
    publish(files, 'b'.repeat(40), listing.replace('/main', '/v2'))
    expect((await get({}, pinned)).revision).toBe('b'.repeat(40))
    const keys = (await store.list()).map(({ key }) => key)
    expect(keys.filter((key) => key.includes(commit))).toEqual([])
    expect(keys.length).toBe(4)
  })

  test('is listed with its bytes while it is kept, and can be forgotten', async () => {
    publish()
    await get()
    const [status, ...others] = await storedModels(store)
    expect(others).toEqual([])
    expect(status?.id).toBe(id)
    expect(status?.storedBytes).toBeGreaterThanOrEqual(total(files))
    await forgetModel(store, id)
    expect(await storedModels(store)).toEqual([])
  })
})

describe('a repository of a model that reads text', () => {
  const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const
  const published: Readonly<Record<string, Uint8Array>> = {
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
      pooling: 'cls',
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
    expect(got).toMatchObject({ revision: 'main', pooling: 'cls', tokenizerConfig: { do_lower_case: true } })
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
  const published: typeof files = { ...files, 'config.json': config }

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
    expect(await store.list()).toEqual([])
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
    expect(await store.list()).toEqual([])
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

function get(options: Partial<FetchOptions> = {}, from: ModelSource = source, name = id) {
  return fetchModelFiles(from, name, {
    fetch: hub.fetch,
    store,
    siteBase: 'https://studio.example/app/',
    onProgress: () => {},
    signal: new AbortController().signal,
    clock: testClock(),
    random: seeded(1),
    ...options,
  })
}

function publish(published = files, sha = commit, listed = listing) {
  const siblings = Object.entries(published).map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    ...(rfilename.endsWith('.json') ? {} : { lfs: { sha256: createHash('sha256').update(bytes).digest('hex') } }),
  }))
  hub.handlers.set(listed, serve(json({ sha, siblings })))
  for (const [name, bytes] of Object.entries(published)) hub.handlers.set(at(name, sha), serve(bytes))
}

async function keyOf(name: string): Promise<string> {
  return (await store.list()).find(({ key }) => key.endsWith(name))?.key ?? ''
}

function localCopy(url: string): string {
  return join(sharedHub, url.replace('https://', ''))
}

function total(published: Readonly<Record<string, Uint8Array>>): number {
  return Object.values(published).reduce((sum, bytes) => sum + bytes.length, 0)
}

function finite(count: number): Uint8Array {
  return new Uint8Array(Float32Array.from({ length: count }, (_, i) => i / 7).buffer)
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
