/** Starts the engine's worker. The only file of the page that constructs one. */
import type { EngineWorker } from './engineLife.ts'

/** A worker that was started before anyone could ask for it. */
let early: EngineWorker | null = null

/** Has the engine fetched while the page itself still is; the first `createWorker` gives it out. */
export function startWorkerEarly(): void {
  const worker = construct()
  // Nobody listens yet: one that fails now is followed by another, whose errors are heard.
  worker.addEventListener('error', () => {
    if (early === worker) early = null
  })
  early = worker
}

export function createWorker(): EngineWorker {
  const worker = early ?? construct()
  early = null
  return worker
}

function construct(): EngineWorker {
  return new Worker(new URL('../../engine/worker.ts', import.meta.url), { type: 'module', name: 'engine' })
}
