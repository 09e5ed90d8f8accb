/** Exports of convolutional networks answer in TensorFlow.js's layers as the network does here, preparation included. */
import { beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { tfjsFiles } from '../../../../src/engine/export/tfjs/exportTfjs.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { seeded } from '../../../../src/shared/random.ts'
import { taskCard } from '../../../../src/tasks/cards.ts'
import { onnxCases } from '../../../reference/onnxCases.ts'
import { startBackend } from '../../../support/backends.ts'
import { fileOf, layersModel } from '../../../support/layersAnswers.ts'
import { pixelsOf } from '../../../support/nodeImages.ts'
import { pageAnswers } from '../../../support/pageAnswers.ts'
import { tunedNetwork } from '../../../support/tunedNetwork.ts'

beforeAll(() => startBackend('cpu'))

const seeing = onnxCases.filter(({ task }) => taskCard(task).input === 'image')
const chosen = seeing.filter(({ base }) => !['vit', 'deit', 'dinov2'].includes(base))

test('every convolutional family, task and method is among the cases', () => {
  expect(new Set(chosen.map(({ base }) => base)).size).toBe(5)
  expect(new Set(chosen.map(({ task }) => task)).size).toBe(3)
  expect(new Set(chosen.map(({ method }) => method)).size).toBeGreaterThan(7)
})

describe.each(chosen.map((each) => [each.name, each] as const))('%s', (_, given) => {
  test('answers alike', async () => {
    const tuned = await tunedNetwork(given)
    const files = await tfjsFiles(tuned, unwatched)
    const { imageSize, labels: names } = JSON.parse(await fileOf(files, 'metadata.json').text())
    const model = await layersModel(files)
    for (const seed of ['one', 'two']) {
      const random = seeded(seed)
      const picture = pixelsOf(imageSize, imageSize, () => [random.below(256), random.below(256), random.below(256)])
      const expected = await pageAnswers(tuned, picture)
      const values = await model.answer(picture)
      expect(values).toHaveLength(names.length)
      expect(farthest(values, expected)).toBeLessThan(3e-5) // float32, summed in another order through random layers
    }
    model.dispose()
    disposeTuned(tuned)
  })
})

/** By the largest answer, where that is above 1. */
function farthest(values: Float32Array, expected: Float32Array): number {
  const largest = Math.max(1, ...expected.map(Math.abs))
  return Math.max(...expected.map((value, at) => Math.abs(value - (values[at] as number)))) / largest
}
