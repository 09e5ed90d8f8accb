import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import { readFolderModel, readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'

const bytes = new Uint8Array(Float32Array.of(1, 2, 3).buffer)
const weights = new Uint8Array(writeSafetensors([['w', { dtype: 'F32', shape: [3], bytes }]], {}))
const config = JSON.stringify({ model_type: 'resnet', id2label: { 1: 'dog', 0: 'cat' } })
const exported: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'model.safetensors': weights,
  'config.json': config,
}

test('loose files read back with the labels of the config, in order', async () => {
  const got = await readModelFiles(loose({ ...exported, 'preprocessor_config.json': '{"size":64}' }))
  expect(got).toMatchObject({ preprocessor: { size: 64 }, labels: ['cat', 'dog'], downloadedBytes: 0, warnings: [] })
  expect(got.weights.tensors.get('w')?.bytes).toEqual(bytes)
  expect(got.revision).toMatch(/^[0-9a-f]{64}$/)
})

test('a zip, in whatever folder it holds them, is the same model as the loose files', async () => {
  const zip = await zipped({ 'my model/': '', '__MACOSX/._model.safetensors': 'x', ...under('my model/', exported) })
  expect(await readModelFiles([{ path: 'download', file: zip }])).toEqual(await readModelFiles(loose(exported)))
})

test('labels.json goes before the config', async () => {
  expect((await readModelFiles(loose({ ...exported, 'labels.json': '["a","__proto__"]' }))).labels).toEqual([
    'a',
    '__proto__',
  ])
})

test('a second copy that the browser renamed is understood', async () => {
  const renamed = { 'model (1).safetensors': weights, 'config (1).json': '{}' }
  expect(await readModelFiles(loose(renamed))).toMatchObject({ labels: null, preprocessor: null })
})

test.each([
  ['nothing', {}, 'weights-invalid', 'No file was dropped'],
  ['only a config', { 'config.json': config }, 'weights-invalid', 'no model.safetensors'],
  ['only weights', { 'model.safetensors': weights }, 'weights-invalid', 'no config.json'],
  ['a pickle', { 'config.json': config, 'pytorch_model.bin': 'x' }, 'model-unsupported', 'pickle'],
  ['a Keras file', { 'model.h5': 'x' }, 'model-unsupported', 'model.h5'],
  [
    'two models',
    { 'config.json': config, 'one.safetensors': weights, 'other.safetensors': weights },
    'weights-invalid',
    'both "one.safetensors" and "other.safetensors"',
  ],
  ['a broken config', { ...exported, 'config.json': '{' }, 'weights-invalid', 'config.json is not valid JSON'],
  ['truncated weights', { ...exported, 'model.safetensors': weights.slice(0, -1) }, 'weights-invalid', 'cut off'],
  ['labels that are no list', { ...exported, 'labels.json': '{"a":1}' }, 'weights-invalid', 'list of names'],
  ['labels with a hole', { ...exported, 'config.json': '{"id2label":{"0":"a","2":"c"}}' }, 'weights-invalid', '0 to 1'],
])('%s is refused', async (_, files, code, message) => {
  await expect(readModelFiles(loose(files as typeof exported))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  })
})

test('a zip cut in half, and one with a password, are refused', async () => {
  const zip = await zipped(exported)
  const half = { path: 'half.zip', file: zip.slice(0, Math.floor(zip.size / 2)) }
  await expect(readModelFiles([half])).rejects.toMatchObject({
    code: 'weights-invalid',
    message: expect.stringContaining('half.zip'),
  })
  const locked = { path: 'locked.zip', file: await zipped(exported, { password: 'x' }) }
  await expect(readModelFiles([locked])).rejects.toMatchObject({ message: expect.stringContaining('password') })
})

test('an entry that unpacks to more than a configuration may hold is stopped while it unpacks', async () => {
  const zip = await zipped({ ...exported, 'config.json': ' '.repeat(33 * 2 ** 20) })
  await expect(readModelFiles([{ path: 'bomb.zip', file: zip }])).rejects.toMatchObject({
    code: 'weights-invalid',
    message: expect.stringContaining('Expected at most 33,554,432 bytes in "config.json"'),
  })
})

