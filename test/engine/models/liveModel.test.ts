/** Weights on the backend: what does not fit the network is refused by name, and a large model's weights wait in their file's type. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { narrow } from '../../../src/engine/halfPrecision.ts'
import { continueText } from '../../../src/engine/inference/continueText.ts'
import { disposeTuned } from '../../../src/engine/inference/tunedModel.ts'
import { familyOf } from '../../../src/engine/models/families.ts'
import { type LiveModel, loadModel, surplusTensors, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { summarise } from '../../../src/engine/models/openModel.ts'
import { fileShape, toFileLayout } from '../../../src/engine/nn/parameters.ts'
import { runRecipe } from '../../../src/engine/run/runRecipe.ts'
import { runControl } from '../../../src/engine/train/runControl.ts'
import type { ModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import type { StoredTensor, TensorFile } from '../../../src/engine/weights/tensorFile.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { buildRecipe, defaultFields } from '../../../src/shared/recipe/recipe.ts'
import { startBackend } from '../../support/backends.ts'
import { readJson, readTensors } from '../../support/reference.ts'
import { passages, tinyGpt2, tinyText } from '../../support/tinyText.ts'

beforeAll(() => startBackend('wasm'))

describe('weights that do not fit', () => {
  const config = readJson('gpt2/config.json')
  const weights = readTensors('gpt2/model.safetensors')
  const trunk = trunkOf({ config, preprocessor: null, weights })
  const [name = ''] = [...weights.tensors.keys()].filter((key) => key.endsWith('h.1.mlp.c_fc.weight'))
  const changed = (change: Partial<StoredTensor> | null): TensorFile => {
    const tensors = new Map(weights.tensors)
    const before = tensors.get(name) as StoredTensor
    if (change) tensors.set(name, { ...before, ...change })
    else tensors.delete(name)
    return { ...weights, tensors }
  }

  test.each([
    [
      'a tensor that is missing',
      null,
      /^The weights lack "transformer\.h\.1\.mlp\.c_fc\.weight" of shape \[\d+, \d+\]\.$/,
    ],
    [
      'a tensor of another shape',
      { shape: [3] },
      /h\.1\.mlp\.c_fc\.weight" should have shape \[\d+, \d+\], received \[3\]/,
    ],
    [
      'a tensor of whole numbers',
      { dtype: 'I32' },
      /h\.1\.mlp\.c_fc\.weight" should hold F32, F16, BF16 or F64 numbers, received I32\.$/,
    ],
  ] as const)('%s is refused by its name, and no tensor is left', (_, change, said) => {
    const before = tf.memory().numTensors
    expect(() => loadModel(trunk, changed(change))).toThrow(said)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a tensor that nothing asks for is told by its name', () => {
    const tensors = new Map([
      ...weights.tensors,
      ['transformer.adapter.weight', weights.tensors.get(name) as StoredTensor],
    ])
    expect(surplusTensors(trunk, weights)).toEqual([])
    expect(surplusTensors(trunk, { ...weights, tensors })).toEqual(['transformer.adapter.weight'])
  })

  test('an architecture that is not known is named, with those that are', () => {
    expect(() => familyOf({ model_type: 'mamba' }, [])).toThrow('architecture "mamba" is not known here')
    expect(() => familyOf(null, [])).toThrow(/architecture is not known here/)
  })
})

describe('weights that wait in half precision', () => {
  /** The tiny GPT-2 as a file of half-precision numbers. */
  async function halves(): Promise<{ model: LiveModel; file: TensorFile }> {
    const model = tinyGpt2()
    const tensors = new Map<string, StoredTensor>()
    for (const spec of model.trunk.blocks.flatMap((block) => block.parameters)) {
      const values = toFileLayout(spec, new Float32Array(await model.weight(spec.name).data()))
      tensors.set(spec.name, { dtype: 'F16', shape: fileShape(spec), bytes: narrow(values) })
    }
    return { model, file: { tensors, metadata: {} } }
  }

  function trained(model: LiveModel, method: MethodId) {
    const data = passages(12)
    const identity = {
      task: data.task,
      model: { id: 'tiny', revision: '1' },
      data: { name: data.name, fingerprint: data.fingerprint },
      backend: 'wasm' as const,
    }
    const changes = { epochs: 2, batch: 8, thaw: 2, 'sample.tokens': 5, 'optimiser.learningRate': 0.01 }
    return runRecipe({
      runId: 'run',
      recipe: buildRecipe(identity, { ...defaultFields(method, data.task), ...changes }),
      dataset: data,
      model,
      text: tinyText(),
      codec: nodeCodec,
      backend: { backend: 'wasm', adapter: 'test' },
      emit: () => {},
      control: runControl(),
      from: null,
      sink: null,
      signal: new AbortController().signal,
    })
  }

  test.each(['top-blocks', 'full'] as const)('a run with %s gives the same, and they rest again', async (method) => {
    const before = tf.memory().numTensors
    const { model: made, file } = await halves()
    made.dispose()
    const { trunk } = made
    const [held, waiting] = [loadModel(trunk, file), loadModel(trunk, file, 0)]
    expect([held.waitingBytes, (waiting.waitingBytes ?? 0) > 0]).toEqual([null, true])
    const alone = tf.memory().numTensors
    const [one, other] = [await trained(held, method), await trained(waiting, method)]
    expect(other.result.epochs.map(({ trainLoss, validationLoss }) => [trainLoss, validationLoss])).toEqual(
      one.result.epochs.map(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]),
    )
    expect(other.result.samples).toEqual(one.result.samples)
    disposeTuned(one.tuned)
    const kept = tf.memory().numTensors
    const asked = { settings: { ...one.result.recipe.sample, prompt: 'the cat' }, seed: 1, stopped: () => false }
    await continueText(other.tuned.model, tinyText(), { ...asked, onText: () => {} })
    expect(tf.memory().numTensors).toBe(kept)
    disposeTuned(other.tuned)
    expect(tf.memory().numTensors).toBe(alone)
    held.dispose()
    waiting.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('the first rows of a table that waits are read without the others, and are those of one that is held', async () => {
    const { model: made, file } = await halves()
    made.dispose()
    const name = 'transformer.wte.weight'
    const [, columns] = file.tensors.get(name)?.shape ?? []
    const read: [number, number][] = []
    const watched = new Map(
      [...file.tensors].map(([key, tensor]) => {
        const part = (from: number, to: number) => {
          read.push([from, to])
          return tensor.bytes.subarray(from, to)
        }
        return [key, { ...tensor, part }] as const
      }),
    )
    const [held, waiting] = [loadModel(made.trunk, file), loadModel(made.trunk, { ...file, tensors: watched }, 0)]
    const [two, others] = [waiting.firstRows(name, 2), held.firstRows(name, 2)]
    expect(await two.array()).toEqual(await others.array())
    expect(read).toEqual([[0, 2 * 2 * Number(columns)]])
    tf.dispose([two, others])
    held.dispose()
    waiting.dispose()
  })

  test('what the page is told has the bytes that wait, and none of a model that is held', async () => {
    const { model: made, file } = await halves()
    made.dispose()
    const files = { revision: '1', downloadedBytes: 0, warnings: [] } as unknown as ModelFiles
    const about = { id: 'tiny', title: 'Tiny', tasks: [], started: 0 }
    const [held, waiting] = [loadModel(made.trunk, file), loadModel(made.trunk, file, 0)]
    const told = [await summarise(held, files, about), await summarise(waiting, files, about)]
    expect(told.map(({ waitingBytes }) => waitingBytes)).toEqual([undefined, waiting.waitingBytes])
    // Weights that are widened while a layer is measured are none of its activations.
    const [first, ...layers] = told.map(({ blocks }) => blocks.slice(1).map(({ activationBytes }) => activationBytes))
    expect(layers).toEqual([first])
    held.dispose()
    waiting.dispose()
  })
})
