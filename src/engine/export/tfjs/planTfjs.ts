import type { TunedModel } from '../../inference/tunedModel.ts'
import { sizeOf } from '../../nn/parameters.ts'
import type { Planned } from '../exporter.ts'
import { layersOf } from './layersOf.ts'
import { metadataOf } from './metadata.ts'
import { tfjsReadme } from './tfjsReadme.ts'

/** The network is traced, and its weights stay where they are. @throws ThawError `export-refused`. */
export async function planTfjs(tuned: TunedModel): Promise<Planned> {
  const weights = layersOf(tuned).flatMap(({ weights }) => weights)
  const bytes = 4 * weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return { bytes, readme: tfjsReadme(tuned, metadataOf(tuned)) }
}
