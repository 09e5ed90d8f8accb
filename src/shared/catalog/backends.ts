/** What can compute, in the order of preference. How each is opened stands in `engine/backends/openers.ts`. */

export const backendIds = ['webgpu', 'webgl', 'wasm', 'cpu'] as const
export type BackendId = (typeof backendIds)[number]

interface BackendCard {
  /** As a person reads it. */
  readonly name: string
  /** Where nobody chose: the first of these that works is taken; one on trial only where it beats that on the model. */
  readonly automatic: 'first' | 'trial'
  /** Where a run goes on whose engine died on this one again and again. */
  readonly next: BackendId | null
}

export const backendCards: Readonly<Record<BackendId, BackendCard>> = {
  webgpu: { name: 'WebGPU', automatic: 'first', next: 'wasm' },
  webgl: { name: 'WebGL', automatic: 'trial', next: 'wasm' },
  wasm: { name: 'WASM', automatic: 'first', next: 'cpu' },
  cpu: { name: 'CPU', automatic: 'first', next: null },
}

export const backendChoices = ['auto', ...backendIds] as const
export type BackendChoice = (typeof backendChoices)[number]
