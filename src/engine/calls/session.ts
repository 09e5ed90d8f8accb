/** Every call that the page may make, joined from groups that work at one context. Runs in the worker, and in Node. */

import { holdingRepository } from '../export/project/holdingRepository.ts'
import { askCalls } from './askCalls.ts'
import { bulkCalls } from './bulkCalls.ts'
import { cleaningCalls } from './cleaningCalls.ts'
import { createEngineContext, type Session, type Surroundings } from './engineContext.ts'
import { evaluationCalls } from './evaluationCalls.ts'
import { exportCalls } from './exportCalls.ts'
import { hubCalls } from './hubCalls.ts'
import { loadCalls } from './loadCalls.ts'
import { probeCalls } from './probeCalls.ts'
import { projectCalls } from './projectCalls.ts'
import { runCalls } from './runCalls.ts'
import { tableCalls } from './tableCalls.ts'
import { trainCalls } from './trainCalls.ts'

export function createSession(around: Surroundings): Session {
  const context = createEngineContext({ ...around, repository: holdingRepository(around.repository) })
  return {
    ...loadCalls(context),
    ...hubCalls(context),
    ...probeCalls(context),
    ...trainCalls(context),
    ...runCalls(context),
    ...projectCalls(context),
    ...evaluationCalls(context),
    ...cleaningCalls(context),
    ...askCalls(context),
    ...exportCalls(context),
    ...bulkCalls(context),
    ...tableCalls(context),
  }
}
