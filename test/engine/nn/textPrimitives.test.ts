/** Primitives whose gradients are written out, held to the same formula in plain operations that tfjs differentiates. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { gelu, geluTanh } from '../../../src/engine/nn/activations.ts'
import { attention } from '../../../src/engine/nn/attention.ts'
import { crossEntropy, totalCrossEntropy } from '../../../src/engine/nn/crossEntropy.ts'
import { dropout } from '../../../src/engine/nn/dropout.ts'
import { dropoutDraw } from '../../../src/engine/nn/fused.ts'
import {
  addBias,
  addPositions,
  embedding,
  layerNorm,
  linear,
  pairedLinear,
} from '../../../src/engine/nn/textPrimitives.ts'
import { seeded } from '../../../src/shared/random.ts'
import { truthOf, valuesOn } from '../../support/backends.ts'
import { relativeError } from '../../support/relativeError.ts'

type Function = (...inputs: tf.Tensor[]) => tf.Tensor

interface Case {
  readonly name: string
  readonly inputs: readonly (readonly number[])[]
  readonly own: Function
  readonly plain: Function
}

const ids = () => tf.tensor2d([3, 0, 3, 6, 1, 3], [2, 3], 'int32')
const mask = () => tf.tensor2d([1, 1, 1, 1, 1, 1, 0, 0], [2, 4])
const width3 = { heads: 2, scale: 1 / Math.sqrt(3), causal: false, window: null }
const attends = (options: typeof width3 | Record<string, unknown>, masked: boolean): Function => {
  const all = { ...width3, ...options }
  return (q, k, v) => attention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, masked ? mask() : null, all)
}

const cases: Case[] = [
  { name: 'gelu', inputs: [[3, 7]], own: (x) => gelu(x as tf.Tensor), plain: (x) => plainGelu(x as tf.Tensor) },
  {
    name: 'gelu by tanh',
    inputs: [[3, 7]],
    own: (x) => geluTanh(x as tf.Tensor),
    plain: (x) => plainGeluTanh(x as tf.Tensor),
  },
  {
    name: 'layer norm',
    inputs: [[2, 3, 5], [5], [5]],
    own: (x, g, b) => layerNorm(x as tf.Tensor, g as tf.Tensor1D, b as tf.Tensor1D, 1e-5),
    plain: (x, g, b) => plainLayerNorm(x as tf.Tensor, g as tf.Tensor, b as tf.Tensor),
  },
  {
    name: 'a dense layer over tokens',
    inputs: [[2, 3, 4], [4, 5], [5]],
    own: (x, w, b) => linear(x as tf.Tensor, w as tf.Tensor2D, b as tf.Tensor1D),
    plain: (x, w, b) => tf.add(tf.sum(tf.mul(tf.expandDims(x as tf.Tensor, -1), w as tf.Tensor), 2), b as tf.Tensor),
  },
  {
    name: 'a dense layer without bias',
    inputs: [
      [2, 4],
      [4, 5],
    ],
    own: (x, w) => linear(x as tf.Tensor, w as tf.Tensor2D, null),
    plain: (x, w) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D),
  },
  {
    name: 'a dense layer with a low-rank pair beside it',
    inputs: [[2, 3, 4], [4, 5], [5], [4, 2], [2, 5]],
    own: (x, w, bias, a, b) => pairedLinear(x as tf.Tensor, { ...layer(w, a, b), bias: bias as tf.Tensor1D }),
    plain: (x, w, bias, a, b) => tf.add(plainPaired(x, w, a, b), bias as tf.Tensor),
  },
  {
    name: 'a dense layer with a pair of one row, without bias',
    inputs: [
      [1, 9],
      [9, 3],
      [9, 1],
      [1, 3],
    ],
    own: (x, w, a, b) => pairedLinear(x as tf.Tensor, { ...layer(w, a, b), bias: null }),
    plain: (x, w, a, b) => plainPaired(x, w, a, b),
  },
  {
    name: 'dropout, whose gradient hides what was hidden',
    inputs: [[3, 41]],
    own: (x) => dropout(x as tf.Tensor, 0.3, 4_000_000_000),
    plain: (x) => tf.mul(x as tf.Tensor, keptOf(123, 0.3, 4_000_000_000)),
  },
  {
    name: 'cross-entropy',
    inputs: [[4, 7]],
    own: (x) => totalCrossEntropy(x as tf.Tensor2D, targets()),
    plain: (x) => tf.sum(tf.mul(plainCrossEntropy(x as tf.Tensor2D, 0), targets().counts)),
  },
  {
    name: 'cross-entropy with smoothing and class weights',
    inputs: [[4, 7]],
    own: (x) => crossEntropy(x as tf.Tensor2D, targets().targets, { smoothing: 0.2, classWeights: classWeights() }),
    plain: (x) => {
      const counts = tf.gather(classWeights(), targets().targets)
      return tf.div(tf.sum(tf.mul(plainCrossEntropy(x as tf.Tensor2D, 0.2), counts)), tf.sum(counts))
    },
  },
  {
    name: 'a bias on pictures',
    inputs: [[2, 3, 3, 4], [4]],
    own: (x, b) => addBias(x as tf.Tensor, b as tf.Tensor1D),
    plain: (x, b) => tf.add(x as tf.Tensor, b as tf.Tensor),
  },
  {
    name: 'an embedding whose rows are asked for twice and never',
    inputs: [[7, 4]],
    own: (table) => embedding(table as tf.Tensor2D, ids()),
    plain: (table) =>
      tf.reshape(tf.matMul(tf.cast(tf.oneHot(tf.reshape(ids(), [6]), 7), 'float32'), table as tf.Tensor2D), [2, 3, 4]),
  },
  {
    name: 'positions from the third on',
    inputs: [
      [2, 3, 4],
      [6, 4],
    ],
    own: (x, table) => addPositions(x as tf.Tensor3D, table as tf.Tensor2D, 2),
    plain: (x, table) => tf.add(x as tf.Tensor, tf.slice(table as tf.Tensor, [2, 0], [3, 4])),
  },
  ...attentionCases(),
]

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(cases)('$name: value and gradients', async ({ name, inputs, own, plain }) => {
    const random = seeded(name)
    const starts = inputs.map((shape) => values(shape, random.normal))
    const slopes = (f: Function) => () => {
      const given = starts.map((start, index) => tf.tensor(start, [...(inputs[index] as number[])]))
      const value = f(...given)
      const dy = tf.tensor(values(value.shape, seeded('slope').normal), value.shape)
      return [value, ...tf.grads(f)(given, dy)]
    }
    const results = await valuesOn(backend, slopes(own))
    const truths = await truthOf(slopes(plain))
    expect(results.map((result) => result.length)).toEqual(truths.map((truth) => truth.length))
    for (const [index, result] of results.entries())
      expect(
        relativeError(result, truths[index] as Float32Array),
        index === 0 ? 'value' : `gradient ${index}`,
      ).toBeLessThan(1e-5)
  })

  test('padding that fills a whole row leaves finite numbers', async () => {
    const empty = () => {
      const x = tf.ones([1, 2, 6]) as tf.Tensor3D
      return [attention(x, x, x, tf.zeros([1, 2]), width3)]
    }
    const [result] = await valuesOn(backend, empty)
    expect(result?.every(Number.isFinite)).toBe(true)
  })
})

const scale = 0.7

function layer(w: unknown, a: unknown, b: unknown) {
  return { kernel: w as tf.Tensor2D, a: a as tf.Tensor2D, b: b as tf.Tensor2D, scale }
}

/** With the sum of the weights, as it is merged. */
function plainPaired(...[x, w, a, b]: readonly (tf.Tensor | undefined)[]): tf.Tensor {
  const pair = tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)
  const merged = tf.add(w as tf.Tensor, tf.mul(pair, scale)) as tf.Tensor2D
  const given = x as tf.Tensor
  const flat = tf.reshape(given, [-1, merged.shape[0]]) as tf.Tensor2D
  return tf.reshape(tf.matMul(flat, merged), [...given.shape.slice(0, -1), merged.shape[1]])
}

