/** The bench's networks, read by the studio's own families from configurations like the published ones. */

import * as tf from '@tensorflow/tfjs-core'
import { bert } from '../../../src/engine/models/bert.ts'
import { gpt2 } from '../../../src/engine/models/gpt.ts'
import { linearClassifier } from '../../../src/engine/models/linearClassifier.ts'
import { llama } from '../../../src/engine/models/llama.ts'
import { mobilenetV1 } from '../../../src/engine/models/mobilenetV1.ts'
import { resnet } from '../../../src/engine/models/resnet.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { vit } from '../../../src/engine/models/vit.ts'
import type { NetworkId } from './job.ts'
import { type BertShape, bertShapes, featureWidth, gptShape, passageTokens, smolConfig, vocabulary } from './shapes.ts'

const readers: Record<NetworkId, () => Trunk> = {
  'features-1024': featuresTrunk,
  'mobilenet-0.25-224': () => mobilenetTrunk(0.25),
  'bert-2x128': () => bertTrunk(bertShapes['bert-2x128']),
  'bert-6x384': () => bertTrunk(bertShapes['bert-6x384']),
  'bert-6x384-pooler': () => bertTrunk(bertShapes['bert-6x384'], 'cls'),
  'gpt-4x192': gptTrunk,
  'smollm2-135m': () => llama.readTrunk({ config: smolConfig, preprocessor: null, shapeOf: () => null }),
  'resnet18-64': () => resnetTrunk(64),
  'resnet18-224': () => resnetTrunk(224),
  'vit-tiny-224': () => vitTrunk(224),
  'vit-tiny-64': () => vitTrunk(64),
}

export function trunkOf(id: NetworkId): Trunk {
  return readers[id]()
}

export function bertConfig({ layers, width, heads, inner }: BertShape) {
  return {
    model_type: 'bert',
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: inner,
    max_position_embeddings: 512,
  }
}

function bertTrunk(shape: BertShape, pooling: 'mean' | 'cls' = 'mean'): Trunk {
  const config = { ...bertConfig(shape), thaw_pooling: pooling }
  return bert.readTrunk({ config, preprocessor: null, shapeOf: () => null })
}

function gptTrunk(): Trunk {
  const { layers, width, heads } = gptShape
  const config = {
    model_type: 'gpt2',
    vocab_size: vocabulary,
    n_positions: passageTokens,
    n_embd: width,
    n_layer: layers,
    n_head: heads,
    eos_token_id: 0,
  }
  return gpt2.readTrunk({ config, preprocessor: null, shapeOf: () => null })
}

export const resnetConfig = {
  model_type: 'resnet',
  embedding_size: 64,
  hidden_sizes: [64, 128, 256, 512],
  depths: [2, 2, 2, 2],
  layer_type: 'basic',
} as const

function resnetTrunk(size: number): Trunk {
  const preprocessor = { size: { shortest_edge: size }, crop_pct: 1, resample: 2 }
  return resnet.readTrunk({ config: resnetConfig, preprocessor, shapeOf: () => null })
}

/** ViT-Ti (Touvron et al. 2021) at patches of 16. */
function vitTrunk(size: number): Trunk {
  const config = {
    model_type: 'vit',
    hidden_size: 192,
    num_hidden_layers: 12,
    num_attention_heads: 3,
    intermediate_size: 768,
    image_size: size,
    patch_size: 16,
    layer_norm_eps: 1e-12,
    qkv_bias: true,
  }
  const preprocessor = { size: { height: size, width: size }, resample: 2 }
  return vit.readTrunk({ config, preprocessor, shapeOf: () => null })
}

/** Features that somebody else computed: one frozen block that gives them back. */
function featuresTrunk(): Trunk {
  const naming = 'keras'
  return {
    ...mobilenetTrunk(0.25),
    blocks: [{ name: 'given', label: 'given', parameters: [], forward: (_f, x) => tf.clone(x) }],
    pool: (_f, x) => x as tf.Tensor2D,
    featureSize: featureWidth,
    classifier: linearClassifier(naming, 'head', featureWidth),
  }
}

/** Outputs of the thirteen separable blocks at width 1 (Howard et al. 2017, table 1). */
const mobilenetOutputs = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024] as const

function mobilenetTrunk(width: number): Trunk {
  const shapes = mobilenetShapes(width)
  const config = { model_type: 'mobilenet_v1_keras', image_size: 224 }
  return mobilenetV1.readTrunk({ config, preprocessor: null, shapeOf: (name) => shapes.get(name) ?? null })
}

function mobilenetShapes(width: number): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([['conv1/kernel', [3, 3, 3, 32 * width]]])
  let inputs = 32 * width
  for (const [index, full] of mobilenetOutputs.entries()) {
    const outputs = full * width
    shapes.set(`conv_dw_${index + 1}/depthwise_kernel`, [3, 3, inputs, 1])
    shapes.set(`conv_pw_${index + 1}/kernel`, [1, 1, inputs, outputs])
    inputs = outputs
  }
  return shapes
}
