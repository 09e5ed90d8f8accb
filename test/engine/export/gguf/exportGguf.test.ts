/** Whole models as GGUF: each tensor where llama.cpp looks for it and in its order, by a reader and a list of names of its own. */
import { beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { ggufFiles, planGguf } from '../../../../src/engine/export/gguf/exportGguf.ts'
import { exportFiles } from '../../../../src/engine/export/weights/exportWeights.ts'
import { narrow, widenHalves } from '../../../../src/engine/halfPrecision.ts'
import { disposeTuned, type TunedModel } from '../../../../src/engine/inference/tunedModel.ts'
import { memoryStore } from '../../../../src/engine/storage/blobStore.ts'
import { parseSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { widen } from '../../../../src/engine/weights/tensorFile.ts'
import type { MethodId } from '../../../../src/methods/ids.ts'
import type { ExportedFile } from '../../../../src/shared/domain/files.ts'
import type { TaskId } from '../../../../src/tasks/ids.ts'
import { tunedCase } from '../../../reference/exportCases.ts'
import { exportNetwork } from '../../../reference/exportNetworks.ts'
import { startBackend } from '../../../support/backends.ts'
import { type ReadGguf, readGguf } from '../../../support/readGguf.ts'

beforeAll(() => startBackend('cpu'))

async function tunedOf(network: string, method: MethodId, task: TaskId = 'text-generation'): Promise<TunedModel> {
  const { model, text } = await exportNetwork(network).open()
  return tunedCase({ network, task, method }, model, text)
}

async function read(files: readonly ExportedFile[], name: string): Promise<ReadGguf> {
  const file = files.find((each) => each.name === name)
  if (!file) throw new Error(`no ${name} among ${files.map((each) => each.name)}`)
  return readGguf(new Uint8Array(await file.blob.arrayBuffer()))
}

interface Table {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** As the exported model.safetensors has it, under llama.cpp's names. */
async function originals(tuned: TunedModel): Promise<Map<string, Table>> {
  const files = await exportFiles(tuned)
  const blob = files.find(({ name }) => name === 'model.safetensors')?.blob as Blob
  const { tensors } = parseSafetensors(await blob.arrayBuffer())
  return new Map(
    [...tensors].map(([name, stored]) => {
      const table = { shape: stored.shape, values: widen(stored) }
      return [
        inLlamaCpp(name, tuned.model.trunk.family),
        name.includes('.attn.c_') || name.includes('.mlp.c_') ? flipped(table) : table,
      ]
    }),
  )
}

/** [in, out], as GPT-2's files have dense layers, the other way round; biases stay. */
function flipped({ shape, values }: Table): Table {
  const [inputs = 1, outputs] = shape
  if (outputs === undefined) return { shape, values }
  const turned = Float32Array.from(
    values,
    (_, at) => values[(at % inputs) * outputs + Math.floor(at / inputs)] as number,
  )
  return { shape: [outputs, inputs], values: turned }
}

/** The converter's names (llama.cpp `gguf-py/gguf/tensor_mapping.py`). */
const renamings: readonly (readonly [RegExp, string])[] = [
  [/^model\.embed_tokens|^transformer\.wte/, 'token_embd'],
  [/^transformer\.wpe/, 'position_embd'],
  [/^model\.norm|^transformer\.ln_f/, 'output_norm'],
  [/^lm_head/, 'output'],
  [/^(model\.layers|transformer\.h)\.(\d+)/, 'blk.$2'],
  [/\.input_layernorm|\.ln_1/, '.attn_norm'],
  [/\.attn\.c_attn/, '.attn_qkv'],
  [/\.self_attn\.o_proj|\.attn\.c_proj/, '.attn_output'],
  [/\.self_attn\.([qkv])_(proj|norm)/, '.attn_$1_$2'],
  [/_proj(?=\.)/, ''],
  [/\.mlp\.(gate|up|down)/, '.ffn_$1'],
  [/\.mlp\.c_fc/, '.ffn_up'],
  [/\.mlp\.c$/, '.ffn_down'],
  [/\.mlp\.c(?=\.)/, '.ffn_down'],
  [/\.ln_2|\.pre_feedforward_layernorm/, '.ffn_norm'],
  [/\.post_feedforward_layernorm/, '.post_ffw_norm'],
]

function inLlamaCpp(name: string, family: string): string {
  const after = family === 'gemma3' ? '.post_attention_norm' : '.ffn_norm'
  return renamings
    .reduce((renamed, [from, to]) => renamed.replace(from, to), name)
    .replace('.post_attention_layernorm', after)
}

/** The rows of each head's two halves apart again, as the way back from GGUF to Hugging Face's files has it. */
function apart({ shape: [outputs = 1, inputs = 1], values }: Table, heads: number): Float32Array {
  const width = outputs / heads
  return Float32Array.from(values, (_, at) => {
    const [row, column] = [Math.floor(at / inputs), at % inputs]
    const [head, within] = [Math.floor(row / width), row % width]
    const [half, pair] = [Math.floor((2 * within) / width), within % (width / 2)]
    return values[(head * width + 2 * pair + half) * inputs + column] as number
  })
}

const halves = (values: Float32Array) => widenHalves(new Uint16Array(narrow(values).slice().buffer))
const networks = ['llama', 'llama-stretched', 'llama-pieces', 'qwen2', 'qwen3', 'gemma3-even', 'gpt2']

describe.each(networks)('%s', (network) => {
  test.each(['full', 'lora'] as const)('tuned by %s, every number is where llama.cpp looks for it', async (method) => {
    const tuned = await tunedOf(network, method)
    const files = await ggufFiles(tuned, unwatched, { numbers: 'both' })
    const due = await originals(tuned)
    const { family } = tuned.model.trunk
    for (const [name, own] of [
      ['model-f16.gguf', 'F16'],
      ['model-q8_0.gguf', 'Q8_0'],
    ] as const) {
      const { keys, tensors } = await read(files, name)
      const architecture = keys.get('general.architecture')
      const heads = (of: string) => keys.get(`${architecture}.attention.head_count${of}`) as number
      const written = [...tensors.keys()].filter((each) => each !== 'rope_freqs.weight')
      expect(new Set(written)).toEqual(new Set(due.keys()))
      for (const each of written) {
        const { shape, type, values } = tensors.get(each) as NonNullable<ReturnType<typeof tensors.get>>
        const { shape: side, values: plain } = due.get(each) as Table
        expect([each, shape]).toEqual([each, side])
        const small = shape.length < 2 || each === 'position_embd.weight'
        expect([each, type]).toEqual([
          each,
          small ? 'F32' : own === 'Q8_0' && (shape.at(-1) ?? 0) % 32 !== 0 ? 'F16' : own,
        ])
        const turned = /attn_([qk])\./.exec(each)?.[1]
        const back =
          family === 'llama' && turned
            ? apart({ shape: [shape[0] ?? 1, shape[1] ?? 1], values }, heads(turned === 'q' ? '' : '_kv'))
            : values
        const added = family === 'gemma3' && each.endsWith('norm.weight') ? 1 : 0
        const expected = type === 'F16' ? halves(plain) : plain.map((value) => value + added)
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        const furthest = back.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] as number))), 0)
        // A block's values lie within half of its scale, and that is itself of 16 bits.
        expect([each, furthest <= (type === 'Q8_0' ? largest / 235 : 0)]).toEqual([each, true])
      }
    }
    disposeTuned(tuned)
  })

  test('what LoRA learned alone, put on the untouched model, is the tuned one', async () => {
    const tuned = await tunedOf(network, 'lora')
    const files = await ggufFiles(tuned, unwatched, { numbers: 'f16' })
    const base = await ggufFiles({ ...tuned, adapter: null }, unwatched, { numbers: 'f16' })
    const [merged, plain, adapter] = [
      await read(files, 'model-f16.gguf'),
      await read(base, 'model-f16.gguf'),
      await read(files, 'adapter.gguf'),
    ]
    expect(base.map(({ name }) => name)).not.toContain('adapter.gguf')
    expect([adapter.keys.get('general.type'), adapter.keys.get('adapter.type')]).toEqual(['adapter', 'lora'])
    const alpha = adapter.keys.get('adapter.lora.alpha') as number
    const sites = [...adapter.tensors.keys()]
      .filter((name) => name.endsWith('.lora_a'))
      .map((name) => name.slice(0, -7))
    expect(sites.length).toBeGreaterThan(0)
    for (const site of sites) {
      const [a, b] = [adapter.tensors.get(`${site}.lora_a`), adapter.tensors.get(`${site}.lora_b`)]
      const [whole, before] = [merged.tensors.get(site), plain.tensors.get(site)]
      if (!a || !b || !whole || !before) throw new Error(`"${site}" is not whole`)
      const [[rank = 1, inputs = 1], [outputs = 1]] = [a.shape, b.shape]
      expect([b.shape[1], whole.shape]).toEqual([rank, [outputs, inputs]])
      let furthest = 0
      let moved = 0
      for (let row = 0; row < outputs; row++)
        for (let column = 0; column < inputs; column++) {
          const at = row * inputs + column
          let sum = 0
          for (let i = 0; i < rank; i++)
            sum += (b.values[row * rank + i] as number) * (a.values[i * inputs + column] as number)
          const change = (alpha / rank) * sum
          moved = Math.max(moved, Math.abs(change))
          furthest = Math.max(furthest, Math.abs((before.values[at] as number) + change - (whole.values[at] as number)))
        }
      // Two roundings to 16 bits.
      expect([site, furthest < 2e-3, moved > 0.01]).toEqual([site, true, true])
    }
    disposeTuned(tuned)
  })
})

