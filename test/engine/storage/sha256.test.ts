import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readWhole, sha256, slicedDigest } from '../../../src/engine/storage/sha256.ts'
import { bytesOf } from '../weights/localHub.ts'

const slice = 4 * 2 ** 20
const hash = (...parts: Uint8Array[]) => parts.reduce((sum, part) => sum.update(part), createHash('sha256'))

test('a hash is written as hubs write it', async () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(abc)
  expect(await slicedDigest(new TextEncoder().encode('abc'))).toBe(abc)
})

test('what is larger than a slice is digested over the hashes of its slices, as bytes and as a blob', async () => {
  const bytes = bytesOf(2 * slice + 5)
  const slices = [0, slice, 2 * slice].map((at) => hash(bytes.subarray(at, at + slice)).digest())
  const expected = hash(...slices).digest('hex')
  expect(await slicedDigest(bytes)).toBe(expected)
  expect(await slicedDigest(new Blob([bytes]))).toBe(expected)
  bytes[slice + 1] = (bytes[slice + 1] ?? 0) ^ 1
  expect(await slicedDigest(bytes)).not.toBe(expected)
})

test('a blob of several slices is read into one place', async () => {
  const bytes = bytesOf(slice + 3)
  expect(Buffer.from(await readWhole(new Blob([bytes]))).equals(bytes)).toBe(true)
})

test('what is too large to be copied has the same hash', async () => {
  const bytes = new Uint8Array(64 * 2 ** 20 + 7).fill(7)
  expect(await sha256(bytes)).toBe(hash(bytes).digest('hex'))
})
