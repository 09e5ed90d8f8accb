/** A GGUF file read back, by the format's own description: keys, and tensors as float32 with their sides. */
import { widenHalves } from '../../src/engine/halfPrecision.ts'

export interface ReadGguf {
  readonly keys: ReadonlyMap<string, unknown>
  readonly tensors: ReadonlyMap<string, ReadTensor>
}

export interface ReadTensor {
  /** The outermost first. */
  readonly shape: readonly number[]
  readonly type: 'F32' | 'F16' | 'Q8_0'
  readonly values: Float32Array
}

const types = { 0: 'F32', 1: 'F16', 8: 'Q8_0' } as const

export function readGguf(bytes: Uint8Array): ReadGguf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const after = (size: number) => {
    at += size
    return at - size
  }
  const u32 = () => view.getUint32(after(4), true)
  const u64 = () => Number(view.getBigUint64(after(8), true))
  const text = () => {
    const length = u64()
    at += length
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at - length, at))
  }
  const value = (type: number): unknown => {
    if (type === 4) return u32()
    if (type === 5) return view.getInt32(after(4), true)
    if (type === 6) return view.getFloat32(after(4), true)
    if (type === 7) return view.getUint8(after(1)) === 1
    if (type === 8) return text()
    if (type !== 9) throw new Error(`There is no type ${type} in these files.`)
    const of = u32()
    return Array.from({ length: u64() }, () => value(of))
  }
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== 'GGUF') throw new Error('This is no GGUF file.')
  at = 4
  if (u32() !== 3) throw new Error('This is not version 3.')
  const counts = { tensors: u64(), keys: u64() }
  const keys = new Map<string, unknown>()
  for (let i = 0; i < counts.keys; i++) keys.set(text(), value(u32()))
  if (keys.size !== counts.keys) throw new Error('A key is there twice.')
  const infos = Array.from({ length: counts.tensors }, () => {
    const name = text()
    const sides = Array.from({ length: u32() }, u64)
    const type = types[u32() as keyof typeof types]
    return { name, sides, type, offset: u64() }
  })
  const begin = Math.ceil(at / 32) * 32
  const tensors = infos.map(({ name, sides, type, offset }): [string, ReadTensor] => {
    if (offset % 32 !== 0) throw new Error(`"${name}" is not aligned.`)
    const count = sides.reduce((product, side) => product * side, 1)
    const own = bytes.slice(begin + offset, begin + offset + byteLengths[type](count))
    if (own.byteLength !== byteLengths[type](count)) throw new Error(`"${name}" is cut off.`)
    return [name, { shape: sides.toReversed(), type, values: widened[type](own) }]
  })
  return { keys, tensors: new Map(tensors) }
}

const byteLengths = {
  F32: (count: number) => 4 * count,
  F16: (count: number) => 2 * count,
  Q8_0: (count: number) => (count / 32) * 34,
}

const widened = {
  F32: ({ buffer }: Uint8Array<ArrayBuffer>) => new Float32Array(buffer),
  F16: ({ buffer }: Uint8Array<ArrayBuffer>) => widenHalves(new Uint16Array(buffer)),
  Q8_0(bytes: Uint8Array<ArrayBuffer>) {
    const values = new Float32Array((bytes.byteLength / 34) * 32)
    const view = new DataView(bytes.buffer)
    for (let block = 0; 34 * block < bytes.byteLength; block++) {
      const [scale = 0] = widenHalves(Uint16Array.of(view.getUint16(34 * block, true)))
      for (let i = 0; i < 32; i++) values[32 * block + i] = scale * view.getInt8(34 * block + 2 + i)
    }
    return values
  },
}
