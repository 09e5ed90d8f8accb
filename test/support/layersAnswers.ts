/** What TensorFlow.js's layers say to an export, given pixels as Teachable Machine's library gives them. */
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import type { Pixels } from '../../src/engine/data/imageCodec.ts'
import type { ExportedFile } from '../../src/shared/domain/files.ts'

export interface LayersModel {
  answer(picture: Pixels): Promise<Float32Array>
  dispose(): void
}

export async function layersModel(files: readonly ExportedFile[]): Promise<LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(await fileOf(files, 'model.json').text())
  const weightSpecs = weightsManifest[0].weights
  const weightData = await fileOf(files, 'weights.bin').arrayBuffer()
  const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
  return {
    async answer({ width, height, data }) {
      const answers = tf.tidy(() => {
        const opaque = tf.tensor(Float32Array.from(data), [1, height, width, 4])
        const input = tf.slice(opaque, [0, 0, 0, 0], [1, height, width, 3])
        return model.predict(tf.sub(tf.div(input, 127), 1)) as tf.Tensor
      })
      const values = (await answers.data()) as Float32Array
      answers.dispose()
      return values
    },
    dispose: () => model.dispose(),
  }
}

export function fileOf(files: readonly ExportedFile[], name: string): Blob {
  const found = files.find((file) => file.name === name)
  if (!found) throw new Error(`The export has no ${name}.`)
  return found.blob
}
