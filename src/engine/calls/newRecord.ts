/** The record of a run as it begins, from what stands on the context. */
import type { KeptData } from '../../shared/domain/data.ts'
import type { KeptModel } from '../../shared/domain/model.ts'
import { type RunRecord, recordVersion } from '../../shared/domain/record.ts'
import { emptyRunLog } from '../../shared/domain/runLog.ts'
import type { Calls } from '../../shared/wire/calls.ts'
import type { OpenModel } from '../models/openModel.ts'
import { type EngineContext, neededData, neededModel, type OpenData } from './engineContext.ts'

export function newRecord(
  context: EngineContext,
  { runId, recipe, fromAdapter, about = {} }: Calls['train']['parameters'],
  now: number,
): RunRecord {
  const model = neededModel(context)
  const data = neededData(context)
  return {
    version: recordVersion,
    id: runId,
    recipe,
    task: recipe.task,
    modelTitle: model.summary.title,
    model: keptModelOf(model),
    // Files are named once they are kept.
    data: data.request.kind === 'files' ? null : keptDataOf(data),
    startedAt: now,
    changedAt: now,
    status: 'running',
    log: emptyRunLog,
    ...{ result: null, error: null, checkpoint: null, weights: false },
    ...{ tags: about.tags ?? [], note: '', testViews: 0, temperature: 1 },
    comparison: about.comparison ?? null,
    ...(fromAdapter && { continued: { sites: context.adapter?.options.sites ?? null } }),
  }
}

export function keptDataOf({ request, columns, edits, origin }: OpenData): KeptData {
  return { request: request.kind === 'files' ? { kind: 'kept', fingerprint: origin } : request, columns, edits }
}

/** Dropped files are stored under an id that follows from their bytes. */
export function keptModelOf({ request, summary }: OpenModel): KeptModel {
  return request.kind === 'folder' || request.kind === 'files' ? { kind: 'kept', id: summary.id } : request
}
