/** The contenders' workers; the name of a worker is the number of threads that it may take. */
export const workers = {
  thaw: (name: string) =>
    new Worker(new URL('../contenders/thaw.worker.ts', import.meta.url), { type: 'module', name }),
  tfjs: (name: string) =>
    new Worker(new URL('../contenders/tfjs.worker.ts', import.meta.url), { type: 'module', name }),
  layers: (name: string) =>
    new Worker(new URL('../contenders/layers.worker.ts', import.meta.url), { type: 'module', name }),
  lentLayers: (name: string) =>
    new Worker(new URL('../contenders/lentLayers.worker.ts', import.meta.url), { type: 'module', name }),
  nanogpt: (name: string) =>
    new Worker(new URL('../contenders/nanogpt.worker.ts', import.meta.url), { type: 'module', name }),
  jax: (name: string) => new Worker(new URL('../contenders/jax.worker.ts', import.meta.url), { type: 'module', name }),
} as const

export type ContenderId = keyof typeof workers
