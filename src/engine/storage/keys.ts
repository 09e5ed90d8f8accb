/** What runs are kept under in their store. */
import type { RunRecord, Visit } from '../../shared/domain/record.ts'
import type { RunPart } from './runRepository.ts'

/** The runs that are to go with the next visit: a list of ids, JSON. */
export const removedKey = 'removed'

export function runKey(runId: string, part: 'record' | RunPart): string {
  return `run/${runId}/${part}`
}

/** Null for what is not of a run. */
export function runOfKey(key: string): string | null {
  return /^run\/([^/]+)\//.exec(key)?.[1] ?? null
}

/** What stood in the last visit, JSON. */
export const visitKey = 'visit'

/** The files that a run or a visit stands on: its data, its model's folder. */
export function filesUnder({ data, model }: Pick<RunRecord, 'data' | 'model'> | Visit): readonly string[] {
  return [
    ...(data?.request.kind === 'kept' ? [`data/${data.request.fingerprint}`] : []),
    ...(model?.kind === 'kept' ? [`model/${model.id}`] : []),
  ]
}

export function isFilesKey(key: string): boolean {
  return key.startsWith('data/') || key.startsWith('model/')
}
