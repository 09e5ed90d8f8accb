/** Codes, scales and levels held to bitsandbytes, torch and numpy (test/reference/make_packed.py). */
import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { normalLevels } from '../../../../src/engine/nn/packed/normalFloat.ts'
import { disposePacked, packedBytes, packedMatrix } from '../../../../src/engine/nn/packed/packedMatrix.ts'
import { tableRows, widened } from '../../../../src/engine/nn/packed/packedRows.ts'
import type { PackFormat } from '../../../../src/engine/nn/packed/packFormat.ts'
import { packFormats } from '../../../../src/engine/nn/packed/packFormats.ts'
import { bytesOfWeight, packings } from '../../../../src/shared/catalog/packings.ts'
import { startBackend } from '../../../support/backends.ts'
import { drawnRows, rowsFrom } from '../../../support/drawnRows.ts'

interface Reference {
  readonly rows: number
  readonly columns: number
  readonly weights: string
  readonly '16bit': { readonly f16: string; readonly bf16: string }
  readonly '8bit': Whole
  readonly '4bit': Whole & { readonly levels: string }
  readonly int4: Whole
}
interface Whole {
  readonly codes: string
  readonly scales: string
  readonly widened: string
}

const reference = JSON.parse(await readFile('test/fixtures/packed.json', 'utf8')) as Reference
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const floatsOf = (text: string) => new Float32Array(bytesOf(text).buffer)
const { rows, columns } = reference
const source = rowsFrom(floatsOf(reference.weights), rows, columns)

test('the levels of NF4 are those that QLoRA publishes and bitsandbytes reads', () => {
  expect([...Float32Array.from(normalLevels)]).toEqual([...floatsOf(reference['4bit'].levels)])
})

describe.each(['8bit', '4bit', 'int4'] as const)('%s', (id) => {
  const packed = packFormats[id].pack(source)
  const truth = reference[id]

  test('has the codes and scales of the reference', () => {
    expect([...packed.codes]).toEqual([...bytesOf(truth.codes)])
    expect([...(packed.scales ?? [])]).toEqual([...floatsOf(truth.scales)])
  })

  test.each(['cpu', 'wasm'] as const)('is widened as there on %s', async (backend) => {
    await startBackend(backend)
    const matrix = packedMatrix(packed, false)
    const all = widened(matrix)
    expect(await all.data()).toEqual(floatsOf(truth.widened))
    all.dispose()
    disposePacked(matrix)
  })
})

describe('16 bits', () => {
  test('of a file of float32 are torch’s halves', () => {
    const packed = packFormats['16bit'].pack(source)
    expect(packed.layout).toBe('f16')
    expect([...packed.codes]).toEqual([...bytesOf(reference['16bit'].f16)])
  })

  test('are brain halves where a number is too large for halves', () => {
    const large = rowsFrom(Float32Array.from([70_000, 1, -0.1, Math.PI]), 1, 4)
    const packed = packFormats['16bit'].pack(large)
    expect(packed.layout).toBe('bf16')
    expect([...new Uint16Array(packed.codes.buffer)].slice(0, 4)).toEqual([0x4789, 0x3f80, 0xbdcd, 0x4049])
  })

  test.each(['cpu', 'wasm'] as const)('of a file stay as they are, on %s', async (backend) => {
    await startBackend(backend)
    for (const kind of ['f16', 'bf16'] as const) {
      const bits = new Uint16Array(bytesOf(reference['16bit'][kind]).buffer)
      const packed = packFormats['16bit'].pack({
        ...source,
        halves: { kind, bits: (from, to) => bits.subarray(from * columns, to * columns) },
      })
      expect(new Uint16Array(packed.codes.buffer)).toEqual(bits)
      const matrix = packedMatrix(packed, true)
      const all = widened(matrix)
      const whole = await all.data()
      const value = (at: number) => whole[(at % columns) * rows + Math.floor(at / columns)]
      if (kind === 'bf16') {
        const exact = new Float32Array(Uint32Array.from(bits, (word) => word << 16).buffer)
        expect(exact.every((truth, at) => truth === value(at))).toBe(true)
      } else for (let at = 0; at < bits.length; at++) expect(value(at)).toBe(halfOf(bits[at] as number))
      all.dispose()
      disposePacked(matrix)
    }
  })
})

/** By the definition of IEEE half precision. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

test('a matrix takes the bytes that its row promises, up to what fills its rows', async () => {
  await startBackend('cpu')
  for (const { id } of packings) {
    const matrix = packedMatrix((packFormats[id] as PackFormat).pack(drawnRows('bytes', 40, 128)), true)
    const levels = matrix.levels?.size ?? 0
    const promised = 40 * 128 * bytesOfWeight(id) + 4 * levels
    const perRow = id === '8bit' ? 40 * 4 : 0
    expect(packedBytes(matrix), id).toBe(promised + perRow)
    disposePacked(matrix)
  }
})

test.each(['cpu', 'wasm'] as const)('rows of a table are read from one to another on %s', async (backend) => {
  await startBackend(backend)
  const before = tf.memory().numTensors
  for (const { id } of packings) {
    const matrix = packedMatrix(packFormats[id].pack(drawnRows('table', 50, 45)), false)
    const [all, some] = [widened(matrix), tableRows(matrix, 7, 19)]
    expect([...some.shape]).toEqual([12, 45])
    expect(await some.data(), id).toEqual((await all.data()).slice(7 * 45, 19 * 45))
    tf.dispose([all, some])
    disposePacked(matrix)
  }
  expect(tf.memory().numTensors).toBe(before)
})
