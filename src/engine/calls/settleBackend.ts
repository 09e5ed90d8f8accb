/**
 * Where the person left it open what computes, a model may be faster on a backend that is taken on trial alone. The
 * page is told by an event, and measures of the model are those of the backend that computes.
 */
import type { BackendReport } from '../../shared/domain/backend.ts'
import { notice } from '../../shared/messages/say.ts'
import { fasterBackend, onTrialBefore, takeBackend } from '../backends/choose.ts'
import { blockTrial } from '../models/blockTrial.ts'
import type { OpenModel } from '../models/openModel.ts'
import { profileModel } from '../models/profile.ts'
import type { EngineContext } from './engineContext.ts'

/** Loads a model on the backend that was chosen without a trial, and settles on the one that is fastest with it. */
export async function onFastest(context: EngineContext, open: () => Promise<OpenModel>): Promise<OpenModel> {
  const { automatic } = context
  if (!automatic) return open()
  const before = context.backend
  try {
    if (before?.backend !== automatic.backend) await takeUp(context, automatic)
    return await settled(context, await open(), automatic)
  } finally {
    const { backend } = context
    if (backend && backend !== before) context.around.emit({ type: 'backend', report: backend })
  }
}

async function settled(context: EngineContext, opened: OpenModel, automatic: BackendReport): Promise<OpenModel> {
  if (onTrialBefore(automatic).length === 0) return opened
  const { live, summary } = opened
  try {
    // What they compute lies on the backend that is in use now.
    for (const kind of ['probe', 'examine', 'untouched'] as const) await context.end(kind)
    const time = await blockTrial(live, summary.blocks)
    if (!time) return opened
    const { emit, openers } = context.around
    emit({ type: 'progress', job: 'model', stage: notice('comparingBackends'), done: 0, total: 0, unit: 'steps' })
    context.backend = await fasterBackend(automatic, openers, time)
    if (context.backend.backend === automatic.backend) return opened
    return { ...opened, summary: { ...summary, blocks: await profileModel(live) } }
  } catch {
    // Nobody asked for a trial: a model that fails in one computes where it was loaded.
    await takeUp(context, automatic)
    return opened
  }
}

async function takeUp(context: EngineContext, report: BackendReport): Promise<void> {
  await takeBackend(report)
  context.backend = report
}
