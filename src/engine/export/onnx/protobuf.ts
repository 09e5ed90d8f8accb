/**
 * The wire format of Protocol Buffers, as far as ONNX needs it to be written. A message is a list of parts, so that a
 * large tensor is put into it and never copied.
 */

import { joinBytes } from '../../joinBytes.ts'

/** Bytes, or a place for so many of them. */
export type Part = Uint8Array<ArrayBuffer> | Awaited

export interface Awaited {
  /** What will stand there. */
  readonly of: string
  readonly byteLength: number
}

const wireTypes = { varint: 0, length: 2, fixed32: 5 } as const

/** A 64-bit integer; numbers below 0 take ten bytes. */
export function integer(field: number, value: number): Part[] {
  return [tagged(field, 'varint', varint(value))]
}

/** A 32-bit floating point number. */
export function float(field: number, value: number): Part[] {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [tagged(field, 'fixed32', [...bytes])]
}

export function text(field: number, value: string): Part[] {
  return message(field, [new TextEncoder().encode(value)])
}

/** A message within a message, a text or raw bytes. */
export function message(field: number, parts: readonly Part[]): Part[] {
  const bytes = parts.reduce((total, part) => total + part.byteLength, 0)
  return [tagged(field, 'length', varint(bytes)), ...parts]
}

/** What stands between two places, in one piece. */
export function joined(parts: readonly Part[]): Part[] {
  const whole: Part[] = []
  let run: Uint8Array<ArrayBuffer>[] = []
  const close = () => {
    if (run.length > 0) whole.push(joinBytes(run))
    run = []
  }
  for (const part of parts) {
    if (part instanceof Uint8Array) run.push(part)
    else {
      close()
      whole.push(part)
    }
  }
  close()
  return whole
}

function tagged(field: number, type: keyof typeof wireTypes, bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varint(field * 8 + wireTypes[type]), ...bytes])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return [...bytes, Number(rest)]
}
