/** Recomputed activations: less memory, the same learning, also where the method draws random numbers. */
import { beforeAll, describe, expect, test } from 'vitest'
import { startBackend } from '../../support/backends.ts'
import { continued, pictures, smallRecipe, smallRun, texts } from '../../support/smallRuns.ts'

beforeAll(() => startBackend('wasm'))

const cases = [
  { name: 'pictures, all thawed', task: pictures, method: 'full', fields: {} },
  { name: 'texts with LoRA and its dropout', task: texts, method: 'lora', fields: { 'method.dropout': 0.2 } },
  { name: 'texts with adapters', task: texts, method: 'adapter', fields: { 'method.dropout': 0.1 } },
  {
    name: 'a text that is continued, with learned prefixes',
    task: continued,
    method: 'prefix',
    fields: { 'method.tokens': 3 },
  },
] as const

describe('a run that computes its blocks a second time', () => {
  test.each(cases)('has the losses of one that does not: $name', async ({ task, method, fields }) => {
    const plain = await smallRun(task, smallRecipe(task, method, { ...fields, epochs: 2 }))
    const again = await smallRun(task, smallRecipe(task, method, { ...fields, epochs: 2, recompute: true }))
    expect(again.losses.length).toBe(plain.losses.length)
    again.losses.forEach((loss, at) => {
      expect(loss).toBeCloseTo(plain.losses[at] as number, 5)
    })
  })

  test('holds less at its peak', async () => {
    const peak = async (recompute: boolean) =>
      (await smallRun(texts, smallRecipe(texts, 'full', { epochs: 1, batch: 32, recompute }))).result.memory.peakBytes
    expect(await peak(true)).toBeLessThan(0.75 * (await peak(false)))
  })
})