const pretrained: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'config.json': JSON.stringify({ model_type: 'bert', vocab_size: 5 }),
  'tokenizer.json': '{"model":{"type":"WordPiece"}}',
  'tokenizer_config.json': '{"do_lower_case":true}',
  '1_Pooling/config.json': '{"pooling_mode_mean_tokens":true}',
  'onnx/config.json': '{}',
  'onnx/model.onnx': 'x',
}
const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const
const split = {
  ...pretrained,
  'model.safetensors.index.json': JSON.stringify({ weight_map: { a: one, b: two } }),
  [one]: new Uint8Array(writeSafetensors([['a', { dtype: 'F32', shape: [3], bytes }]], {})),
  [two]: new Uint8Array(writeSafetensors([['b', { dtype: 'F32', shape: [3], bytes }]], {})),
}

test('a pre-trained model as published needs no classes, and brings its tokenizer and pooling', async () => {
  expect(await readFolderModel(loose({ ...pretrained, 'model.safetensors': weights }))).toMatchObject({
    config: { model_type: 'bert' },
    tokenizer: { model: { type: 'WordPiece' } },
    tokenizerConfig: { do_lower_case: true },
    pooling: 'mean',
    labels: null,
    downloadedBytes: 0,
  })
})

test('an export of a model that reads text brings its tokenizer and its classes', async () => {
  const labelled = { ...pretrained, 'model.safetensors': weights, 'labels.json': '["cat","dog"]' }
  expect(await readModelFiles(loose(labelled))).toMatchObject({
    tokenizer: { model: { type: 'WordPiece' } },
    pooling: 'mean',
    labels: ['cat', 'dog'],
  })
})

test('weights of the usual name go before others beside them', async () => {
  const got = await readFolderModel(loose({ ...exported, 'adapter_model.safetensors': 'x' }))
  expect([...got.weights.tensors.keys()]).toEqual(['w'])
})

const trained = {
  'optimizer.pt': 'x',
  'scheduler.pt': 'x',
  'rng_state.pth': 'x',
  'training_args.bin': 'x',
  'trainer_state.json': '{"log_history":[]}',
}

test('what a trainer leaves beside the weights is passed over, and of its checkpoints the last is taken and said', async () => {
  const net = (path: string) => under(path, { ...pretrained, ...trained, 'model.safetensors': weights })
  const last = new Uint8Array(writeSafetensors([['last', { dtype: 'F32', shape: [3], bytes }]], {}))
  const both = {
    ...net('out/checkpoint-90/'),
    ...net('out/checkpoint-100/'),
    'out/checkpoint-100/model.safetensors': last,
  }
  const got = await readFolderModel(loose(both))
  expect([...got.weights.tensors.keys()]).toEqual(['last'])
  expect(got.warnings).toMatchObject([
    { key: 'lastCheckpointTaken', parameters: { taken: 'checkpoint-100', others: 1 } },
  ])
  const root = await readFolderModel(loose({ ...net('out/'), ...both }))
  expect([...root.weights.tensors.keys()]).toEqual(['w'])
  expect(root.warnings).toMatchObject([{ key: 'checkpointsPassedOver', parameters: { root: 'out', checkpoints: 2 } }])
  const settings = { 'out/config.json': '{"model_type":"bert"}' }
  expect([...(await readFolderModel(loose({ ...settings, ...both }))).weights.tensors.keys()]).toEqual(['last'])
})

test('of a checkpoint of pickles the weights are named, not what lies beside them', async () => {
  const files = { ...trained, 'config.json': config, 'pytorch_model.bin': 'x' }
  await expect(readFolderModel(loose(files))).rejects.toThrow('"pytorch_model.bin" is a pickle')
})