/** [3, size ÷ 3]: 0 where a value is hidden, else what it is multiplied by. */
function keptOf(size: number, share: number, seed: number): tf.Tensor {
  const kept = Array.from({ length: size }, (_, place) => (dropoutDraw(seed, place) < share ? 0 : 1 / (1 - share)))
  return tf.tensor(kept, [3, size / 3])
}

function targets() {
  return { targets: tf.tensor1d([6, 0, 2, 2], 'int32'), counts: tf.tensor1d([1, 0, 0.5, 2]) }
}

function classWeights(): tf.Tensor1D {
  return tf.tensor1d([1, 0.5, 2, 1, 1, 1, 3])
}

/** Of each row. */
function plainCrossEntropy(logits: tf.Tensor2D, smoothing: number): tf.Tensor {
  const hard = tf.cast(tf.oneHot(targets().targets, 7), 'float32')
  const soft = tf.add(tf.mul(hard, 1 - smoothing), smoothing / 7)
  return tf.sum(tf.mul(soft, tf.neg(tf.logSoftmax(logits))), 1)
}

function attentionCases(): Case[] {
  const square = [
    [2, 4, 6],
    [2, 4, 6],
    [2, 4, 6],
  ]
  const long = [
    [2, 2, 6],
    [2, 4, 6],
    [2, 4, 6],
  ]
  const sees = { all: () => true, past: (q: number, k: number) => k <= q }
  return [
    { name: 'attention', inputs: square, own: attends({}, false), plain: plainAttention(2, sees.all, false) },
    {
      name: 'attention over padded texts',
      inputs: square,
      own: attends({}, true),
      plain: plainAttention(2, sees.all, true),
    },
    {
      name: 'causal attention with one head',
      inputs: square,
      own: attends({ causal: true, heads: 1 }, true),
      plain: plainAttention(1, sees.past, true),
    },
    {
      name: 'causal attention through a window of two',
      inputs: square,
      own: attends({ causal: true, window: 2 }, false),
      plain: plainAttention(2, (q, k) => k <= q && k > q - 2, false),
    },
    {
      name: 'attention through a window of two to both sides',
      inputs: square,
      own: attends({ window: 2 }, false),
      plain: plainAttention(2, (q, k) => Math.abs(k - q) < 2, false),
    },
    {
      name: 'causal attention of the last two tokens to all four',
      inputs: long,
      own: attends({ causal: true }, false),
      plain: plainAttention(2, (q, k) => k <= q + 2, false),
    },
  ]
}

