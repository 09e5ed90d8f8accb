/** model.safetensors with the trunk and the head merged, and the files that say how to use it. */

import type * as tf from '@tensorflow/tfjs-core'
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { claimingTask, type TunedModel } from '../../inference/tunedModel.ts'
import { type OwnClassifier, ownClassifierFields } from '../../models/ownClassifier.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Trunk } from '../../models/trunk.ts'
import { sizeOf } from '../../nn/parameters.ts'
import { adapted } from '../../tuning/adapted.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import { elementBytes, type StoredTensor } from '../../weights/tensorFile.ts'
import { maxTokensField } from '../../weights/tokenLimit.ts'
import { exportRefused } from '../exportRefused.ts'
import { configBlob, jsonBlob } from './jsonBlob.ts'
import { modelReadme } from './modelReadme.ts'
import { preprocessorConfig } from './preprocessorConfig.ts'
import { modelingFile, sentenceFiles } from './sentenceFiles.ts'
import { storedTensor } from './storedTensor.ts'
import { taskFiles } from './taskFiles.ts'
import { cutAt, templateFile, tokenizerFiles } from './textFiles.ts'

export async function exportFiles(tuned: TunedModel): Promise<ExportedFile[]> {
  const { task, model, labels, text } = tuned
  const { trunk } = model
  const { input, huggingFace } = trunk
  const own = taskCard(task).headed ? huggingFace.ownClassifier : undefined
  const config = configOf(tuned, own)
  const weights = safetensorsParts(await tensorsOf(tuned), { format: 'pt' })
  const files: ExportedFile[] = [
    { name: 'model.safetensors', blob: new Blob(weights as Uint8Array<ArrayBuffer>[]) },
    { name: 'config.json', blob: configBlob(asWritten(config)) },
    { name: 'README.md', blob: new Blob([modelReadme(tuned, own)], { type: formats.markdown.mediaType }) },
  ]
  if (input.kind === 'image')
    files.push({ name: 'preprocessor_config.json', blob: jsonBlob(preprocessorConfig(input.preprocessing)) })
  const typed = input.kind === 'text' && input.tokenTypes === true
  if (text) files.push(...tokenizerFiles(text, tuned, typed), ...templateFile(text, tuned))
  if (labels.length > 0) files.push({ name: 'labels.json', blob: jsonBlob(labels) })
  if (own) files.push(modelingFile(), ...(await sentenceFiles(tuned, own)))
  return [...files, ...taskFiles(tuned, taskOfFiles(tuned, config))]
}

/** Of trunk and head, by the published names. */
async function tensorsOf(tuned: TunedModel): Promise<[string, StoredTensor][]> {
  const { task, model, head, labels } = tuned
  const tensors: [string, StoredTensor][] = []
  const merged = mergedWeights(tuned)
  for (const block of model.trunk.blocks) {
    for (const spec of block.parameters)
      tensors.push([spec.name, await storedTensor(spec, merged.get(spec.name) ?? model.weight(spec.name))])
    model.rest(block)
  }
  for (const tensor of merged.values()) tensor.dispose()
  for (const spec of taskHead(model.trunk, task, labels.length))
    tensors.push([spec.name, await storedTensor(spec, head.get(spec.name) as tf.Tensor)])
  return [...tensors, ...unreadTensors(model.trunk)]
}

/** What transformers would otherwise warn of as missing: counters of its batch norms, and what no answer depends on. */
function unreadTensors({ blocks, huggingFace }: Trunk): [string, StoredTensor][] {
  const statistics = blocks.flatMap(({ parameters }) => parameters.filter(({ name }) => name.endsWith('.running_mean')))
  const counters = statistics.map(({ name }): [string, StoredTensor] => {
    return [name.replace(/\.running_mean$/, '.num_batches_tracked'), zeros('I64', [])]
  })
  const others = Object.entries(huggingFace.unread ?? {})
  return [...counters, ...others.map(([name, shape]): [string, StoredTensor] => [name, zeros('F32', shape)])]
}

function zeros(dtype: 'I64' | 'F32', shape: readonly number[]): StoredTensor {
  return { dtype, shape, bytes: new Uint8Array(sizeOf(shape) * elementBytes[dtype]) }
}

/** The task of a whole model by what its files say: pairs look like single texts, and a published writer may name classes. */
function taskOfFiles({ model: { trunk }, labels }: TunedModel, config: unknown): TaskId | undefined {
  const { id2label } = config as { readonly id2label?: object }
  const names = labels.length > 0 ? labels.length : Object.keys(id2label ?? {}).length
  return claimingTask({ config, names }, { input: trunk.input.kind, continues: trunk.nextToken !== null })
}

/** The published configuration, with what the task's head is, how its answers are to be read, and where texts are cut. */
export function configOf(tuned: TunedModel, own?: OwnClassifier): Record<string, unknown> {
  const { task, model, labels, text } = tuned
  const { input } = model.trunk
  const { headed, outputs, huggingFace } = taskCard(task)
  // A number has no name; readers of the file count the labels.
  const names = labels.length > 0 ? labels : Array.from({ length: outputs(0) }, (_, index) => `LABEL_${index}`)
  // A published network may have been made for another kind of answers, cut elsewhere, or come with programs of its own.
  const all = model.trunk.config(headed ? names : null) as Record<string, unknown>
  const { problem_type: publishedProblem, auto_map: _, [maxTokensField]: __, ...config } = all
  const problem = headed ? huggingFace.problemType : publishedProblem
  const most = cutAt(tuned)
  const placedByPadding = input.kind === 'text' && input.placedByPadding === true
  return {
    ...config,
    ...(problem !== undefined && { problem_type: problem }),
    // By it transformers finds the last token of a padded text.
    ...(headed && text && !placedByPadding && { pad_token_id: text.tokenizer.padId }),
    ...(most !== null && { [maxTokensField]: most }),
    ...(own && ownClassifierFields(own)),
  }
}

/** What the adapter makes of the trunk's weights. @throws ThawError `export-refused` where no plain weights do the same. */
function mergedWeights({ model, adapter }: TunedModel): ReadonlyMap<string, tf.Tensor> {
  if (!adapter) return new Map()
  const { merge } = adapter.attachment
  if (merge) return merge(adapted(model, adapter).weight)
  throw exportRefused('weights')
}

/** The weights are written as float32, whatever type the published ones were of. */
function asWritten(config: Record<string, unknown>): unknown {
  const types = ['torch_dtype', 'dtype'].filter((key) => Object.hasOwn(config, key))
  return { ...config, ...Object.fromEntries(types.map((key) => [key, 'float32'])) }
}
