import { expect, test } from 'vitest'
import { Gathering } from '../../../src/engine/weights/gathering.ts'

test('bytes of a known length lie where they were first put', () => {
  const gathering = new Gathering()
  gathering.expect(5)
  gathering.add(Uint8Array.of(1, 2))
  gathering.expect(9) // too late: what came stays where it is
  gathering.add(Uint8Array.of(3, 4, 5))
  expect([gathering.received, Array.from(gathering.take())]).toEqual([5, [1, 2, 3, 4, 5]])
  expect(gathering.take()).toBe(gathering.take())
})

test('bytes of an unknown length are joined', () => {
  const gathering = new Gathering()
  gathering.add(Uint8Array.of(1, 2))
  gathering.add(Uint8Array.of(3))
  expect(Array.from(gathering.take())).toEqual([1, 2, 3])
})

test('a length that was too small or too large costs no byte', () => {
  const small = new Gathering()
  small.expect(2)
  for (const piece of [[1], [2, 3], [4]]) small.add(Uint8Array.from(piece))
  expect(Array.from(small.take())).toEqual([1, 2, 3, 4])
  const large = new Gathering()
  large.expect(10)
  large.add(Uint8Array.of(1))
  expect(Array.from(large.take())).toEqual([1])
})

test('after a fresh start nothing of the first try is left', () => {
  const gathering = new Gathering()
  gathering.expect(3)
  gathering.add(Uint8Array.of(9, 9, 9))
  gathering.clear()
  expect([gathering.received, gathering.take().byteLength]).toEqual([0, 0])
  gathering.expect(2)
  gathering.add(Uint8Array.of(1, 2))
  expect(Array.from(gathering.take())).toEqual([1, 2])
})

test('a length that no memory holds is said in words', () => {
  expect(() => new Gathering().expect(2 ** 60)).toThrow(expect.objectContaining({ code: 'out-of-memory' }))
})
