/**
 * ViT (Dosovitskiy et al. 2020) and DeiT (Touvron et al. 2020) in the Hugging Face layout. Most DeiT files call
 * themselves ViT; the distilled ones have a second token, which attends and is read by no classifier of ours.
 * References: transformers `modeling_vit.py`, `modeling_deit.py`.
 */
import type * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { plainFacts, type Renaming } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { half, imageNet, readPreprocessing } from './preprocessor.ts'
import { epsilon, whole } from './readConfig.ts'
import { firstToken } from './tokensRead.ts'
import type { Family } from './trunk.ts'
import { naming, transformerBlocks, type VisionTransformer } from './visionTransformer.ts'
import {
  attentionNames,
  readTransformer,
  square,
  transformerFields,
  transformerNames,
} from './visionTransformerFiles.ts'

const fields = {
  ...transformerFields,
  patch_size: v.optional(square, 16),
  intermediate_size: v.optional(whole(131072), 3072),
  layer_norm_eps: v.optional(epsilon, 1e-12),
}

const parts: VisionTransformer['parts'] = {
  norms: ['layernorm_before', 'layernorm_after'],
  dense: ['intermediate.dense', 'output.dense'],
  scales: null,
}

const newNames: Renaming = [
  ['encoder.layer', 'layers'],
  ...attentionNames,
  ['intermediate.dense', 'mlp.fc1'],
  ['output.dense', 'mlp.fc2'],
]

export const vit = family({
  id: 'vit',
  title: 'ViT',
  tokens: ['cls_token'],
  standard: { cropShare: 1, resample: 'bilinear', ...half },
})

export const deit = family({
  id: 'deit',
  title: 'DeiT',
  tokens: ['cls_token', 'distillation_token'],
  standard: { cropShare: 0.875, resample: 'bicubic', ...imageNet },
})

interface Variant {
  /** The model_type, and the name of the trunk's module. */
  readonly id: 'vit' | 'deit'
  readonly title: string
  readonly tokens: readonly string[]
  readonly standard: Omit<Parameters<typeof readPreprocessing>[1], 'size'>
}

function family({ id, title, tokens, standard }: Variant): Family {
  const schema = v.looseObject({ model_type: v.literal(id), ...fields })
  return {
    id,
    recognises: (config) => v.is(v.looseObject({ model_type: v.literal(id) }), config),
    rename: transformerNames(id, newNames),
    readTrunk({ config: rawConfig, preprocessor }) {
      const config = readTransformer(schema, rawConfig, title)
      const width = config.hidden_size
      const model: VisionTransformer = {
        prefix: id,
        width,
        heads: config.num_attention_heads,
        layers: config.num_hidden_layers,
        inner: config.intermediate_size,
        patch: config.patch_size,
        grid: Math.floor(config.image_size / config.patch_size),
        qkvBias: config.qkv_bias,
        tokens,
        read: 'first',
        parts,
      }
      const preprocessing = readPreprocessing(preprocessor, { ...standard, size: config.image_size })
      return {
        family: id,
        naming,
        normEpsilon: config.layer_norm_eps,
        input: { kind: 'image', preprocessing },
        blocks: transformerBlocks(model),
        pool: (_f, x) => firstToken(x as tf.Tensor3D),
        featureSize: width,
        classifier: linearClassifier(naming, 'classifier', width),
        nextToken: null,
        config: (labels) => ({
          ...config,
          architectures: [`${title}ForImageClassification`],
          ...labelMaps(labels ?? []),
        }),
        huggingFace: {
          ...plainFacts,
          attentionHeads: config.num_attention_heads,
          renamedIn5: newNames,
          interpolates: config.image_size !== preprocessing.size,
        },
      }
    },
  }
}