test('what llama.cpp is told of a network is what its configuration says', async () => {
  const told = async (network: string, key: string) => {
    const tuned = await tunedOf(network, 'full')
    const { keys } = await read(await ggufFiles(tuned, unwatched, { numbers: 'q8_0' }), 'model-q8_0.gguf')
    disposeTuned(tuned)
    return [keys.get('general.architecture'), keys.get(`${keys.get('general.architecture')}.${key}`)]
  }
  expect(await told('llama', 'rope.freq_base')).toEqual(['llama', 1000])
  expect(await told('llama', 'attention.head_count_kv')).toEqual(['llama', 2])
  expect(await told('llama', 'context_length')).toEqual(['llama', 64])
  expect(await told('qwen2', 'rope.scaling.type')).toEqual(['qwen2', 'yarn'])
  expect(await told('qwen2', 'rope.scaling.original_context_length')).toEqual(['qwen2', 16])
  expect(await told('qwen3', 'attention.key_length')).toEqual(['qwen3', 12])
  expect(await told('gemma3-even', 'attention.sliding_window')).toEqual(['gemma3', 8])
  expect(await told('gemma3-even', 'attention.sliding_window_pattern')).toEqual(['gemma3', [true, false]])
  expect(await told('gemma3-even', 'rope.freq_base_swa')).toEqual(['gemma3', 100])
  expect(await told('gemma3-even', 'rope.scaling.factor')).toEqual(['gemma3', 2])
  expect(await told('gpt2', 'feed_forward_length')).toEqual(['gpt2', 128])
})

