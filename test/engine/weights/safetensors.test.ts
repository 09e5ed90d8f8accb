import { expect, test } from 'vitest'
import { parseSafetensors, writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'

const a: StoredTensor = { dtype: 'F32', shape: [2, 2], bytes: Uint8Array.from({ length: 16 }, (_, i) => i) }
const b: StoredTensor = { dtype: 'F16', shape: [3], bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) }
const scalar: StoredTensor = { dtype: 'I64', shape: [], bytes: new Uint8Array(8).fill(7) }
const empty: StoredTensor = { dtype: 'U8', shape: [0, 4], bytes: new Uint8Array(0) }

test('what is written reads back, with its metadata', () => {
  const written = { a, b, scalar, empty, '10': b, __proto__x: a, 'gewöhnlich "é"': b }
  const file = parse(writeSafetensors(Object.entries(written), { format: 'pt', made: 'here' }))
  expect(Object.fromEntries(file.tensors)).toEqual(written)
  expect(file.metadata).toEqual({ format: 'pt', made: 'here' })
})

test('the bytes do not depend on the order, and the data begin at a multiple of 8', () => {
  const forward = writeSafetensors(
    [
      ['a', a],
      ['b', b],
      ['c', scalar],
    ],
    { x: '1', y: '2' },
  )
  const backward = writeSafetensors(
    [
      ['c', scalar],
      ['b', b],
      ['a', a],
    ],
    { y: '2', x: '1' },
  )
  expect(forward).toEqual(backward)
  expect(new DataView(forward.buffer).getUint32(0, true) % 8).toBe(0)
})

test('the layout is the published one, byte for byte', () => {
  const bytes = writeSafetensors([['w', b]], {})
  const header = '{"w":{"dtype":"F16","shape":[3],"data_offsets":[0,6]}}  '
  expect(new TextDecoder().decode(bytes.subarray(8, 8 + 56))).toBe(header)
  expect(bytes[0]).toBe(56)
  expect(Array.from(bytes.subarray(64))).toEqual([1, 2, 3, 4, 5, 6])
})

