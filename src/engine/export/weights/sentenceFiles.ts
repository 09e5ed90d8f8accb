/**
 * The files by which sentence-transformers reads a network with a classifier of ours: how many tokens, how they become
 * one vector, and the head as its Dense layers, whose output are the logits. Its loader needs no program of ours.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { OwnClassifier } from '../../models/ownClassifier.ts'
import { taskHead } from '../../models/taskHead.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { jsonBlob } from './jsonBlob.ts'
import modelingProgram from './modeling_thaw.py?raw'
import { storedTensor } from './storedTensor.ts'

export const modelingName = 'modeling_thaw.py'

/** modeling_thaw.py, which config.json names as the class to load by. */
export function modelingFile(): ExportedFile {
  return { name: modelingName, blob: new Blob([modelingProgram], { type: formats.text.mediaType }) }
}

export async function sentenceFiles(tuned: TunedModel, own: OwnClassifier): Promise<ExportedFile[]> {
  const width = tuned.model.trunk.featureSize
  const modules = [
    module(0, '', 'Transformer'),
    module(1, '1_Pooling', 'Pooling'),
    ...own.layers.map((_, index) => module(index + 2, densePath(index), 'Dense')),
  ]
  const dense = await Promise.all(own.layers.map((layer, index) => denseFiles(tuned, layer, densePath(index))))
  return [
    { name: 'modules.json', blob: jsonBlob(modules) },
    { name: 'sentence_bert_config.json', blob: jsonBlob(transformerConfig(tuned, own)) },
    { name: '1_Pooling/config.json', blob: jsonBlob(poolingConfig(own.pooling, width)) },
    ...dense.flat(),
  ]
}

function transformerConfig({ maxTokens }: TunedModel, { trunkArguments }: OwnClassifier): Record<string, unknown> {
  const given = Object.keys(trunkArguments).length > 0 ? { model_args: trunkArguments } : {}
  return { max_seq_length: maxTokens, do_lower_case: false, ...given }
}

function module(index: number, path: string, kind: string) {
  return { idx: index, name: String(index), path, type: `sentence_transformers.models.${kind}` }
}

function densePath(index: number): string {
  return `${index + 2}_Dense`
}

function poolingConfig(pooling: OwnClassifier['pooling'], width: number): Record<string, unknown> {
  const modes = { cls_token: 'first', mean_tokens: 'mean', max_tokens: 'max', mean_sqrt_len_tokens: null } as const
  return {
    word_embedding_dimension: width,
    ...Object.fromEntries(Object.entries(modes).map(([mode, of]) => [`pooling_mode_${mode}`, of === pooling])),
  }
}

/** One linear layer of the head, by sentence-transformers' names. */
async function denseFiles(
  { model: { trunk }, task, labels, head }: TunedModel,
  { site, activation }: OwnClassifier['layers'][number],
  path: string,
): Promise<ExportedFile[]> {
  const specs = taskHead(trunk, task, labels.length).filter(({ name }) => name.startsWith(`${site}.`))
  const tensors = await Promise.all(
    specs.map(async (spec): Promise<[string, StoredTensor]> => {
      return [`linear${spec.name.slice(site.length)}`, await storedTensor(spec, head.get(spec.name) as tf.Tensor)]
    }),
  )
  const [outputs = 0, inputs = 0] = tensors.find(([name]) => name === 'linear.weight')?.[1].shape ?? []
  const parts = safetensorsParts(tensors, { format: 'pt' })
  const config = { in_features: inputs, out_features: outputs, bias: tensors.length > 1 }
  return [
    { name: `${path}/config.json`, blob: jsonBlob({ ...config, activation_function: torchNames[activation] }) },
    { name: `${path}/model.safetensors`, blob: new Blob(parts as Uint8Array<ArrayBuffer>[]) },
  ]
}

const torchNames = {
  identity: 'torch.nn.modules.linear.Identity',
  relu: 'torch.nn.modules.activation.ReLU',
  tanh: 'torch.nn.modules.activation.Tanh',
} as const
