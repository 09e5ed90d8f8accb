/**
 * The GELUs read from tables, with a straight line between entries: exact to 2e-7 and several times faster than an
 * exponential for each number. The reader stands beside its loops, where the engine that runs this can inline it.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { floats } from './heapKernels.ts'

export type GeluKind = 'erf' | 'tanh'

export function gelu(backend: BackendWasm, x: TensorInfo, kind: GeluKind): TensorInfo {
  const { share } = tablesOf(kind)
  const output = backend.makeOutput(x.shape, 'float32')
  const from = floats(backend, x)
  const to = floats(backend, output)
  for (let at = 0; at < from.length; at++) {
    const value = from[at] as number
    to[at] = value * between(share, value)
  }
  return output
}

export function geluGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, kind: GeluKind): TensorInfo {
  const { slope } = tablesOf(kind)
  const output = backend.makeOutput(x.shape, 'float32')
  const from = floats(backend, x)
  const above = floats(backend, dy)
  const to = floats(backend, output)
  for (let at = 0; at < from.length; at++) to[at] = (above[at] as number) * between(slope, from[at] as number)
  return output
}

interface Tables {
  /** gelu(x) / x, between 0 and 1. */
  readonly share: Float32Array
  /** The derivative of gelu. */
  readonly slope: Float32Array
}

/** Beyond ±8 both are 0 and 1 to float32. */
const reach = 8
const density = 1024
const last = 2 * reach * density

/** The table's value at x. NaN stays NaN. */
function between(table: Float32Array, x: number): number {
  const place = (x + reach) * density
  if (place >= last) return 1
  if (place < 0) return 0
  const below = place | 0
  const start = table[below] as number
  return start + ((table[below + 1] as number) - start) * (place - below)
}

const made = new Map<GeluKind, Tables>()

function tablesOf(kind: GeluKind): Tables {
  const known = made.get(kind)
  if (known) return known
  const tables = kind === 'erf' ? erfTables() : tanhTables()
  made.set(kind, tables)
  return tables
}

/** Φ is summed up from the normal density by Simpson's rule. */
function erfTables(): Tables {
  const normal = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
  const share = new Float32Array(last + 1)
  const slope = new Float32Array(last + 1)
  let phi = 0
  for (let at = 0; at <= last; at++) {
    const x = at / density - reach
    share[at] = phi
    slope[at] = phi + x * normal(x)
    phi += (normal(x) + 4 * normal(x + 0.5 / density) + normal(x + 1 / density)) / (6 * density)
  }
  return { share, slope }
}

function tanhTables(): Tables {
  const steep = Math.sqrt(2 / Math.PI)
  const share = new Float32Array(last + 1)
  const slope = new Float32Array(last + 1)
  for (let at = 0; at <= last; at++) {
    const x = at / density - reach
    const half = 0.5 * (1 + Math.tanh(steep * (x + 0.044715 * x ** 3)))
    share[at] = half
    slope[at] = half + 2 * x * half * (1 - half) * steep * (1 + 3 * 0.044715 * x * x)
  }
  return { share, slope }
}
