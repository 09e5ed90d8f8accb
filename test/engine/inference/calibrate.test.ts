import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { calibrated } from '../../../src/engine/inference/calibrate.ts'
import { disposeTuned, importTuned, networkOf, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { forwardOf } from '../../../src/engine/models/network.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { type TunedCase, tunedFixture } from '../../support/tunedFixture.ts'

beforeAll(() => startBackend('cpu'))

function logitsOf(tuned: TunedModel): Float32Array {
  return tf.tidy(() => {
    const network = networkOf(tuned)
    const width = tuned.model.trunk.featureSize
    const features = tf.tensor2d(
      Float32Array.from({ length: 2 * width }, (_, i) => Math.sin(i)),
      [2, width],
    )
    return network.trunk.classifier.forward(forwardOf(network), features).dataSync() as Float32Array
  })
}

const cases: readonly TunedCase[] = [
  { base: 'distilbert', method: 'full', task: 'text-classification' }, // two layers above the trunk
  { base: 'gpt2', method: 'lora', task: 'text-classification' }, // no bias
  { base: 'vit', method: 'dora', task: 'image-classification' },
]

test.each(cases)(
  'the logits of $base with $method are divided, and another temperature replaces the one before',
  async (which) => {
    const fixture = await tunedFixture(which)
    const before = tf.memory().numTensors
    const plain = logitsOf(fixture.tuned)
    const cooler = await calibrated(fixture.tuned, 2)
    expect(
      relativeError(
        logitsOf(cooler),
        plain.map((value) => value / 2),
      ),
    ).toBeLessThan(1e-6)
    const warmer = await calibrated(cooler, 0.5)
    expect(
      relativeError(
        logitsOf(warmer),
        plain.map((value) => value / 0.5),
      ),
    ).toBeLessThan(1e-6)
    const back = await calibrated(warmer, 1)
    expect(logitsOf(back)).toEqual(plain)
    expect([cooler, warmer].map(({ temperature }) => temperature)).toEqual([2, 0.5])
    expect(logitsOf(fixture.tuned)).toEqual(plain)
    for (const each of [cooler, warmer, back]) disposeTuned(each)
    expect(tf.memory().numTensors).toBe(before)
    fixture.dispose()
  },
)

test('what is exported is calibrated, and read back answers alike', async () => {
  const fixture = await tunedFixture({ base: 'resnet-basic', method: 'full', task: 'image-classification' })
  const cooler = await calibrated(fixture.tuned, 3)
  const files = await exportFiles(cooler)
  const read = importTuned(await readModelFiles(files.map(({ name, blob }) => ({ path: name, file: blob }))))
  expect(logitsOf(read)).toEqual(logitsOf(cooler))
  disposeTuned(cooler)
  disposeTuned(read)
  fixture.dispose()
})

test('a model that predicts a number is told that, and not that it continues texts', async () => {
  const fixture = await tunedFixture({ base: 'gpt2', method: 'full', task: 'text-generation' })
  const number: TunedModel = { ...fixture.tuned, task: 'text-regression' }
  await expect(calibrated(number, 2)).rejects.toThrow(
    /predicts a number from texts; a temperature can only be fitted for classes/,
  )
  await expect(calibrated(fixture.tuned, 2)).rejects.toThrow(/continues texts/)
  fixture.dispose()
})

test('temperatures out of range, and networks without classes, are refused', async () => {
  const fixture = await tunedFixture({ base: 'gpt2', method: 'full', task: 'text-generation' })
  await expect(calibrated(fixture.tuned, 1)).rejects.toMatchObject({ code: 'model-mismatch' })
  const labelled = { ...fixture.tuned, labels: ['one', 'two'] }
  for (const temperature of [0.04, 21, Number.NaN])
    await expect(calibrated(labelled, temperature)).rejects.toMatchObject({ code: 'recipe-invalid' })
  fixture.dispose()
})
