/** The tuned network as TensorFlow.js's layers, with the files that Teachable Machine's library reads beside them. */

import { formats } from '../../../shared/catalog/formats.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { eachWeight } from '../trace/eachWeight.ts'
import { jsonBlob } from '../weights/jsonBlob.ts'
import type { Layers } from './layers.ts'
import { layersOf } from './layersOf.ts'
import { manifestOf, weightsFile } from './manifest.ts'
import { metadataOf } from './metadata.ts'
import { tfjsReadme } from './tfjsReadme.ts'

export async function tfjsFiles(tuned: TunedModel, watch: ExportWatch): Promise<ExportedFile[]> {
  const layers = layersOf(tuned)
  const metadata = metadataOf(tuned)
  return [
    { name: 'model.json', blob: jsonBlob(manifestOf(layers, metadata.modelName)) },
    { name: weightsFile, blob: await weightsOf(tuned, layers, watch) },
    { name: 'metadata.json', blob: jsonBlob(metadata) },
    { name: 'README.md', blob: new Blob([tfjsReadme(tuned, metadata)], { type: formats.markdown.mediaType }) },
  ]
}

/** In the manifest's order. Numbers stand in Blobs: a browser need not keep them in memory. */
async function weightsOf(tuned: TunedModel, layers: Layers, watch: ExportWatch): Promise<Blob> {
  const all = layers.flatMap(({ weights }) => weights)
  const asked = new Map(all.flatMap(({ numbers, shape }) => ('of' in numbers ? [[numbers.of, shape] as const] : [])))
  const stored = new Map<string, Blob>()
  await eachWeight(tuned, asked, watch, (name, values) =>
    stored.set(name, new Blob([values as Float32Array<ArrayBuffer>])),
  )
  return new Blob(
    all.map(({ numbers }) => {
      if ('values' in numbers) return Float32Array.from(numbers.values)
      const found = stored.get(numbers.of)
      if (!found) throw new Error(`internal: the network has no "${numbers.of}"`)
      return found
    }),
  )
}
