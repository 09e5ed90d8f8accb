/**
 * What a run taught, apart from the network that it was taught to: an adapter as Python's peft loads it, or, where peft
 * has no place for it, the studio's own file. Both come with the names of the classes and a page that says how to go on.
 */

import { methodEngines } from '../../../methods/engines.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import { adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { type Adapter, adapted } from '../../tuning/adapted.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import { exportRefused } from '../exportRefused.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import { taskFiles } from '../weights/taskFiles.ts'
import { readsOtherwise, templateFile, tokenizerFiles } from '../weights/textFiles.ts'
import { adapterCard } from './adapterCard.ts'
import { ownAdapterFiles } from './ownAdapter.ts'
import { peftConfig } from './peftConfig.ts'
import { peftRefusal } from './peftRefusal.ts'
import { peftTensors } from './peftTensors.ts'
import { firstOfPeft } from './readPeftConfig.ts'

export const { settings: peftConfigName, tensors: peftWeightsName } = adapterFormats.peft

/** Null where the trunk began at random, or where its own weights changed and nothing stands beside them: those go out as a merged checkpoint. */
export async function exportAdapter(tuned: TunedModel): Promise<ExportedFile[] | null> {
  const adapter = adapterOf(tuned)
  if (!adapter || tuned.random) return null
  const refusal = peftRefusal(tuned, adapter)
  if (refusal !== null && adapter.values.size === 0) return null
  const files = refusal === null ? await peftFiles(tuned, adapter) : await ownAdapterFiles(tuned, adapter)
  const card = new Blob([adapterCard(tuned, adapter, refusal)], { type: formats.markdown.mediaType })
  const { labels, text, model } = tuned
  const { input } = model.trunk
  const typed = input.kind === 'text' && input.tokenTypes === true
  return [
    ...files,
    ...(text && readsOtherwise(text, tuned)
      ? [...tokenizerFiles(text, tuned, typed), ...templateFile(text, tuned)]
      : []),
    { name: 'README.md', blob: card },
    ...(labels.length > 0 ? [{ name: 'labels.json', blob: jsonBlob(labels) }] : []),
    ...taskFiles(tuned, firstOfPeft(taskCard(tuned.task).huggingFace.peftTaskType)?.id),
  ]
}

/** The same, where a person asked for an adapter and nothing else. @throws ThawError `export-refused` where there is none. */
export async function neededAdapter(tuned: TunedModel): Promise<ExportedFile[]> {
  const files = await exportAdapter(tuned)
  if (files) return files
  if (!tuned.random) throw exportRefused('adapter')
  throw new ThawError('export-refused', 'adapterOnRandomWeights')
}

/** What changed in the trunk's own weights may be an adapter to peft all the same, as tuned norms are. */
function adapterOf({ adapter, method, model }: TunedModel): Adapter | null {
  if (adapter || !method || !methodPefts[method.id].adapter) return adapter
  return { options: method, attachment: methodEngines[method.id].attach(model.trunk, method), values: new Map() }
}

async function peftFiles(tuned: TunedModel, adapter: Adapter): Promise<ExportedFile[]> {
  const { options, attachment } = adapter
  const { adapter: peft } = methodPefts[options.id]
  if (!peft) throw new Error(`internal: peft has no type for "${options.id}"`)
  const { weight } = adapted(tuned.model, adapter)
  const tensors = await peftTensors(tuned, peft, { options, attachment, weight })
  for (const block of tuned.model.trunk.blocks) tuned.model.rest(block)
  const parts = safetensorsParts(tensors, { format: 'pt' })
  return [
    { name: peftWeightsName, blob: new Blob(parts as Uint8Array<ArrayBuffer>[]) },
    { name: peftConfigName, blob: jsonBlob(peftConfig(tuned, peft, adapter)) },
  ]
}
