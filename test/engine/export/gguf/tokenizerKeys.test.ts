/** Tokenizers of every kind as GGUF holds them, or does not. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { tokenizerKeys } from '../../../../src/engine/export/gguf/tokenizerKeys.ts'
import { createTokenizer } from '../../../../src/engine/inputs/tokenizer.ts'
import type { GgufKeys } from '../../../../src/engine/models/llamaCpp.ts'

type Json = Record<string, unknown>

async function textOf(name: string, changed: (tokenizer: Json, config: Json) => void = () => {}, vocabulary = 700) {
  const folder = `test/fixtures/reference/tokenizers/${name}`
  const read = async (file: string) => JSON.parse(await readFile(`${folder}/${file}`, 'utf8')) as Json
  const [tokenizer, config] = [await read('tokenizer.json'), await read('tokenizer_config.json')]
  changed(tokenizer, config)
  const made = createTokenizer({ tokenizer, config, vocabulary })
  return { tokenizer: made, files: made.files }
}

function listOf<T>(keys: GgufKeys, name: string): readonly T[] {
  const value = keys[`tokenizer.ggml.${name}`]
  if (!value || !('values' in value)) throw new Error(`no list ${name}`)
  return value.values as readonly T[]
}

const wishes = { rows: 700, template: null, turnEnd: null }
const modelOf = (tokenizer: Json) =>
  tokenizer.model as Json & { vocab: Record<string, number>; merges: [string, string][] }

describe('a tokenizer of bytes', () => {
  test('is given with merges, kinds and marks, and unused tokens for rows beyond it', async () => {
    const text = await textOf('bytelevel')
    const keys = tokenizerKeys(text, wishes)
    const tokens = listOf<string>(keys, 'tokens')
    const types = listOf<number>(keys, 'token_type')
    const count = text.tokenizer.vocabulary
    expect(keys['tokenizer.ggml.model']).toEqual({ type: 'string', value: 'gpt2' })
    expect(keys['tokenizer.ggml.pre']).toEqual({ type: 'string', value: 'gpt-2' })
    expect(tokens.length).toBe(700)
    expect(tokens.slice(count)).toEqual(Array.from({ length: 700 - count }, (_, at) => `[PAD${count + at}]`))
    expect(types.slice(count).every((type) => type === 5)).toBe(true)
    expect(types.filter((type) => type === 3)).toHaveLength(1)
    expect(new Set(tokens).size).toBe(700)
    const { merges } = modelOf(text.files.tokenizer as Json)
    expect(listOf<string>(keys, 'merges')).toEqual(
      merges.map((pair) => (typeof pair === 'string' ? pair : pair.join(' '))),
    )
    expect(keys['tokenizer.ggml.eos_token_id']).toEqual({ type: 'uint32', value: text.tokenizer.endId })
    expect(keys['tokenizer.ggml.add_bos_token']).toEqual({ type: 'bool', value: false })
    expect(keys['tokenizer.ggml.add_eos_token']).toEqual({ type: 'bool', value: false })
  })

  test('keeps its chat template, and the end of a turn where that is another mark', async () => {
    const text = await textOf('bytelevel')
    const template = '{{ "Ünïcode “{%” 🙂" }}'
    const keys = tokenizerKeys(text, { ...wishes, template, turnEnd: 7 })
    expect(keys['tokenizer.chat_template']).toEqual({ type: 'string', value: template })
    expect(keys['tokenizer.ggml.eot_token_id']).toEqual({ type: 'uint32', value: 7 })
    expect(tokenizerKeys(text, { ...wishes, turnEnd: text.tokenizer.endId })).not.toHaveProperty([
      'tokenizer.ggml.eot_token_id',
    ])
  })

  const bytes = { type: 'ByteLevel', add_prefix_space: false, use_regex: false, trim_offsets: true }
  const words = { ...bytes, use_regex: true }
  const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false })
  const threes =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
  test.each([
    ['smollm', [{ type: 'Digits', individual_digits: true }, words], undefined],
    ['llama-bpe', [split(threes), bytes], true],
    ['dbrx', [split(threes), bytes], false],
    ['qwen2', [split(threes.replace('{1,3}', '')), bytes], false],
  ])('is known by how it splits: %s', async (pre, pretokenizers, ignore_merges) => {
    const text = await textOf('bytelevel', (tokenizer) => {
      tokenizer.pre_tokenizer = { type: 'Sequence', pretokenizers }
      modelOf(tokenizer).ignore_merges = ignore_merges
    })
    expect(tokenizerKeys(text, wishes)['tokenizer.ggml.pre']).toEqual({ type: 'string', value: pre })
  })

  test('is refused where llama.cpp would split or change a text otherwise', async () => {
    const otherwise = await textOf('bytelevel', (tokenizer) => {
      tokenizer.pre_tokenizer = { type: 'Sequence', pretokenizers: [split('\\p{L}+'), bytes] }
    })
    expect(() => tokenizerKeys(otherwise, wishes)).toThrow('it splits texts in a way that llama.cpp has no name for.')
    const lower = await textOf('bytelevel', (tokenizer) => {
      tokenizer.normalizer = { type: 'Lowercase' }
    })
    expect(() => tokenizerKeys(lower, wishes)).toThrow('it changes texts first (Lowercase).')
    const spaced = await textOf('bytelevel', (tokenizer) => {
      tokenizer.pre_tokenizer = { ...words, add_prefix_space: true }
    })
    expect(() => tokenizerKeys(spaced, wishes)).toThrow('it splits texts in a way')
  })

  test('has no two tokens that are spelled alike, whatever they are called', async () => {
    const text = await textOf('bytelevel', (tokenizer) => {
      const added = tokenizer.added_tokens as Json[]
      const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false }
      const named = ['[PAD695]', '<|"od\nd"|>', '▁▁', 'the {{name}} 🙂']
      for (const [at, content] of named.entries()) added.push({ id: 690 + at, content, special: false, ...plain })
    })
    const keys = tokenizerKeys(text, wishes)
    const tokens = listOf<string>(keys, 'tokens')
    expect(tokens.slice(690, 696)).toEqual([
      '[PAD695]',
      '<|"od\nd"|>',
      '  ',
      'the {{name}} 🙂',
      '[PAD694]',
      '[PAD695]_',
    ])
    expect(listOf<number>(keys, 'token_type').slice(690, 696)).toEqual([4, 4, 4, 4, 5, 5])
    expect(new Set(tokens).size).toBe(700)
  })
})

describe('a tokenizer of pieces that fall back to bytes', () => {
  test('is given with scores that put its merges in their order', async () => {
    const text = await textOf('pieces')
    const keys = tokenizerKeys(text, { ...wishes, rows: text.tokenizer.vocabulary })
    const tokens = listOf<string>(keys, 'tokens')
    const scores = listOf<number>(keys, 'scores')
    const types = listOf<number>(keys, 'token_type')
    expect(keys['tokenizer.ggml.model']).toEqual({ type: 'string', value: 'llama' })
    expect(keys['tokenizer.ggml.add_space_prefix']).toEqual({ type: 'bool', value: true })
    expect(keys).not.toHaveProperty(['tokenizer.ggml.merges'])
    expect([0, 1, 2, 3].map((id) => [tokens[id], types[id]])).toEqual([
      ['<unk>', 2],
      ['<s>', 3],
      ['</s>', 3],
      ['<0x00>', 6],
    ])
    const merged = modelOf(text.files.tokenizer as Json).merges.map((pair) => pair.join(''))
    const ranked = [...new Set(merged)].map((piece) => scores[tokens.indexOf(piece)] as number)
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a))
    expect(new Set(ranked).size).toBe(ranked.length)
  })

  test('puts a space before a text only where its file does', async () => {
    const gemma = await textOf('pieces', (tokenizer) => {
      tokenizer.normalizer = { type: 'Replace', pattern: { String: ' ' }, content: '▁' }
      tokenizer.pre_tokenizer = {
        type: 'Split',
        pattern: { String: ' ' },
        behavior: 'MergedWithPrevious',
        invert: false,
      }
    })
    expect(tokenizerKeys(gemma, wishes)['tokenizer.ggml.add_space_prefix']).toEqual({ type: 'bool', value: false })
    const strange = await textOf('pieces', (tokenizer) => {
      tokenizer.normalizer = { type: 'Replace', pattern: { String: ' ' }, content: '_' }
    })
    expect(() => tokenizerKeys(strange, wishes)).toThrow('it puts spaces into its tokens in a way of its own.')
  })
})

test.each([
  ['wordpiece', 'WordPiece'],
  ['unigram', 'Unigram'],
])('a tokenizer of the kind %s is refused by name', async (name, kind) => {
  const text = await textOf(name)
  expect(() => tokenizerKeys(text, wishes)).toThrow(`it is a ${kind} tokenizer`)
})
