/** Every call that the page may make, joined from groups that work at one bench. Runs in the worker, and in Node. */
import { createBench, type Session, type Surroundings } from './bench.ts'
import { askCalls } from './calls/askCalls.ts'
import { evaluationCalls } from './calls/evaluationCalls.ts'
import { loadCalls } from './calls/loadCalls.ts'
import { probeCalls } from './calls/probeCalls.ts'
import { projectCalls } from './calls/projectCalls.ts'
import { runCalls } from './calls/runCalls.ts'
import { trainCalls } from './calls/trainCalls.ts'
import { holdingKeeper } from './project/holdingKeeper.ts'

export function createSession(around: Surroundings): Session {
  const bench = createBench({ ...around, keeper: holdingKeeper(around.keeper) })
  return {
    ...loadCalls(bench),
    ...probeCalls(bench),
    ...trainCalls(bench),
    ...runCalls(bench),
    ...projectCalls(bench),
    ...evaluationCalls(bench),
    ...askCalls(bench),
  }
}
