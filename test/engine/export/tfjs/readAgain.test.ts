/** What was exported for TensorFlow.js is read by the studio again, answers alike, and leaves alike once more. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { tfjsFiles } from '../../../../src/engine/export/tfjs/exportTfjs.ts'
import { exportFiles } from '../../../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned, importTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { readModelFiles } from '../../../../src/engine/weights/modelFiles.ts'
import type { ExportedFile, NamedFile } from '../../../../src/shared/domain/files.ts'
import { seeded } from '../../../../src/shared/random.ts'
import { zipOf } from '../../../support/archives.ts'
import { startBackend } from '../../../support/backends.ts'
import { fileOf } from '../../../support/layersAnswers.ts'
import { pixelsOf } from '../../../support/nodeImages.ts'
import { pageAnswers } from '../../../support/pageAnswers.ts'
import { labels, type TunedNetworkCase, tunedNetwork } from '../../../support/tunedNetwork.ts'

beforeAll(() => startBackend('cpu'))

const cases = [
  { base: 'resnet-bottleneck', task: 'image-classification', method: 'lora' },
  { base: 'resnet-basic', task: 'image-multi-label', method: 'full' },
  { base: 'mobilenet-v1', task: 'image-classification', method: 'full' },
  { base: 'mobilenet-v2', task: 'image-classification', method: 'head' },
] as const satisfies readonly TunedNetworkCase[]

describe.each(cases)('$base, $task by $method', (given) => {
  test('answers alike after each way out and back', async () => {
    const tuned = await tunedNetwork(given)
    const files = await tfjsFiles(tuned, unwatched)
    const side = JSON.parse(await fileOf(files, 'metadata.json').text()).imageSize
    const random = seeded('again')
    const picture = pixelsOf(side, side, () => [random.below(256), random.below(256), random.below(256)])
    const expected = await pageAnswers(tuned, picture)
    const before = tf.memory().numTensors
    const read = importTuned(await readModelFiles(dropped(files)))
    expect(read.task).toBe(given.task)
    expect(read.labels).toEqual(labels)
    expect(read.model.trunk.blocks.length).toBeGreaterThan(1)
    expect(apart(await pageAnswers(read, picture), expected)).toBeLessThan(3e-5)
    for (const out of [await tfjsFiles(read, unwatched), await exportFiles(read)]) {
      const again = importTuned(await readModelFiles(dropped(out)))
      expect(again.labels).toEqual(labels)
      expect(apart(await pageAnswers(again, picture), expected)).toBeLessThan(3e-5)
      disposeTuned(again)
    }
    disposeTuned(read)
    expect(tf.memory().numTensors).toBe(before)
    disposeTuned(tuned)
  })
})

test('a zip with a folder in it is read too; a layer that is not known is named', async () => {
  const tuned = await tunedNetwork(cases[3])
  const files = await tfjsFiles(tuned, unwatched)
  const bytes = await Promise.all(
    files.map(async ({ name, blob }) => ({
      path: `my model/${name}`,
      bytes: new Uint8Array(await blob.arrayBuffer()),
    })),
  )
  const { labels: names } = await readModelFiles([
    { path: 'tm-my-model.zip', file: new Blob([new Uint8Array(await zipOf(bytes))]) },
  ])
  expect(names).toEqual(labels)
  const text = (await fileOf(files, 'model.json').text()).replaceAll('"ReLU"', '"PReLU"')
  const changed = files.map((file) => (file.name === 'model.json' ? { ...file, blob: new Blob([text]) } : file))
  const read = await readModelFiles(dropped(changed))
  expect(() => importTuned(read)).toThrow(/PReLU/)
  disposeTuned(tuned)
})

function dropped(files: readonly ExportedFile[]): NamedFile[] {
  return files.map(({ name, blob }) => ({ path: name, file: blob }))
}

function apart(values: Float32Array, expected: Float32Array): number {
  expect(values).toHaveLength(expected.length)
  return Math.max(...expected.map((value, at) => Math.abs(value - (values[at] as number))))
}
