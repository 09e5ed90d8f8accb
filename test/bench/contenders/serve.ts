/** Puts a contender behind its worker's port, with one clock and the same counters for all. */
import { expose } from 'comlink'
import type { Contender, Remote } from './contender.ts'
import { countsNow, countsSince, memoryNow, settled } from './counters.ts'

export function serve(contender: Contender): void {
  const remote: Remote = {
    open: (backend, threads) => contender.open(backend, threads),
    async prepare(job) {
      const start = performance.now()
      const built = await contender.prepare(job)
      return { ...built, prepareMs: performance.now() - start }
    },
    async run(steps) {
      const before = countsNow()
      const start = performance.now()
      const losses = await contender.run(steps)
      await settled()
      return { ms: performance.now() - start, steps, losses, counts: countsSince(before) }
    },
    async judge() {
      const start = performance.now()
      const loss = await contender.judge?.()
      if (loss === undefined) throw new Error('internal: this contender is not judged')
      return { ms: performance.now() - start, loss }
    },
    memory: async () => ({ ...memoryNow(), tensorBytes: contender.tensorBytes() }),
  }
  expose(remote)
}
