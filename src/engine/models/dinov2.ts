/**
 * DINOv2 (Oquab et al. 2023) in the Hugging Face layout: layer scale, and positions trained on a finer grid than the
 * pictures usually have, resized bicubically. The classifier reads the first token beside the mean of the patches.
 * Reference: transformers `modeling_dinov2.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { plainFacts } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { imageNet, readPreprocessing } from './preprocessor.ts'
import { epsilon } from './readConfig.ts'
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

const schema = v.looseObject({
  model_type: v.literal('dinov2'),
  ...transformerFields,
  patch_size: v.optional(square, 14),
  mlp_ratio: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(64)), 4),
  layer_norm_eps: v.optional(epsilon, 1e-6),
  use_swiglu_ffn: v.optional(v.literal(false, 'the gated layers of the largest DINOv2 are not supported'), false),
})

const parts: VisionTransformer['parts'] = {
  norms: ['norm1', 'norm2'],
  dense: ['mlp.fc1', 'mlp.fc2'],
  scales: ['layer_scale1.lambda1', 'layer_scale2.lambda1'],
}

export const dinov2: Family = {
  id: 'dinov2',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('dinov2') }), config),
  rename: transformerNames('dinov2', attentionNames),
  readTrunk({ config: rawConfig, preprocessor }) {
    const config = readTransformer(schema, rawConfig, 'DINOv2')
    const width = config.hidden_size
    const model: VisionTransformer = {
      prefix: 'dinov2',
      width,
      heads: config.num_attention_heads,
      layers: config.num_hidden_layers,
      inner: Math.floor(width * config.mlp_ratio),
      patch: config.patch_size,
      grid: Math.floor(config.image_size / config.patch_size),
      qkvBias: config.qkv_bias,
      tokens: ['cls_token'],
      read: 'all',
      parts,
    }
    const standard = { size: 224, cropShare: 0.875, resample: 'bicubic', ...imageNet } as const
    return {
      family: 'dinov2',
      naming,
      normEpsilon: config.layer_norm_eps,
      input: { kind: 'image', preprocessing: readPreprocessing(preprocessor, standard) },
      blocks: transformerBlocks(model),
      pool: (_f, x) => tf.concat([firstToken(x as tf.Tensor3D), patchMean(x)], 1),
      featureSize: 2 * width,
      classifier: linearClassifier(naming, 'classifier', 2 * width),
      nextToken: null,
      config: (labels) => ({
        ...config,
        architectures: ['Dinov2ForImageClassification'],
        ...labelMaps(labels ?? []),
      }),
      huggingFace: {
        ...plainFacts,
        attentionHeads: config.num_attention_heads,
        renamedIn5: attentionNames,
        unread: { 'dinov2.embeddings.mask_token': [1, width] },
      },
    }
  },
}

/** [batch, 1 + patches, width] → [batch, width] */
function patchMean(x: tf.Tensor): tf.Tensor2D {
  const [batch, tokens, width] = x.shape as [number, number, number]
  return tf.mean(tf.slice(x, [0, 1, 0], [batch, tokens - 1, width]), 1)
}
