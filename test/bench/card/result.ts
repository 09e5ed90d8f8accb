/** What a measurement of a card is, as the worker tells it, the page shows it and the command keeps it. */
import type { NetworkId, Way } from '../work/job.ts'

export type Size = 'full' | 'small' | 'tiny'

export interface Adapter {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
  readonly software: boolean
  readonly limits: Readonly<Record<string, number>>
  readonly features: readonly string[]
}

/** Operands of a product: the second matrix in float32, or packed as frozen weights are. */
export type Operand = 'f32' | 'f16' | 'int4'

export interface Product {
  readonly side: number
  readonly operand: Operand
  readonly ms: number
  /** 2 · side³ operations a product. */
  readonly gflops: number
}

export interface Trained {
  readonly name: string
  readonly network: NetworkId
  readonly way: Way
  readonly batch: number
  readonly firstStepMs: number
  /** Median of the steps after the first. */
  readonly stepMs: number
  readonly examplesPerSecond: number
  readonly losses: readonly number[]
  /** The first losses of the same steps on WASM. */
  readonly wasmLosses: readonly number[]
  /** Largest difference from those, relative. */
  readonly apart: number
  readonly same: boolean
}

export interface LeftOut {
  readonly name: string
  readonly why: string
}

export interface CardResult {
  readonly version: 1
  readonly date: string
  readonly thaw: string
  readonly browser: string
  readonly threads: number
  readonly size: Size
  readonly adapter: Adapter
  readonly products: readonly Product[]
  readonly trained: readonly Trained[]
  readonly leftOut: readonly LeftOut[]
  readonly seconds: number
}

/** Libraries sum in other orders, and AdamW's first steps turn on the sign of gradients that are nearly zero. */
export const lossTolerance = 2e-3

export function apartOf(losses: readonly number[], truth: readonly number[]): number {
  if (losses.length === 0 || truth.length === 0) return Number.POSITIVE_INFINITY
  const compared = Math.min(losses.length, truth.length)
  const differences = truth.slice(0, compared).map((loss, at) => Math.abs((losses[at] ?? Number.NaN) - loss) / loss)
  return differences.every(Number.isFinite) ? Math.max(...differences) : Number.POSITIVE_INFINITY
}

/** A card is called by what its driver says of it. */
export function nameOf({ vendor, architecture, device, description, software }: Adapter): string {
  const name = [vendor, architecture, device, description].filter(Boolean).join(' ') || 'graphics adapter'
  return software ? `${name} (software)` : name
}

/** Limits and features, as the driver names them. */
export function driverWords({ limits, features }: Adapter): string {
  const named = Object.entries(limits).map(([limit, value]) => `${limit} ${value}`)
  return `${named.join(', ')}. Features: ${features.join(', ') || 'none'}.`
}

export function productRow({ side, operand, ms, gflops }: Product): string[] {
  return [`${side} × ${side} × ${side}`, operand, ms.toFixed(2), gflops.toPrecision(3)]
}

export function trainedRow({ name, batch, firstStepMs, stepMs, examplesPerSecond, same, apart }: Trained): string[] {
  const verdict = same ? 'yes' : `no, ${apart.toExponential(1)} apart`
  return [name, String(batch), firstStepMs.toFixed(0), stepMs.toFixed(1), examplesPerSecond.toFixed(1), verdict]
}

export const productHead = ['product', 'second matrix', 'ms', 'GFLOP/s'] as const
export const trainedHead = ['training', 'batch', 'first step, ms', 'step, ms', 'examples/s', 'losses of WASM'] as const
