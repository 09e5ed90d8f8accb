/** The text families held to transformers: block outputs, logits, losses and the gradient of every parameter. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { loadModel, surplusTensors, trunkOf } from '../../../src/engine/models/liveModel.ts'
import { forwardBlocks, type Trunk } from '../../../src/engine/models/trunk.ts'
import type { Forward } from '../../../src/engine/nn/forward.ts'
import { fromFileLayout, type ParameterSpec, toFileLayout } from '../../../src/engine/nn/parameters.ts'
import { weightedForward } from '../../../src/engine/nn/weightedForward.ts'
import { crossEntropy } from '../../../src/engine/train/loss.ts'
import { type StoredTensor, type TensorFile, widen } from '../../../src/engine/weights/tensorFile.ts'
import { relativeError, startBackend } from '../../support/backends.ts'
import { type Reference, readJson, readReference, readTensors } from '../../support/reference.ts'

const names = ['bert', 'bert-old', 'bert-mean', 'distilbert', 'gpt2', 'gpt-neo']
/** Relative to the largest value. Single precision costs less than 1e-6 and 1e-5. */
const tolerance = { activations: 1e-5, gradients: 1e-4 }

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(names)('%s computes what the original computes', async (name) => {
    const { trunk, f, reference, ids, dispose } = await open(name, backend)
    for (const [index, block] of trunk.blocks.entries()) {
      const output = tf.tidy(() => forwardBlocks(trunk, f, ids, 0, index + 1))
      await agree(output, reference, `block.${block.name}`)
    }
    await agree(
      tf.tidy(() => pooledOf(trunk, f, ids)),
      reference,
      'pooled',
    )
    await agree(
      tf.tidy(() => trunk.classifier.forward(f, pooledOf(trunk, f, ids))),
      reference,
      'logits',
    )
    dispose()
  })

  test.each(names)('%s has the gradients of the original', async (name) => {
    const { trunk, f, reference, ids, specs, variables, dispose } = await open(name, backend)
    const labels = tf.tensor1d(reference.integers('labels'), 'int32')
    const loss = () => crossEntropy(trunk.classifier.forward(f, pooledOf(trunk, f, ids)), labels)
    await gradientsAgree(loss, specs, variables, reference, '')
    labels.dispose()
    dispose()
  })

  test.each(['gpt2', 'gpt-neo'])('%s foresees the next token as the original does', async (name) => {
    const opened = await open(name, backend)
    const { trunk, f, reference, ids, specs, variables, dispose } = opened
    const words = () => trunk.nextToken?.(f, forwardBlocks(trunk, f, ids, 0, trunk.blocks.length) as tf.Tensor3D)
    const logits = tf.tidy(words)
    if (!logits) throw new Error('A causal network foresees the next token.')
    await agree(logits, reference, 'next.logits')
    const { rows, targets } = nextTargets(reference)
    const loss = () => {
      const all = words() as tf.Tensor3D
      const flat = tf.reshape(all, [-1, all.shape[2]]) as tf.Tensor2D
      return crossEntropy(tf.gather(flat, tf.tensor1d(rows, 'int32')), tf.tensor1d(targets, 'int32'))
    }
    const shared = specs.filter(({ name: spec }) => spec.startsWith('transformer.'))
    await gradientsAgree(loss, shared, variables, reference, 'next.')
    dispose()
  })
})

describe('what an export says of itself', () => {
  test.each([
    ['bert', 'BertForSequenceClassification'],
    ['bert-mean', 'BertModel'],
    ['distilbert', 'DistilBertForSequenceClassification'],
    ['gpt2', 'GPT2ForSequenceClassification'],
    ['gpt-neo', 'GPTNeoForSequenceClassification'],
  ])('%s becomes a %s with its classes, and is read again', (name, architecture) => {
    const { trunk, weights } = filesOf(name)
    const config = trunk.config(['good', 'bad'])
    expect(config).toMatchObject({ architectures: [architecture], id2label: { 0: 'good', 1: 'bad' }, num_labels: 2 })
    const again = trunkOf({ config, preprocessor: null, weights })
    expect(again.blocks.map((block) => block.name)).toEqual(trunk.blocks.map((block) => block.name))
  })

  test('a causal network without classes stays one that writes', () => {
    expect(filesOf('gpt2').trunk.config(null)).toMatchObject({ architectures: ['GPT2LMHeadModel'] })
    expect(filesOf('gpt-neo').trunk.config(null)).toMatchObject({ architectures: ['GPTNeoForCausalLM'] })
  })

  test('the way of pooling is kept, so that a trunk without a pooler is read as such', () => {
    expect(filesOf('bert-mean').trunk.config(['a', 'b'])).toMatchObject({ thaw_pooling: 'mean' })
    const { config, weights } = filesOf('bert')
    const mean = trunkOf({ config: { ...config, thaw_pooling: 'mean' }, preprocessor: null, weights })
    expect(mean.blocks.map((block) => block.name)).not.toContain('bert.pooler')
  })
})