test('several zips are taken as folders beside one another', async () => {
  const model = { path: 'net.zip', file: await zipped({ ...exported }) }
  const other = { path: 'notes.zip', file: await zipped({ 'notes.txt': 'x' }) }
  expect([...(await readFolderModel([model, other])).weights.tensors.keys()]).toEqual(['w'])
  const twice = [model, { ...model, path: 'copy of net.zip' }]
  await expect(readFolderModel(twice)).rejects.toThrow('both "net/config.json" and "copy of net/config.json"')
})

const modules = JSON.stringify([
  { path: '', type: 'sentence_transformers.models.Transformer' },
  { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
  { path: '2_Dense', type: 'sentence_transformers.models.Dense' },
])

test('a sentence-transformers model is read by its own modules, also where its files come without their folders', async () => {
  const { '1_Pooling/config.json': _, ...net } = pretrained
  const inFolders = {
    ...{ ...net, 'modules.json': modules, 'model.safetensors': weights },
    ...{ '1_Pooling/config.json': '{"pooling_mode_max_tokens":true}', '2_Dense/config.json': '{"in_features":4}' },
  }
  const got = await readFolderModel(loose(under('mini/', inFolders)))
  expect(got.pooling).toBe('max')
  expect(got.warnings).toMatchObject([{ key: 'modulesLeftOut', parameters: { modules: ['Dense'] } }])
  const flat = [
    ...loose({ ...net, 'model.safetensors': weights }),
    {
      path: 'folder/config.json',
      file: new Blob(['{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}']),
    },
    { path: 'folder/config (1).json', file: new Blob(['{"in_features":4,"out_features":2}']) },
  ]
  expect((await readFolderModel(flat)).pooling).toBe('first')
  const { 'config.json': own, ...others } = net
  const old = {
    ...under('0_Transformer/', { ...others, 'config.json': own as string, 'model.safetensors': weights }),
    ...{
      'modules.json': modules.replace('"path":""', '"path":"0_Transformer"'),
      '1_Pooling/config.json': '{"pooling_mode_max_tokens":true}',
    },
  }
  expect((await readFolderModel(loose(old))).pooling).toBe('max')
})

test('split weights are joined, from a folder or a zip', async () => {
  const got = await readFolderModel(loose(split))
  expect([...got.weights.tensors.keys()].sort()).toEqual(['a', 'b'])
  expect(await readFolderModel([{ path: 'net.zip', file: await zipped(under('net/', split)) }])).toEqual(got)
})

test.each([
  ['a missing shard', { ...split, [two]: undefined }, two],
  ['a truncated shard', { ...split, [two]: split[two].slice(0, -1) }, `In the shard ${two}`],
  [
    'shards without their index',
    { ...split, 'model.safetensors.index.json': undefined },
    'no model.safetensors.index.json',
  ],
  [
    'two models in two folders',
    { 'a/config.json': '{}', 'b/config.json': '{}', 'a/x.safetensors': weights, 'b/x.safetensors': weights },
    'a/config.json',
  ],
  ['a broken tokenizer', { ...exported, 'tokenizer.json': '{' }, 'tokenizer.json is not valid JSON'],
  ['weights in another folder', { 'config.json': '{}', 'onnx/model.safetensors': weights }, 'beside config.json'],
])('%s is refused by name', async (_, files, message) => {
  const present = Object.entries(files).filter(([, content]) => content !== undefined)
  await expect(readFolderModel(loose(Object.fromEntries(present) as typeof exported))).rejects.toMatchObject({
    code: 'weights-invalid',
    message: expect.stringContaining(message),
  })
})

function loose(files: Record<string, string | Uint8Array<ArrayBuffer>>) {
  return Object.entries(files).map(([path, content]) => ({ path: `folder/${path}`, file: new Blob([content]) }))
}

function under(folder: string, files: typeof exported) {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [folder + path, content]))
}

async function zipped(files: typeof exported, options: { password?: string } = {}): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...options })
  for (const [path, content] of Object.entries(files)) {
    const reader = typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content)
    await writer.add(path, path.endsWith('/') ? undefined : reader, { directory: path.endsWith('/') })
  }
  return writer.close()
}
