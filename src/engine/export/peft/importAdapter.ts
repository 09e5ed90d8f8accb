/**
 * An adapter that Python's peft made, or that the studio exported, read for a given network: where it is attached, and
 * its numbers by the engine's names. A run can start from it (`startFrom`), and a tuned model can be made of it.
 */
import * as tf from '@tensorflow/tfjs-core'
import { methodEngines } from '../../../methods/engines.ts'
import type { AdapterFormatId } from '../../../shared/catalog/adapterFormats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { LiveModel } from '../../models/liveModel.ts'
import { modelForTask, trunkForTask } from '../../models/modelForTask.ts'
import type { ModelText } from '../../models/modelText.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { ParameterSpec } from '../../nn/parameters.ts'
import { adapterFault } from '../../tuning/adapterFault.ts'
import type { Attachment } from '../../tuning/method.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { readAdapterFiles } from './adapterFiles.ts'
import type { ReadAdapter } from './readAdapter.ts'
import { readOwnAdapter } from './readOwnAdapter.ts'
import { readPeftAdapter } from './readPeftAdapter.ts'

export interface ImportedAdapter extends ReadAdapter {
  readonly task: TaskId
  readonly attachment: Attachment
  /** One for each class; "class 1" and so on where the files do not name them. */
  readonly labels: readonly string[]
  /** Texts are cut at this many tokens; absent where the files do not say. */
  readonly maxTokens?: number
  /** What the answers need beside the weights; absent where nothing is. */
  readonly constants?: NonNullable<TunedModel['constants']>
}

/** @throws ThawError `adapter-invalid` naming the key and the two shapes where it belongs to another network. */
export async function importAdapter(files: readonly NamedFile[], trunk: Trunk): Promise<ImportedAdapter> {
  const { kind, config, tensors, labels, thawTask, notices } = await readAdapterFiles(files)
  const read = readers[kind](config, tensors, trunk, thawTask?.task ?? null)
  const { constants, maxTokens } = thawTask ?? {}
  if (labels && labels.length !== read.classes)
    throw adapterFault(notice('adapterLabelsOther', { names: labels.length, classes: read.classes }))
  return {
    ...read,
    notices: [...notices, ...read.notices],
    task: read.options.task,
    attachment: methodEngines[read.options.id].attach(trunkForTask(trunk, read.options.task), read.options),
    ...(constants && { constants }),
    ...(maxTokens !== undefined && { maxTokens }),
    labels:
      labels ??
      Array.from({ length: taskCard(read.options.task).fewestNames > 0 ? read.classes : 0 }, (_, index) =>
        autoName(index),
      ),
  }
}

/** @param told the task that the files name; null where they do not. */
type AdapterReader = (
  config: unknown,
  tensors: ReadonlyMap<string, StoredTensor>,
  trunk: Trunk,
  told: TaskId | null,
) => ReadAdapter

const readers: Record<AdapterFormatId, AdapterReader> = { own: readOwnAdapter, peft: readPeftAdapter }

function autoName(index: number): string {
  return `class ${index + 1}`
}

/** Whether the files did not name the class that stands here. */
export function autoNamed(label: string, index: number): boolean {
  return label === autoName(index)
}

/**
 * The start of a run that continues from this adapter: its `startFrom`. A head that predicts numbers answers in the unit
 * of the data that it learned, where a run learns standardised ones: it begins anew.
 */
export function startOf({ values, head, options }: ImportedAdapter) {
  const begun = taskCard(options.task).target === 'number' ? [] : head
  return { values: new Map([...values, ...begun]), ...(options.sites && { sites: options.sites }) }
}

/** A model that answers with the adapter in place; `began` stays as it is. The caller disposes of what it gets. */
export function tunedFromAdapter(imported: ImportedAdapter, began: LiveModel, text: ModelText | null): TunedModel {
  const { task, options, attachment, values, labels, base, constants } = imported
  const limit = imported.maxTokens ?? Number.POSITIVE_INFINITY
  const model = modelForTask(began, task)
  const { input, blocks } = model.trunk
  const fewest = taskCard(task).fewestNames
  if (labels.length < fewest) throw adapterFault(notice('adapterClassesTooFew', { classes: labels.length, fewest }))
  const made = (specs: readonly ParameterSpec[], from: ReadonlyMap<string, Float32Array>) =>
    new Map(specs.map((spec) => [spec.name, tf.tensor(from.get(spec.name) as Float32Array, [...spec.shape])]))
  const fork = model.fork()
  const own = blocks.flatMap((block) => block.parameters).filter(({ name }) => values.has(name))
  for (const [name, tensor] of made(own, values)) fork.put(name, tensor)
  return {
    ...{ task, labels, text, model: fork, method: options },
    head: made(taskHead(model.trunk, task, labels.length), imported.head),
    adapter: attachment.added.length > 0 ? { options, attachment, values: made(attachment.added, values) } : null,
    maxTokens: input.kind === 'text' ? Math.min(input.maxTokens - attachment.virtualTokens, limit) : 0,
    ...(base && { base }),
    ...(constants && { constants }),
  }
}
