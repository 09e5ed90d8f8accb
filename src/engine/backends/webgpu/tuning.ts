/** Which variants of the kernels suit the adapter at hand; found by `calibrate`, kept with the backend. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'

export interface Tuning {
  /** `plain`: each invocation reads what it needs. `tiled`: a workgroup shares tiles in its memory, between barriers. */
  readonly product: 'plain' | 'tiled'
  /** Invocations that share a row or a sum, with barriers; 1 shares nothing. */
  readonly team: 1 | 64
  /** Whether those who share add up within their subgroup first, in registers. */
  readonly subgroups: boolean
  /** Whether packed halves are read as halves, and not by their bits. */
  readonly half: boolean
}

/** The features that a device has and that its driver was found to keep its word on (`provenFeatures`). */
export type Features = Pick<Tuning, 'subgroups' | 'half'>

const none: Features = { subgroups: false, half: false }

/** Right for adapters in software, where a barrier costs more than all else, and never wrong. */
export const withoutBarriers: Tuning = { product: 'plain', team: 1, ...none }
export const withBarriers: Tuning = { product: 'tiled', team: 64, ...none }

const tunings = new WeakMap<WebGPUBackend, Tuning>()

export function tuningOf(backend: WebGPUBackend): Tuning {
  return tunings.get(backend) ?? withoutBarriers
}

export function tune(backend: WebGPUBackend, tuning: Tuning): void {
  tunings.set(backend, tuning)
}
