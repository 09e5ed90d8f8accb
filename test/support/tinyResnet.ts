/** A ResNet small enough to train in a test: 32 pixels, three blocks, a few thousand weights. */
import { type LiveModel, randomModel } from '../../src/engine/models/liveModel.ts'
import { resnet } from '../../src/engine/models/resnet.ts'
import { seeded } from '../../src/shared/random.ts'

export const tinyConfig = {
  model_type: 'resnet',
  embedding_size: 8,
  hidden_sizes: [8, 12],
  depths: [1, 1],
  layer_type: 'basic',
}

export function tinyResnet(seed = 'tiny'): LiveModel {
  const preprocessor = { size: { shortest_edge: 32 }, crop_pct: 1, resample: 2 }
  const trunk = resnet.readTrunk({ config: tinyConfig, preprocessor, shapeOf: () => null })
  return randomModel(trunk, seeded(seed))
}
