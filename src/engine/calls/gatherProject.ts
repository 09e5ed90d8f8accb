/** What goes into a project: the chosen runs, and what the newest of them, or else the context, stands on. */
import type { RunRecord } from '../../shared/domain/record.ts'
import type { Project, ProjectRun } from '../export/project/project.ts'
import type { FileSet } from '../storage/runRepository.ts'
import type { EngineContext } from './engineContext.ts'
import { keptDataOf, keptModelOf } from './newRecord.ts'

export interface Wanted {
  readonly runIds: readonly string[]
  /** Whether files of data come along; those of a dropped model always do. */
  readonly withData: boolean
}

export async function gatherProject(context: EngineContext, { runIds, withData }: Wanted): Promise<Project> {
  const runs = await chosenRuns(context, runIds)
  const about = aboutOf(context, newestOf(runs))
  const records = runs.map(({ record }) => record)
  const keys = new Set([about, ...records].flatMap((each) => keysOf(each, withData)))
  const files = new Map<string, FileSet>()
  for (const key of keys) {
    const found = await filesUnder(context, key)
    if (found) files.set(key, found)
  }
  return { ...about, name: about.dataName || 'Project', files, runs }
}

async function chosenRuns(
  { around: { repository }, data }: EngineContext,
  runIds: readonly string[],
): Promise<ProjectRun[]> {
  const runs: ProjectRun[] = []
  for (const id of new Set(runIds)) {
    const record = await repository.record(id)
    if (record) runs.push({ record: withOpenData(record, data), weights: await repository.part(id, 'weights') })
  }
  return runs
}

/** Data that were too large to keep may still be open, and can be saved. */
function withOpenData(record: RunRecord, open: EngineContext['data']): RunRecord {
  if (record.data || open?.dataset.fingerprint !== record.recipe.data.fingerprint) return record
  return { ...record, data: keptDataOf(open) }
}

function newestOf(runs: readonly ProjectRun[]): RunRecord | null {
  return runs.map(({ record }) => record).toSorted((a, b) => b.startedAt - a.startedAt)[0] ?? null
}

type About = Pick<Project, 'data' | 'dataName' | 'fingerprint' | 'model' | 'recipe'>

function aboutOf({ data: open, model: live, lastRun }: EngineContext, newest: RunRecord | null): About {
  const recipe = newest?.recipe ?? lastRun?.recipe ?? null
  const model = newest?.model ?? (live && keptModelOf(live))
  if (newest || (recipe && recipe.data.fingerprint !== open?.dataset.fingerprint)) {
    const { name = '', fingerprint = '' } = recipe?.data ?? {}
    return { data: newest?.data ?? null, dataName: name, fingerprint, model, recipe }
  }
  const { name = '', fingerprint = '' } = open?.dataset ?? {}
  return { data: open && keptDataOf(open), dataName: name, fingerprint, model, recipe }
}

function keysOf({ data, model }: Pick<Project, 'data' | 'model'>, withData: boolean): string[] {
  return [
    ...(withData && data?.request.kind === 'kept' ? [`data/${data.request.fingerprint}`] : []),
    ...(model?.kind === 'kept' ? [`model/${model.id}`] : []),
  ]
}

/** What is open need not be kept to be saved. */
async function filesUnder({ data, model, around }: EngineContext, key: string): Promise<FileSet | null> {
  if (data?.request.kind === 'files' && key === `data/${data.origin}`) return data.request
  if (model?.request.kind === 'folder' && key === `model/${model.summary.id}`)
    return { name: model.summary.title, files: model.request.files }
  return around.repository.readFiles(key)
}
