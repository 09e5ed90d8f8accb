/** The format's bytes, held to what the package gguf writes (test/reference/make_gguf.py). */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ggufHead, padding } from '../../../../src/engine/export/gguf/ggufFile.ts'
import { stored, storedBytes } from '../../../../src/engine/export/gguf/storedValues.ts'
import { joinBytes } from '../../../../src/engine/joinBytes.ts'
import { bool, float32, string, uint32 } from '../../../../src/engine/models/llamaCpp.ts'

const folder = 'test/fixtures/reference/gguf'

test('keys of every kind and tensors of every kind are the original’s bytes', async () => {
  const table = Float32Array.from({ length: 64 }, (_, at) => at)
  const [first, second] = [
    Float32Array.from([0, 1, 2, 3, 4, 5], (n) => n / 4),
    Float32Array.from([0, 1, 2, 3, 4, 5], (n) => n / 8),
  ]
  const original = new Uint8Array(await readFile(`${folder}/small.gguf`))
  // The original's own table, so that its steps between −3 and 5 need not be made again.
  const blocks = original.slice(-96, -96 + 68)
  const head = ggufHead(
    {
      'general.architecture': string('llama'),
      'general.name': string('A model with “signs” 🙂'),
      'llama.block_count': uint32(2),
      'llama.attention.layer_norm_rms_epsilon': float32(1e-5),
      'tokenizer.ggml.add_bos_token': bool(false),
      'tokenizer.ggml.tokens': { type: 'strings', values: ['<s>', 'Ġthe', '好'] },
      'tokenizer.ggml.scores': { type: 'numbers', of: 'float32', values: [0, -1, -2.5] },
      'tokenizer.ggml.token_type': { type: 'numbers', of: 'int32', values: [3, 1, 1] },
      'llama.attention.sliding_window_pattern': { type: 'bools', values: [true, false] },
    },
    [
      { name: 'token_embd.weight', sides: [2, 3], type: 'F32', byteLength: storedBytes('F32', 6) },
      { name: 'output.weight', sides: [2, 3], type: 'F16', byteLength: storedBytes('F16', 6) },
      { name: 'blk.0.ffn_up.weight', sides: [32, 2], type: 'Q8_0', byteLength: storedBytes('Q8_0', table.length) },
    ],
  )
  const parts = [stored('F32', first, 'a'), stored('F16', second, 'b'), blocks]
  const written = joinBytes([head, ...parts.flatMap((bytes) => [bytes, padding(bytes.byteLength)])])
  expect(written.length).toBe(original.length)
  expect(written.findIndex((byte, at) => byte !== original[at])).toBe(-1)
})

test('blocks of 8 bits, and halves, are ggml’s to the byte', async () => {
  const values = new Float32Array((await readFile(`${folder}/values.bin`)).buffer.slice(0))
  expect(values.length).toBe(66 * 32)
  for (const [type, name] of [
    ['Q8_0', 'q8_0.bin'],
    ['F16', 'f16.bin'],
  ] as const) {
    const original = new Uint8Array(await readFile(`${folder}/${name}`))
    const written = stored(type, values, name)
    expect(written.length).toBe(original.length)
    expect(written.findIndex((byte, at) => byte !== original[at])).toBe(-1)
  }
})

test('a block of numbers so small that their scale has no inverse is zeros', () => {
  expect([...stored('Q8_0', new Float32Array(32).fill(1e-40), 'a')]).toEqual(new Array(34).fill(0))
})

test('a number that the type cannot hold is named, with what can', () => {
  const values = new Float32Array(32)
  values[5] = 65_520
  const refused = () => stored('F16', values, 'blk.0.ffn_up.weight')
  expect(refused).toThrow('“blk.0.ffn_up.weight” holds 65520, which 16 bits cannot.')
  expect(stored('Q8_0', values, 'blk.0.ffn_up.weight').length).toBe(34)
  values[5] = Number.NaN
  expect(() => stored('Q8_0', values, 'a')).toThrow('“a” holds NaN')
})
