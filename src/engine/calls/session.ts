/** Every call that the page may make, joined from groups that work at one bench. Runs in the worker, and in Node. */

import { holdingKeeper } from '../export/project/holdingKeeper.ts'
import { askCalls } from './askCalls.ts'
import { createBench, type Session, type Surroundings } from './engineContext.ts'
import { evaluationCalls } from './evaluationCalls.ts'
import { loadCalls } from './loadCalls.ts'
import { probeCalls } from './probeCalls.ts'
import { projectCalls } from './projectCalls.ts'
import { runCalls } from './runCalls.ts'
import { trainCalls } from './trainCalls.ts'

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
