import type { EngineWorker } from './engineLife.ts'

/** Starts the engine's worker. The only line of the page that constructs one. */
export function createWorker(): EngineWorker {
  return new Worker(new URL('../../engine/worker.ts', import.meta.url), { type: 'module', name: 'engine' })
}
