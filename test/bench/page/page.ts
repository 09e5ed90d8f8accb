/** The bench's page, as the global `bench`: contenders in workers of their own, of which one computes at a time. */
import { type Remote as Comlinked, wrap } from 'comlink'
import type { Remote } from '../contenders/contender.ts'
import { type ContenderId, workers } from './workers.ts'

export interface BenchPage {
  /** Resolves to the contender's number. */
  start(id: ContenderId, threads: number): number
  call<Name extends keyof Remote>(
    contender: number,
    name: Name,
    values: Parameters<Remote[Name]>,
  ): Promise<Awaited<ReturnType<Remote[Name]>>>
  stop(contender: number): void
}

const live: { readonly worker: Worker; readonly remote: Comlinked<Remote>; readonly death: Promise<never> }[] = []

const bench: BenchPage = {
  start(id, threads) {
    const worker = workers[id](String(threads))
    const death = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => reject(new Error(event.message || `the worker of ${id} broke off`)))
    })
    death.catch(() => undefined)
    return live.push({ worker, remote: wrap<Remote>(worker), death }) - 1
  },
  async call(contender, name, values) {
    const found = live[contender]
    if (!found) throw new Error(`internal: there is no contender ${contender}`)
    const work = (found.remote[name] as unknown as (...given: unknown[]) => Promise<never>)(...values)
    return Promise.race([work, found.death])
  },
  stop: (contender) => live[contender]?.worker.terminate(),
}

Object.assign(globalThis, { bench })