test('Llama 3’s stretched positions go in as factors of each pair', async () => {
  const tuned = await tunedOf('llama-stretched', 'full')
  const { tensors } = await read(await ggufFiles(tuned, unwatched, { numbers: 'q8_0' }), 'model-q8_0.gguf')
  // Waves of 2π, 35.3, 199 and 1117 tokens, of which 4 and 16 are the borders: the first lies between them.
  const [first = 0, ...others] = tensors.get('rope_freqs.weight')?.values ?? []
  const smooth = (16 / (2 * Math.PI) - 1) / 3
  expect(first).toBeCloseTo(1 / ((1 - smooth) / 4 + smooth), 6)
  expect(others).toEqual([4, 4, 4])
  disposeTuned(tuned)
})

test('the licence, the base and its name go along, whatever signs are in them', async () => {
  const tuned = { ...(await tunedOf('llama', 'lora')), base: { id: 'some one/A "model" 🙂\n`', revision: 'main' } }
  const files = await ggufFiles(tuned, unwatched, { numbers: 'q8_0' })
  const { keys } = await read(files, 'model-q8_0.gguf')
  expect(keys.get('general.name')).toBe('A "model" 🙂\n`, tuned with Thaw')
  expect(keys.get('general.base_model.0.organization')).toBe('some one')
  const readme = await files.find(({ name }) => name === 'README.md')?.blob.text()
  expect(readme).toContain('base_model: "some one/A \\"model\\" 🙂\\n`"')
  expect(readme).toContain('ollama create my-model -f Modelfile')
  disposeTuned(tuned)
})

describe('what GGUF cannot hold is refused, in words that name what to take instead', () => {
  test.each([
    ['gpt-neo', 'full', 'text-generation', 'it has no program for networks of this family.'],
    ['llama', 'full', 'text-classification', 'GGUF is for models that write, and this one'],
    ['gpt2', 'prefix', 'text-generation', 'A GGUF file holds one whole model'],
    ['gemma3', 'full', 'text-generation', 'it scales the scores of its attention in a way of its own.'],
  ] as const)('%s by %s for %s', async (network, method, task, words) => {
    const tuned = await tunedOf(network, method, task)
    for (const asked of [planGguf(tuned, {}), ggufFiles(tuned, unwatched, {})])
      await expect(asked).rejects.toMatchObject({ code: 'export-refused', message: expect.stringContaining(words) })
    disposeTuned(tuned)
  })

  test('methods that no file of pairs holds leave merged alone', async () => {
    for (const method of ['dora', 'ia3', 'full'] as const) {
      const tuned = await tunedOf('llama', method)
      const files = await ggufFiles(tuned, unwatched, {})
      expect(files.map(({ name }) => name)).toEqual(['model-q8_0.gguf', 'Modelfile', 'README.md'])
      disposeTuned(tuned)
    }
  })
})

test('it is followed, and once it is called off nothing is left of it', async () => {
  const tuned = await tunedOf('llama', 'lora')
  const seen: number[] = []
  const store = memoryStore()
  const stop = new AbortController()
  let total = 0
  const watch = {
    ...{ signal: stop.signal, store },
    onProgress: (done: number, of: number) => {
      seen.push(done)
      total = of
    },
  }
  await ggufFiles(tuned, watch, { numbers: 'both' })
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.at(-1)).toBe(total)
  expect(await store.list()).toHaveLength(2)
  const again = ggufFiles(
    tuned,
    { ...watch, onProgress: (done, of) => done > of / 2 && stop.abort() },
    { numbers: 'both' },
  )
  await expect(again).rejects.toThrow('aborted')
  expect(await store.list()).toEqual([])
  disposeTuned(tuned)
})
