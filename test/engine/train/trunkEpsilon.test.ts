/** What lies beneath the head may have an epsilon of its own, so that a head that needs a large one leaves it alone. */
import { beforeAll, expect, test } from 'vitest'
import type { MethodId } from '../../../src/methods/ids.ts'
import { startBackend } from '../../support/backends.ts'
import { smallRecipe, smallRun, texts } from '../../support/smallRuns.ts'

beforeAll(() => startBackend('wasm'))

/** Every learned value after one step over all texts. */
async function afterOneStep(method: MethodId, epsilon: number, trunkEpsilon: number) {
  const settings = {
    ...{ epochs: 1, batch: 64, 'schedule.shape': 'constant', 'schedule.warmup': 0, 'optimiser.unitFeatures': false },
    ...{ 'optimiser.epsilon': epsilon, 'optimiser.trunkEpsilon': trunkEpsilon },
  }
  const { weights } = await smallRun(texts, smallRecipe(texts, method, settings))
  const [head, trunk] = [{}, {}] as [Record<string, readonly number[]>, Record<string, readonly number[]>]
  for (const [name, values] of Object.entries(weights)) (name.startsWith('classifier.') ? head : trunk)[name] = values
  expect(Object.keys(head)).toHaveLength(2)
  expect(Object.keys(trunk).length).toBeGreaterThan(2)
  return { head, trunk }
}

test.each(['full', 'lora'] as const)('in %s head and trunk move each by their own', async (method) => {
  const small = await afterOneStep(method, 1e-8, 0)
  const large = await afterOneStep(method, 0.3, 0)
  const mixed = await afterOneStep(method, 0.3, 1e-8)
  expect(mixed.head).toEqual(large.head)
  expect(mixed.trunk).toEqual(small.trunk)
  expect(large.head).not.toEqual(small.head)
  expect(large.trunk).not.toEqual(small.trunk)
})
