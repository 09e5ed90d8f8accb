import { describe, expect, test } from 'vitest'
import { type Bytes, type ModelFolder, neededNames, readModelFolder } from '../../../src/engine/weights/modelFolder.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'

type Content = unknown
const textConfig = { model_type: 'bert', vocab_size: 9 }
const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nword\n'

describe('of a model that reads text', () => {
  const files = {
    'config.json': textConfig,
    'model.safetensors': tensors('w'),
    'tokenizer.json': { model: { type: 'WordPiece' } },
    'tokenizer_config.json': { do_lower_case: true },
    '1_Pooling/config.json': { pooling_mode_cls_token: false, pooling_mode_mean_tokens: true },
    'vocab.txt': vocabulary,
    'README.md': 'words',
  }

  test.each([true, false])(
    'the tokenizer, its settings and the pooling come with the weights (listed: %s)',
    async (listed) => {
      const { folder, asked } = open(files, listed)
      expect(await readModelFolder(folder)).toMatchObject({
        config: textConfig,
        preprocessor: null,
        tokenizer: { model: { type: 'WordPiece' } },
        tokenizerConfig: { do_lower_case: true },
        pooling: 'mean',
        weights: { tensors: new Map([['w', { shape: [2] }]]) },
      })
      const wanted = [
        '1_Pooling/config.json',
        'config.json',
        'model.safetensors',
        'tokenizer.json',
        'tokenizer_config.json',
      ]
      expect(asked.sort()).toEqual(wanted)
    },
  )

  describe('a chat template in a file of its own', () => {
    const writer = {
      ...files,
      'config.json': { ...textConfig, architectures: ['LlamaForCausalLM'] },
      'chat_template.jinja': '{{ messages }}',
    }

    test.each([true, false])('counts (listed: %s)', async (listed) => {
      const { tokenizerConfig } = await readModelFolder(open(writer, listed).folder)
      expect(tokenizerConfig).toEqual({ do_lower_case: true, chat_template: '{{ messages }}' })
    })

    test('is not asked for where the settings bring one, or the network writes nothing', async () => {
      const settled = open({ ...writer, 'tokenizer_config.json': { chat_template: 'own' } }, false)
      expect((await readModelFolder(settled.folder)).tokenizerConfig).toEqual({ chat_template: 'own' })
      const reader = open({ ...writer, 'config.json': textConfig }, false)
      await readModelFolder(reader.folder)
      expect([...settled.asked, ...reader.asked]).not.toContain('chat_template.jinja')
    })
  })

  test.each([true, false])('everything but the weights may be absent (listed: %s)', async (listed) => {
    const { folder } = open({ 'config.json': textConfig, 'model.safetensors': tensors('w') }, listed)
    expect(await readModelFolder(folder)).toMatchObject({ tokenizer: null, tokenizerConfig: null, pooling: null })
  })

  test.each([true, false])('an old vocabulary becomes a tokenizer (listed: %s)', async (listed) => {
    const { 'tokenizer.json': _, ...old } = files
    expect(await readModelFolder(open(old, listed).folder)).toMatchObject({
      tokenizer: { model: { type: 'WordPiece', vocab: { word: 5 } }, normalizer: { lowercase: true } },
    })
    const bytePairs = {
      'config.json': { vocab_size: 3 },
      'model.safetensors': tensors('w'),
      'vocab.json': { a: 0, b: 1, ab: 2 },
      'merges.txt': '#version: 0.2\na b\n',
    }
    expect(await readModelFolder(open(bytePairs, listed).folder)).toMatchObject({
      tokenizer: { model: { type: 'BPE', vocab: { ab: 2 }, merges: [['a', 'b']] } },
    })
  })

  test.each([
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, 'first'],
    [{ word_embedding_dimension: 384, pooling_mode_mean_tokens: true }, 'mean'],
    [{ pooling_mode_max_tokens: true }, 'max'],
    [{ pooling_mode_lasttoken: true }, 'last'],
    [{ embedding_dimension: 384, pooling_mode: 'mean' }, 'mean'],
    [{ pooling_mode_cls_token: false }, null],
    [[], null],
  ])('the pooling %j is %s', async (settings, pooling) => {
    const { folder } = open({ ...files, '1_Pooling/config.json': settings })
    expect((await readModelFolder(folder)).pooling).toBe(pooling)
  })

  test.each([
    { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true },
    { pooling_mode: ['cls_token', 'mean_tokens'] },
  ])('the pooling %j is refused by name', async (settings) => {
    const { folder } = open({ ...files, '1_Pooling/config.json': settings })
    await expect(readModelFolder(folder)).rejects.toThrow('by "cls_token" and "mean_tokens"')
  })

  test('modules.json says where the pooling lies, or that there is none', async () => {
    const modules = (type: string, path: string) => [
      { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
      { idx: 1, name: '1', path, type },
    ]
    const both = {
      '1_Pooling/config.json': { pooling_mode_max_tokens: true },
      '2_Pooling/config.json': { pooling_mode_cls_token: true },
    }
    const said = async (json: unknown) =>
      (await readModelFolder(open({ ...files, ...both, 'modules.json': json }).folder)).pooling
    expect(await said(modules('sentence_transformers.models.Pooling', '2_Pooling'))).toBe('first')
    expect(await said(modules('sentence_transformers.models.Pooling', '1_Pooling/'))).toBe('max')
    expect(await said(modules('sentence_transformers.models.Normalize', '2_Normalize'))).toBeNull()
  })

  test('no byte of weights is asked for where the configuration is refused', async () => {
    const { folder, asked } = open(files)
    const judge = (config: unknown) => {
      throw new Error(`no room for ${JSON.stringify(config).slice(0, 9)}`)
    }
    await expect(readModelFolder(folder, judge)).rejects.toThrow('no room for {')
    expect(asked.filter((name) => name.includes('safetensors'))).toEqual([])
  })

  test('a file that should be JSON is named', async () => {
    const { folder } = open({ ...files, 'tokenizer_config.json': '{' })
    await expect(readModelFolder(folder)).rejects.toThrow('tokenizer_config.json is no JSON')
  })
})

