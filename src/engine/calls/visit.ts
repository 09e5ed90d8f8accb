/** Notes what stands, so that whoever opens the page again finds it; files that a person brought are stored for that. */
import { parseModelReference } from '../../shared/catalog/modelReference.ts'
import { modelCard } from '../../shared/catalog/models.ts'
import type { KeptData } from '../../shared/domain/data.ts'
import type { HubDataset } from '../../shared/domain/hubDataset.ts'
import type { KeptModel } from '../../shared/domain/model.ts'
import type { Visit } from '../../shared/domain/record.ts'
import { storedDatasets } from '../data/hub/datasetStore.ts'
import type { BlobStore } from '../storage/blobStore.ts'
import { storedModels } from '../weights/modelFileCache.ts'
import type { EngineContext } from './engineContext.ts'
import { keptDataOf, keptModelOf } from './newRecord.ts'
import { saveDataFiles, saveModelFolder } from './origins.ts'

export async function keepVisit(context: EngineContext, runId: string | null): Promise<void> {
  const data = await dataOf(context)
  const model = await modelOf(context)
  await context.around.repository.writeVisit({ data, model, runId })
}

/** What of it can be had again without a download: nobody asked for one. */
export async function lastVisit({ around }: EngineContext): Promise<Visit | null> {
  const noted = await around.repository.visit()
  const { request } = noted?.data ?? {}
  const gone = request?.kind === 'hub' && !(await isKept(request, around.store))
  const visit = noted && gone ? { ...noted, data: null } : noted
  if (!visit?.model) return visit
  return (await isHere(visit.model, around.store)) ? visit : { ...visit, model: null }
}

async function isKept({ repository }: HubDataset, store: BlobStore): Promise<boolean> {
  return (await storedDatasets(store)).some((kept) => kept.repository === repository)
}

async function isHere(model: KeptModel, store: BlobStore): Promise<boolean> {
  if (model.kind === 'kept') return true
  const id = model.kind === 'catalog' ? model.id : parseModelReference(model.text).id
  if (modelCard(id)?.source.kind === 'site') return true
  return (await storedModels(store)).some((stored) => stored.id === id)
}

async function dataOf({ data, around }: EngineContext): Promise<KeptData | null> {
  return data && (await saveDataFiles(data, around.repository)) ? keptDataOf(data) : null
}

async function modelOf({ model, around }: EngineContext): Promise<KeptModel | null> {
  return model && (await saveModelFolder(model, around.repository)) ? keptModelOf(model) : null
}
