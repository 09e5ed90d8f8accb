/** The last run as a Python project. */
import { parseModelReference } from '../../../shared/catalog/modelReference.ts'
import { type ModelSource, modelCard } from '../../../shared/catalog/models.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { ModelRequest } from '../../../shared/domain/model.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { LastRun } from '../../run/lastRun.ts'
import type { Planned } from '../exporter.ts'
import { exportRefused } from '../exportRefused.ts'
import { refuseTask } from '../refuseTask.ts'
import { pythonProject } from './pythonProject.ts'
import { firstLines } from './readme.ts'
import { refuse } from './refusals.ts'

/** @throws ThawError `export-refused` where no run stands, or Python has no such run. */
export async function projectOf(run: LastRun | null): Promise<ExportedFile[]> {
  const { recipe, dataset, model, startFrom } = repeatable(run)
  const { live, text, request } = model
  const published = publishedAt(request, recipe.model.revision)
  return pythonProject({ recipe, dataset, model: live, text, published, ...(startFrom && { startFrom }) })
}

/** Its size follows from what training begins with, which takes time to make. @throws ThawError as `projectOf` does. */
export function planProject(run: LastRun | null): Planned {
  const { recipe, model, startFrom } = repeatable(run)
  refuse(recipe, model.live.trunk, startFrom !== undefined)
  return { bytes: null, readme: firstLines }
}

function repeatable(run: LastRun | null): LastRun {
  if (!run) throw exportRefused('python')
  refuseTask(run.recipe.task, 'python')
  if (run.startLost) throw new ThawError('export-refused', 'runStartLost')
  return run
}

/**
 * Where on the Hugging Face Hub the weights lie, at the commit that the run began with, where that is known; null where
 * the project must bring them along.
 */
function publishedAt(
  request: ModelRequest,
  commit: string,
): { readonly repository: string; readonly revision: string } | null {
  const source = sourceOf(request)
  if (source?.kind !== 'hugging-face') return null
  return { repository: source.repository, revision: /^[0-9a-f]{40}$/.test(commit) ? commit : source.revision }
}

function sourceOf(request: ModelRequest): ModelSource | undefined {
  if (request.kind === 'catalog') return modelCard(request.id)?.source
  return request.kind === 'reference' ? parseModelReference(request.text).source : undefined
}