test('names like __proto__ are ordinary names', () => {
  const file = parse(raw('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1))
  expect(Array.from(file.tensors.keys())).toEqual(['__proto__'])
})

test('writing bytes that do not fit their shape is a fault of ours', () => {
  expect(() => writeSafetensors([['a', { ...a, shape: [5] }]], {})).toThrow('internal')
})

const u8 = (begin: number, end: number, shape = [end - begin]) =>
  JSON.stringify({ dtype: 'U8', shape, data_offsets: [begin, end] })

const malformed: readonly (readonly [string, Uint8Array<ArrayBuffer>, string])[] = [
  ['an empty file', new Uint8Array(0), 'received 0'],
  ['a header over ten megabytes', claim(10_000_001n, 20), 'received a claim of 10000001'],
  ['a header length beyond 2^53', claim(2n ** 63n, 20), 'at most 10,000,000'],
  ['a header longer than the file', claim(100n, 20), 'header of 100 bytes, received a file of 28'],
  ['a header that is no JSON', raw('{"a":', 0), 'does not parse'],
  ['a header that is no UTF-8', withHeader(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 0), 'does not parse'],
  ['a header that is a list', raw('[]', 0), 'JSON object'],
  ['a name that stands twice', raw(`{"a":${u8(0, 1)},"a":${u8(1, 2)}}`, 2), '"a" twice'],
  ['a name that stands twice, once escaped', raw(`{"a":${u8(0, 1)},"\\u0061":${u8(1, 2)}}`, 2), '"a" twice'],
  [
    'a field that stands twice',
    raw('{"a":{"dtype":"U8","dtype":"F32","shape":[1],"data_offsets":[0,1]}}', 1),
    '"dtype" twice',
  ],
  ['an unknown type', raw('{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}', 1), 'F4'],
  [
    'a type named like a method',
    raw('{"a":{"dtype":"constructor","shape":[1],"data_offsets":[0,1]}}', 1),
    'constructor',
  ],
  ['a missing shape', raw('{"a":{"dtype":"U8","data_offsets":[0,1]}}', 1), 'Tensor "a": Invalid key: Expected "shape"'],
  ['a shape that overflows', raw(`{"a":${u8(0, 8, [2 ** 32, 2 ** 32])}}`, 8), 'overflows'],
  ['a negative side', raw(`{"a":${u8(0, 1, [-1, -1])}}`, 1), 'Tensor "a": the shape [-1,-1]'],
  ['a broken side', raw(`{"a":${u8(0, 1, [0.5, 2])}}`, 1), 'Tensor "a"'],
  [
    'offsets that do not fit the shape',
    raw(`{"a":${u8(0, 4, [5])}}`, 4),
    'expected 5 bytes for U8 [5], received data_offsets 0 to 4',
  ],
  ['offsets that run backwards', raw(`{"a":${u8(4, 0, [4])}}`, 4), 'data_offsets 4 to 0'],
  ['a gap before the first tensor', raw(`{"a":${u8(1, 2)}}`, 2), 'leaves a gap: expected it to begin at 0, received 1'],
  ['a gap between tensors', raw(`{"a":${u8(0, 1)},"b":${u8(2, 3)}}`, 3), 'Tensor "b" leaves a gap'],
  ['tensors that overlap', raw(`{"a":${u8(0, 2)},"b":${u8(1, 3)}}`, 3), 'Tensor "b" overlaps another tensor'],
  [
    'a truncated file',
    raw(`{"a":${u8(0, 4)},"b":${u8(4, 8)}}`, 6),
    'Tensor "b" is cut off: expected 8 bytes of data, received 6',
  ],
  ['bytes after the last tensor', raw(`{"a":${u8(0, 4)}}`, 5), 'Expected 4 bytes of tensors, received 5'],
  ['metadata that is no text', raw(`{"__metadata__":{"a":1}}`, 0), '__metadata__'],
]

test.each(malformed)('%s is refused', (_, bytes, message) => {
  const error = thrownBy(() => parse(bytes))
  expect(error.code).toBe('weights-invalid')
  expect(error.message).toContain(message)
  expect(error.advice).not.toBe('')
})

test('masks and counters of any plain type may lie beside the weights', () => {
  const sizes = { BOOL: 1, I8: 1, I16: 2, F64: 8 } as const
  const types = Object.keys(sizes) as (keyof typeof sizes)[]
  const beside = types.map((dtype): [string, StoredTensor] => [
    dtype,
    { dtype, shape: [2], bytes: new Uint8Array(2 * sizes[dtype]).fill(1) },
  ])
  const { tensors } = parse(writeSafetensors([['a', a], ...beside], {}))
  for (const [name, tensor] of beside) expect(tensors.get(name)).toEqual(tensor)
})

test('a file cut at any byte is refused, and never anything but refused', () => {
  const whole = writeSafetensors(
    [
      ['a', a],
      ['b', b],
    ],
    { format: 'pt' },
  )
  for (let length = 0; length < whole.length; length++) {
    expect(thrownBy(() => parse(whole.slice(0, length))).code).toBe('weights-invalid')
  }
})

function parse(bytes: Uint8Array) {
  return parseSafetensors(bytes.slice().buffer)
}

function raw(header: string, dataBytes: number): Uint8Array<ArrayBuffer> {
  return withHeader(new TextEncoder().encode(header), dataBytes)
}

function withHeader(header: Uint8Array, dataBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + header.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  return bytes
}

function claim(length: bigint, rest: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + rest)
  new DataView(bytes.buffer).setBigUint64(0, length, true)
  return bytes
}

function thrownBy(work: () => unknown): ThawError {
  try {
    work()
  } catch (error) {
    if (error instanceof ThawError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