test('of a model that sees pictures, no words are asked for', async () => {
  const files = { 'config.json': { model_type: 'vit' }, 'preprocessor_config.json': { size: 224 } }
  const { folder, asked } = open({ ...files, 'model.safetensors': tensors('w') }, false)
  expect(await readModelFolder(folder)).toMatchObject({ preprocessor: { size: 224 }, tokenizer: null })
  expect(asked.sort()).toEqual(['config.json', 'model.safetensors', 'preprocessor_config.json'])
})

describe('weights that are split', () => {
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const
  const index = { metadata: { total_size: 16 }, weight_map: { a: shards[0], b: shards[1] } }
  const files = {
    'config.json': textConfig,
    'model.safetensors.index.json': index,
    [shards[0]]: tensors('a'),
    [shards[1]]: tensors('b'),
  }

  test.each([true, false])('are joined (listed: %s)', async (listed) => {
    const { weights } = await readModelFolder(open(files, listed).folder)
    expect([...weights.tensors.keys()].sort()).toEqual(['a', 'b'])
    expect(weights.metadata).toEqual({ format: 'pt' })
  })

  test('are not asked for beside the whole', async () => {
    const { folder, asked } = open({ ...files, 'model.safetensors': tensors('whole') })
    expect([...(await readModelFolder(folder)).weights.tensors.keys()]).toEqual(['whole'])
    expect(asked.sort()).toEqual(['config.json', 'model.safetensors'])
  })

  test.each([
    ['lacking a file', { ...files, [shards[1]]: undefined }, shards[1]],
    ['cut off', { ...files, [shards[1]]: tensors('b').slice(0, -1) }, `In the shard ${shards[1]}`],
    ['with a tensor elsewhere', { ...files, [shards[1]]: tensors('c') }, `Expected the tensor "b" in ${shards[1]}`],
    ['with a tensor twice', { ...files, [shards[1]]: tensors('b', 'a') }, 'The tensor "a" lies in'],
    ['without a map', { ...files, 'model.safetensors.index.json': {} }, '"weight_map"'],
    ['with an empty map', { ...files, 'model.safetensors.index.json': { weight_map: {} } }, 'received 0'],
  ])('%s are refused by name', async (_, damaged, message) => {
    await expect(readModelFolder(open(damaged).folder)).rejects.toThrow(message)
  })

  test.each([
    '../a.safetensors',
    'https://elsewhere.example/a.safetensors',
    'x/a.safetensors',
    '.a.safetensors',
    'a.bin',
  ])('over a path or another host are refused before anything of it is asked for: %s', async (name) => {
    const { folder, asked } = open({ ...files, 'model.safetensors.index.json': { weight_map: { a: name } } }, false)
    await expect(readModelFolder(folder)).rejects.toMatchObject({
      code: 'weights-invalid',
      message: expect.stringContaining(JSON.stringify(name)),
    })
    expect(asked).not.toContain(name)
  })
})

test('weights that are nowhere are asked for once more, for the error that names them', async () => {
  const { folder } = open({ 'config.json': {} }, false)
  await expect(readModelFolder(folder)).rejects.toThrow('There is no model.safetensors')
})

test('of a full listing only what is needed is counted', () => {
  const names = ['config.json', 'tokenizer.json', 'vocab.txt', 'merges.txt', 'model.safetensors', 'pytorch_model.bin']
  const shard = 'model-00001-of-00001.safetensors'
  expect(neededNames(new Set([...names, shard, 'onnx/config.json']))).toEqual([
    'config.json',
    'tokenizer.json',
    'model.safetensors',
  ])
  expect(neededNames(new Set(['vocab.txt', 'model.safetensors.index.json', shard]))).toEqual([
    'vocab.txt',
    'model.safetensors.index.json',
    shard,
  ])
})

function open(files: Readonly<Record<string, Content>>, listed = true): { folder: ModelFolder; asked: string[] } {
  const asked: string[] = []
  const find = async (name: string): Promise<Bytes | null> => {
    const content = files[name]
    if (content === undefined) return null
    asked.push(name)
    if (content instanceof Uint8Array) return new Uint8Array(content)
    return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content))
  }
  const folder: ModelFolder = {
    names: listed ? new Set(Object.keys(files)) : null,
    find,
    get: async (name) => {
      const bytes = await find(name)
      if (!bytes) throw new Error(`There is no ${name}`)
      return bytes
    },
    notJson: (name) => new Error(`${name} is no JSON`),
  }
  return { folder, asked }
}

function tensors(...names: string[]): Uint8Array {
  const bytes = new Uint8Array(Float32Array.of(1, 2).buffer)
  const named = names.map((name): [string, StoredTensor] => [name, { dtype: 'F32', shape: [2], bytes }])
  return writeSafetensors(named, { format: 'pt' })
}
