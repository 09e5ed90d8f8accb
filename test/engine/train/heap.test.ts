/** What a step and an evaluation of a deep language model take of memory: by bytes of the heap, not by time. */
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { packWeights } from '../../../src/engine/models/packWeights.ts'
import { runFrozen } from '../../../src/engine/train/features.ts'
import { Trainer } from '../../../src/engine/train/trainer.ts'
import { methodEngines } from '../../../src/methods/engines.ts'
import { seeded } from '../../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { generation } from '../../../src/tasks/text-generation/objective.ts'
import { startBackend } from '../../support/backends.ts'
import { type HeapWatch, watchHeap } from '../../support/heapWatch.ts'

const task = 'text-generation'
const [width, batch, tokens, rank] = [48, 2, 64, 4]
/** SmolLM2's proportions. */
const shape = {
  ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'], vocab_size: 512, hidden_size: width },
  ...{ intermediate_size: 128, num_attention_heads: 3, num_key_value_heads: 1, tie_word_embeddings: true },
  ...{ max_position_embeddings: 128, rms_norm_eps: 1e-5, rope_theta: 10_000, hidden_act: 'silu' },
  ...{ bos_token_id: 1, eos_token_id: 2, attention_bias: false },
}

let heap: HeapWatch

beforeAll(async () => {
  await startBackend('wasm')
  heap = watchHeap()
})

afterAll(() => heap.end())

/** Bytes at the peak of a step, and of an evaluation, beside what is there before and after. */
async function peaks(layers: number) {
  const config = { ...shape, num_hidden_layers: layers }
  const trunk = trunkOf({ config, preprocessor: null, weights: { tensors: new Map(), metadata: {} } })
  const model = randomModel(trunk, seeded('heap'))
  const recipe = buildRecipe(
    {
      ...{ task, model: { id: 'drawn', revision: '1' }, data: { name: 'drawn', fingerprint: '1' } },
      backend: 'auto',
    },
    {
      ...{ ...defaultFields('lora', task), 'method.rank': rank, 'method.targets': 'all', thaw: layers + 1 },
      ...{ quantise: '4bit', recompute: true, batch },
    },
  )
  const attachment = methodEngines.lora.attach(trunk, { ...recipe.method, thaw: recipe.thaw, task })
  await packWeights(model, { quantise: '4bit', trained: attachment.trainables })
  const random = seeded('ids')
  const rows = Array.from({ length: batch }, () => ({
    ids: Int32Array.from({ length: tokens + 1 }, () => random.below(shape.vocab_size)),
    weights: null,
  }))
  const objective = generation(trunk, rows)
  const first = await attachment.first(model.weight)
  const trainer = new Trainer({ model, attachment, first, objective, recipe, steps: 9, random: seeded('trainer') })
  const input = () => {
    const ids = tf.tensor2d(
      rows.flatMap((row) => [...row.ids.slice(0, -1)]),
      [batch, tokens],
      'int32',
    )
    return runFrozen({ network: trainer.network, line: attachment.line, readout: objective.readout }, ids, null)
  }
  const indices = [...rows.keys()]
  const step = async () =>
    tf.dispose(await trainer.step([{ rows: indices, activations: async () => ({ x: input(), mask: null }) }]))
  await step() // the optimiser's moments stay
  const stepBytes = await heap.peakOf(step)
  const x = input()
  const answerBytes = await heap.peakOf(() => tf.dispose(trainer.outputs({ x, mask: null }, indices)))
  x.dispose()
  trainer.dispose()
  model.dispose()
  return { stepBytes, answerBytes }
}

test('each layer more costs a step its input alone, and an evaluation nothing', async () => {
  const [shallow, deep] = [await peaks(4), await peaks(12)]
  expect(deep.stepBytes - shallow.stepBytes).toBe(8 * 4 * batch * tokens * width)
  expect(deep.answerBytes).toBe(shallow.answerBytes)
})
