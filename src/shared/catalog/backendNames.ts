import type { BackendId } from '../recipe/recipe.ts'

/** What computes, as a person reads it. */
export const backendNames: Readonly<Record<BackendId, string>> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' }