/** Head by head and text by text, with −∞ where nothing is seen. Heads of width 6 / heads, scaled by 1/√3. */
function plainAttention(heads: number, sees: (query: number, key: number) => boolean, masked: boolean): Function {
  return (q, k, v) => {
    const keep = mask().arraySync()
    const width = 6 / heads
    const texts = [0, 1].map((text) => {
      const parts = Array.from({ length: heads }, (_, head) => {
        const part = (x: tf.Tensor | undefined) =>
          tf.reshape(tf.slice(x as tf.Tensor3D, [text, 0, head * width], [1, (x as tf.Tensor3D).shape[1], width]), [
            -1,
            width,
          ]) as tf.Tensor2D
        const scores = tf.mul(tf.matMul(part(q), part(k), false, true), 1 / Math.sqrt(3)) as tf.Tensor2D
        const [queries, keys] = scores.shape
        const open = tf.tensor2d(
          Array.from({ length: queries }, (_, row) =>
            Array.from({ length: keys }, (_, key) => (sees(row, key) && (!masked || keep[text]?.[key] === 1) ? 1 : 0)),
          ),
        )
        const raised = tf.mul(tf.exp(scores), open)
        return tf.matMul(tf.div(raised, tf.sum(raised, 1, true)) as tf.Tensor2D, part(v))
      })
      return tf.concat(parts, 1)
    })
    return tf.stack(texts)
  }
}

function plainGelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))
}

function plainGeluTanh(x: tf.Tensor): tf.Tensor {
  const inner = tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI))
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1))
}

function plainLayerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true)
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), shift)
}

function values(shape: readonly number[], draw: () => number): Float32Array {
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw)
}
