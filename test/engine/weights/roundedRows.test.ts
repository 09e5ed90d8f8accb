/** Weights in 8 bits: how far each value moves, what stays as it is, and what is refused. */
import { expect, test } from 'vitest'
import { roundedRows, withRowScales } from '../../../src/engine/weights/roundedRows.ts'
import { parseSafetensors, writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { holdsWeights, type StoredTensor, widen } from '../../../src/engine/weights/tensorFile.ts'
import { seeded } from '../../../src/shared/random.ts'

function stored(shape: readonly number[], values: Float32Array): StoredTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }
}

function drawn(count: number, scale = 1): Float32Array {
  const random = seeded('rows')
  return Float32Array.from({ length: count }, () => scale * random.normal())
}

function read(parts: Parameters<typeof writeSafetensors>[0]) {
  return withRowScales(parseSafetensors(writeSafetensors(parts, {}).slice().buffer))
}

test.each([
  ['a layer', [6, 40]],
  ['a convolution', [5, 3, 3, 3]],
])('no value of %s moves by more than half a step of its row', (_, shape) => {
  const values = drawn(shape.reduce((a, b) => a * b, 1))
  const rows = shape[0] as number
  const width = values.length / rows
  for (let at = 0; at < width; at++) values[width + at] = (values[width + at] as number) * 1e-4 // a small row keeps its digits
  const file = read(roundedRows('w', stored(shape, values)))
  const tensor = file.tensors.get('w') as StoredTensor
  expect([...file.tensors.keys()]).toEqual(['w'])
  expect(tensor.dtype).toBe('I8')
  expect(holdsWeights(tensor)).toBe(true)
  const back = widen(tensor)
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * width, (row + 1) * width)
    const step = Math.max(...own.map(Math.abs)) / 127
    for (let at = 0; at < width; at++)
      expect(Math.abs((back[row * width + at] as number) - (own[at] as number))).toBeLessThanOrEqual(0.5001 * step)
  }
})

test('vectors, short rows and rows of zeros keep their values', () => {
  const vector = stored([40], drawn(40))
  expect(roundedRows('bias', vector)).toEqual([['bias', vector]])
  const thin = stored([20, 1, 1, 3], drawn(60))
  expect(roundedRows('thin', thin)).toEqual([['thin', thin]])
  const values = drawn(32)
  values.fill(0, 0, 16)
  const back = widen(read(roundedRows('w', stored([2, 16], values))).tensors.get('w') as StoredTensor)
  expect([...back.subarray(0, 16)]).toEqual(Array(16).fill(0))
})

test('whole numbers without scales are no weights, and scales of another size are refused', () => {
  const bare: StoredTensor = { dtype: 'I8', shape: [2, 8], bytes: new Uint8Array(16) }
  expect(holdsWeights(bare)).toBe(false)
  expect(() => widen(bare)).toThrow('no scale')
  const scales = stored([3], drawn(3))
  expect(() =>
    read([
      ['w', bare],
      ['w.row_scales', scales],
    ]),
  ).toThrow(expect.objectContaining({ code: 'weights-invalid' }))
})
