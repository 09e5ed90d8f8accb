import { expect, test } from 'vitest'
import { WaitingWeights } from '../../../src/engine/models/waitingWeights.ts'
import type { ParameterSpec } from '../../../src/engine/nn/parameters.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'

const [a, b] = ['a', 'b'].map((name) => ({ name, shape: [2, 3] }) as unknown as ParameterSpec) as [
  ParameterSpec,
  ParameterSpec,
]
const values = Float32Array.of(1, 2, 3, 4, 5, 6)

/** A file on the device, with the bytes of each reading. */
function onDevice() {
  const read: number[] = []
  const bytes = new Uint8Array(values.buffer)
  const part = (from: number, to: number) => {
    read.push(to - from)
    return bytes.slice(from, to)
  }
  const stored: StoredTensor = {
    dtype: 'F32',
    shape: [2, 3],
    get bytes() {
      return part(0, 24)
    },
    part,
  }
  return { read, stored: () => stored }
}

test('what is packed is read a few rows at a time, and not kept', () => {
  const { read, stored } = onDevice()
  const waiting = new WaitingWeights(stored, [a, b])
  expect(waiting.rows(a).read(1, 2)).toEqual(Float32Array.of(4, 5, 6))
  expect([read, waiting.heldBytes]).toEqual([[12], 0])
})

test('what is widened again and again is kept from the second time on, until it is packed', () => {
  const { read, stored } = onDevice()
  const waiting = new WaitingWeights(stored, [a, b])
  for (const held of [0, 24, 24, 24]) {
    expect(waiting.widened(a)).toEqual(values)
    expect(waiting.heldBytes).toBe(held)
  }
  expect(read).toEqual([24, 24])
  waiting.letGo('a')
  expect(waiting.heldBytes).toBe(0)
})

test('no more is kept than there is room for', () => {
  const { read, stored } = onDevice()
  const waiting = new WaitingWeights(stored, [a, b], 30)
  for (const spec of [a, a, b, b, b]) waiting.widened(spec)
  expect([waiting.heldBytes, read]).toEqual([24, [24, 24, 24, 24, 24]])
})

test('a file in memory counts as held from the start', () => {
  const bytes = new Uint8Array(values.buffer)
  const waiting = new WaitingWeights(() => ({ dtype: 'F32', shape: [2, 3], bytes }), [a, b])
  expect([waiting.heldBytes, waiting.widened(a)]).toEqual([48, values])
})
