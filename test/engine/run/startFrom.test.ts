import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { exportAdapter } from '../../../src/engine/export/peft/exportAdapter.ts'
import { importAdapter, startOf } from '../../../src/engine/export/peft/importAdapter.ts'
import { disposeTuned, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import type { StartFrom } from '../../../src/engine/run/startFrom.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import type { FieldValue } from '../../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { startBackend } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'
import { labelledTexts, tinyGpt2, tinyText } from '../../support/tinyText.ts'

beforeAll(() => startBackend('wasm'))

describe.each(['lora', 'dora', 'ia3', 'norm', 'prompt', 'prefix', 'adapter'] as const)('with %s', (method) => {
  test('a second run goes on from the adapter that the first one gave away', async () => {
    const before = tf.memory().numTensors
    const first = await run(method)
    const files = (await exportAdapter(first.tuned)) ?? []
    const model = tinyGpt2()
    const imported = await importAdapter(
      files.map(({ name, blob }) => ({ path: name, file: blob })),
      model.trunk,
    )
    model.dispose()
    // With hardly a step taken, what stands at the end of the second run is what it began with.
    const second = await run(method, { epochs: 1, 'optimiser.learningRate': 1e-6 }, startOf(imported))
    const [learned, kept] = [await numbersOf(first.tuned), await numbersOf(second.tuned)]
    expect([...kept.keys()]).toEqual([...learned.keys()])
    for (const [name, values] of kept) expect(relativeError(values, learned.get(name) ?? []), name).toBeLessThan(1e-3)
    const best = first.result.epochs[first.result.bestEpoch - 1]?.validationLoss
    expect(second.result.epochs[0]?.validationLoss).toBeCloseTo(best ?? Number.NaN, 3)
    expect(imported.base?.id).toBe('tiny')
    for (const { tuned } of [first, second]) disposeTuned(tuned)
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('a run refuses numbers of another size, and names what they were for', async () => {
  const values = new Map([['transformer.h.0.attn.c_attn.lora_A.weight', new Float32Array(3)]])
  await expect(run('lora', {}, { values })).rejects.toMatchObject({
    code: 'adapter-invalid',
    message: expect.stringMatching(/c_attn\.lora_A\.weight" has 3 numbers; expected 128 in shape \[16, 8\]/),
  })
  const strange = new Map([['transformer.h.9.attn.c_attn.lora_A.weight', new Float32Array(3)]])
  await expect(run('lora', {}, { values: strange })).rejects.toMatchObject({ code: 'adapter-invalid' })
})

/** The method's own numbers, the head's, and those of the trunk's norms. */
async function numbersOf({ adapter, head, model }: TunedModel): Promise<Map<string, Float32Array>> {
  const specs = model.trunk.blocks.flatMap((block) => block.parameters).filter(({ role }) => role.startsWith('norm'))
  const norms = specs.map(({ name }) => [name, model.weight(name)] as const)
  const tensors = [...(adapter?.values ?? []), ...head, ...norms]
  return new Map(
    await Promise.all(tensors.map(async ([name, tensor]) => [name, new Float32Array(await tensor.data())] as const)),
  )
}

async function run(method: MethodId, changes: Record<string, FieldValue> = {}, startFrom?: StartFrom) {
  const data = labelledTexts(20)
  const identity = {
    task: data.task,
    model: { id: 'tiny', revision: '1' },
    data: { name: data.name, fingerprint: data.fingerprint },
    backend: 'wasm' as const,
  }
  const settings = { epochs: 10, batch: 8, 'earlyStopping.patience': 0, 'method.tokens': 2, thaw: 4 }
  const rates = { 'optimiser.learningRate': 0.03, 'optimiser.trunkRate': 1, 'regularisation.dropout': 0 }
  const recipe = buildRecipe(identity, { ...defaultFields(method, data.task), ...settings, ...rates, ...changes })
  const model = tinyGpt2()
  try {
    const { tuned, result } = await runRecipe({
      ...{ runId: 'run', recipe, dataset: data, model, text: tinyText(), codec: nodeCodec },
      backend: { backend: 'wasm', adapter: 'test' },
      emit: () => {},
      control: runControl(),
      from: null,
      sink: null,
      signal: new AbortController().signal,
      ...(startFrom && { startFrom }),
    })
    return { tuned, result }
  } finally {
    model.dispose()
  }
}
