/** Puts a project that was read whole into the repository, and tells what can be gone on with. */
import { galleryRequest } from '../../../shared/catalog/models.ts'
import type { KeptModel } from '../../../shared/domain/model.ts'
import type { ProjectContents, RunRecord } from '../../../shared/domain/record.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import type { RunRepository } from '../../storage/runRepository.ts'
import type { Project, ProjectRun } from './project.ts'

export async function settleProject(project: Project, repository: RunRepository): Promise<ProjectContents> {
  const { name, data, dataName, fingerprint, model, recipe, files, runs } = project
  const unkept: string[] = []
  for (const [key, each] of files) if (!(await repository.saveFiles(key, each))) unkept.push(each.name)
  const settled: Settled[] = []
  for (const run of runs) settled.push(await settleRun(run, repository))
  const listing = await repository.listing()
  const ids = new Set(runs.map(({ record }) => record.id))
  const isHere = async (key: string) => (await repository.readFiles(key)) !== null
  const withData = data?.request.kind !== 'kept' || (await isHere(`data/${data.request.fingerprint}`))
  const withModel = model?.kind !== 'kept' || (await isHere(`model/${model.id}`))
  return {
    ...{ name, dataName, fingerprint, recipe },
    data: withData ? data : null,
    model: withModel ? atRevision(model, recipe) : null,
    runs: { runs: listing.runs.filter(({ id }) => ids.has(id)), newer: 0 },
    warnings: [...unkept.map((name) => notice('filesWithoutRoom', { name })), ...runWarnings(settled)],
  }
}

/** The model as the recipe has it: an embedded one may have been renewed since. */
function atRevision(model: KeptModel | null, recipe: Recipe | null): KeptModel | null {
  return model?.kind === 'catalog' && recipe ? galleryRequest(model.id, recipe.model.revision) : model
}

type Settled = 'kept' | 'known' | 'without weights' | 'refused'

/** A run that is here already stays as it is here: it may have been gone on with. */
async function settleRun({ record, weights }: ProjectRun, repository: RunRepository): Promise<Settled> {
  const { id } = record
  if (await repository.record(id)) return 'known'
  const bytes = weights && new Uint8Array(await weights.arrayBuffer())
  const kept = bytes !== null && (await repository.writePart(id, 'weights', bytes))
  if (!(await repository.writeRecord(arrived(record, kept)))) return 'refused'
  return weights && !kept ? 'without weights' : 'kept'
}

/** A project holds no checkpoints: what had not come to its end there cannot be gone on with here. */
function arrived(record: RunRecord, weights: boolean): RunRecord {
  const status = record.status === 'running' ? 'stopped' : record.status
  return { ...record, status, weights, checkpoint: null }
}

function runWarnings(settled: readonly Settled[]): Message[] {
  const told = (what: Settled, key: 'runsHereAlready' | 'runsWithoutWeights' | 'runsNotKept') => {
    const runs = settled.filter((each) => each === what).length
    return runs > 0 ? [notice(key, { runs })] : []
  }
  return [
    ...told('known', 'runsHereAlready'),
    ...told('without weights', 'runsWithoutWeights'),
    ...told('refused', 'runsNotKept'),
  ]
}
