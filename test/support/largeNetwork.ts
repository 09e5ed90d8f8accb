/** Networks as large as those that people export, their weights drawn: how long it takes and what it holds does not depend on them. */
import * as tf from '@tensorflow/tfjs-core'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { randomModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { taskHead } from '../../src/engine/models/taskHead.ts'
import { seeded } from '../../src/shared/random.ts'
import { tinyText } from './tinyText.ts'

const shapes = {
  MiniLM: {
    task: 'text-classification',
    config: {
      ...{ model_type: 'bert', vocab_size: 30_522, hidden_size: 384, num_hidden_layers: 6, num_attention_heads: 12 },
      ...{ intermediate_size: 1536, max_position_embeddings: 512, type_vocab_size: 2, thaw_pooling: 'mean' },
    },
  },
  'ResNet-50': {
    task: 'image-classification',
    config: {
      ...{ model_type: 'resnet', num_channels: 3, embedding_size: 64, hidden_sizes: [256, 512, 1024, 2048] },
      ...{ depths: [3, 4, 6, 3], layer_type: 'bottleneck', hidden_act: 'relu' },
    },
  },
} as const

export type LargeShape = keyof typeof shapes

/** The caller disposes (`disposeTuned`). */
export function largeNetwork(shape: LargeShape): TunedModel {
  const { task, config } = shapes[shape]
  const trunk = trunkOf({ config, preprocessor: null, weights: { tensors: new Map(), metadata: {} } })
  const model = randomModel(trunk, seeded('large'))
  const labels = ['one', 'two']
  const head = taskHead(trunk, task, 2).map(({ name, shape: sides }) => [name, tf.zeros([...sides])] as const)
  const text = trunk.input.kind === 'text' ? tinyText() : null
  return { task, model, head: new Map(head), adapter: null, labels, text, maxTokens: text ? 128 : 0 }
}