describe('what is not supported is refused by name', () => {
  test.each([
    ['bert', { position_embedding_type: 'relative_key' }, 'position_embedding_type'],
    ['bert', { hidden_act: 'swish' }, 'hidden_act'],
    ['bert', { is_decoder: true }, 'is_decoder'],
    ['bert', { num_attention_heads: 5 }, '5 attention heads'],
    ['distilbert', { activation: 'tanh' }, 'activation'],
    ['gpt2', { tie_word_embeddings: false }, 'tie_word_embeddings'],
    ['gpt2', { n_positions: 0 }, 'n_positions'],
    ['gpt-neo', { attention_types: [[['global'], 3]] }, 'attention_types'],
  ])('%s with %o', (name, change, said) => {
    const { config, weights } = filesOf(name)
    expect(() => trunkOf({ config: { ...config, ...change }, preprocessor: null, weights })).toThrow(said)
  })
})

function filesOf(name: string) {
  const config = readJson(`${name}/config.json`) as Record<string, unknown>
  const weights = readTensors(`${name}/model.safetensors`)
  return { config, weights, trunk: trunkOf({ config, preprocessor: null, weights }) }
}

async function open(name: string, backend: 'cpu' | 'wasm') {
  await startBackend(backend)
  const { trunk, weights } = filesOf(name)
  expect(surplusTensors(trunk, weights)).toEqual([])
  const reference = readReference(name)
  const model = loadModel(trunk, weights)
  const heads = trunk.classifier.parameters(reference.shape('logits')[1] as number)
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...heads]
  const variables = new Map<string, tf.Variable>()
  for (const spec of specs) {
    const start = heads.includes(spec) ? headTensor(spec, weights) : model.weight(spec.name)
    variables.set(spec.name, tf.variable(start))
  }
  const weight = (key: string) => variables.get(key) as tf.Variable
  const ids = tf.tensor2d(reference.integers('ids'), reference.shape('ids') as [number, number], 'int32')
  const mask = tf.tensor2d(reference.integers('mask'), ids.shape, 'float32')
  const { naming, normEpsilon } = trunk
  const f = weightedForward({ naming, normEpsilon, training: false, weight, mask })
  const dispose = () => {
    tf.disposeVariables()
    tf.dispose([ids, mask])
    model.dispose()
  }
  return { trunk, f, reference, ids, specs, variables, dispose }
}

function headTensor(spec: ParameterSpec, weights: TensorFile): tf.Tensor {
  return tf.tensor(fromFileLayout(spec, widen(weights.tensors.get(spec.name) as StoredTensor)), [...spec.shape])
}

function pooledOf(trunk: Trunk, f: Forward, ids: tf.Tensor): tf.Tensor2D {
  return trunk.pool(f, forwardBlocks(trunk, f, ids, 0, trunk.blocks.length))
}

/** Places of which the next token is no padding, and that token. */
function nextTargets(reference: Reference): { rows: number[]; targets: number[] } {
  const tokens = reference.shape('ids')[1] as number
  const ids = reference.integers('ids')
  const mask = reference.integers('mask')
  const rows = ids.flatMap((_, at) => ((at + 1) % tokens !== 0 && mask[at + 1] === 1 ? [at] : []))
  return { rows, targets: rows.map((at) => ids[at + 1] as number) }
}

async function agree(output: tf.Tensor, reference: Reference, key: string): Promise<void> {
  const own = seen(await output.data(), output.shape, reference)
  const truth = seen(reference.values(key), reference.shape(key), reference)
  expect(relativeError(own, truth), key).toBeLessThan(tolerance.activations)
  output.dispose()
}

/** What stands at padding is nobody's business: a window that holds nothing else attends to it in its own way. */
function seen(values: ArrayLike<number>, shape: readonly number[], reference: Reference): number[] {
  const mask = reference.integers('mask')
  const width = shape.length === 3 ? (shape[2] as number) : 0
  return Array.from(values, (value, at) => (width > 0 ? value * (mask[Math.floor(at / width)] as number) : value))
}

async function gradientsAgree(
  loss: () => tf.Scalar,
  specs: readonly ParameterSpec[],
  variables: ReadonlyMap<string, tf.Variable>,
  reference: Reference,
  prefix: string,
): Promise<void> {
  const { value, grads } = tf.variableGrads(
    loss,
    specs.map((spec) => variables.get(spec.name) as tf.Variable),
  )
  await agree(value, reference, `${prefix}loss`)
  for (const spec of specs) {
    const gradient = grads[(variables.get(spec.name) as tf.Variable).name] as tf.Tensor
    const own = toFileLayout(spec, new Float32Array(await gradient.data()))
    const truth = reference.values(`${prefix}grad.${spec.name}`)
    // A key's bias shifts all of a query's scores alike: its gradient is zero but for rounding.
    if (/\.(key|k_lin)\.bias$/.test(spec.name)) expect(Math.max(...own.map(Math.abs)), spec.name).toBeLessThan(1e-6)
    else expect(relativeError(own, truth), spec.name).toBeLessThan(tolerance.gradients)
  }
  tf.dispose(grads)
}
