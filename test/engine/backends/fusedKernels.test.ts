/** The WebAssembly kernels of fused.ts, each against the same arithmetic in tfjs's operations on the CPU backend. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { dropoutDraw, fused, fusedAll, hasFused } from '../../../src/engine/nn/fused.ts'
import { startBackend, truthOf, valuesOn } from '../../support/backends.ts'
import { randomTensor } from '../../support/randomTensor.ts'
import { relativeError } from '../../support/relativeError.ts'

function drawn(shape: number[], name = 'x'): tf.Tensor {
  return randomTensor(`${name} ${shape}`, shape)
}

const whole = (values: number[], shape: number[] = [values.length]) => tf.tensor(values, shape, 'int32')

/** `own` on WASM gives what `composed` gives on the CPU; no value is off by more than `tolerance` of the largest. */
async function agree(own: () => tf.Tensor[], composed: () => tf.Tensor[], tolerance = 2e-6): Promise<void> {
  const truth = await truthOf(composed)
  const values = await valuesOn('wasm', own)
  expect(values.map((value) => value.length)).toEqual(truth.map((value) => value.length))
  for (const [index, expected] of truth.entries())
    expect(relativeError(values[index] as Float32Array, expected), `output ${index}`).toBeLessThanOrEqual(tolerance)
}

/** One value, less than a register, odd sizes, and more than a chunk. */
const shapes = [[1], [3], [4], [5, 7], [3, 5461, 3]]

describe('GELU on WASM is the CPU’s', () => {
  const steep = Math.sqrt(2 / Math.PI)
  const forms = {
    erf: (x: tf.Tensor) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
    tanh: (x: tf.Tensor) =>
      tf.mul(x, tf.mul(0.5, tf.add(1, tf.tanh(tf.mul(steep, tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))))),
  }
  const kinds = ['erf', 'tanh'] as const
  // tfjs's erf on the CPU is itself good to 1.5e-7 only.
  test.each(kinds.flatMap((kind) => shapes.map((shape) => ({ kind, shape }))))('$kind, $shape', ({ kind, shape }) =>
    agree(
      () => [
        fused('Gelu', { x: drawn(shape) }, { kind }),
        fused('GeluGrad', { x: drawn(shape), dy: drawn(shape, 'dy') }, { kind }),
      ],
      () => [forms[kind](drawn(shape)), tf.grad(forms[kind])(drawn(shape), drawn(shape, 'dy'))],
      1e-6,
    ),
  )

  test.each(kinds)('%s, against double precision from tail to tail', async (kind) => {
    const places = Array.from({ length: 4001 }, (_, at) => at / 200 - 10)
    const [values, slopes] = await valuesOn('wasm', () => {
      const x = tf.tensor1d(places)
      return [fused('Gelu', { x }, { kind }), fused('GeluGrad', { x, dy: tf.onesLike(x) }, { kind })]
    })
    const truth = places.map((place) => exactGelu(Math.fround(place), kind))
    const off = (given: Float32Array, value: (at: number) => number) =>
      Math.max(...places.map((_, at) => Math.abs((given[at] as number) - value(at)) / Math.max(1, Math.abs(value(at)))))
    expect(off(values as Float32Array, (at) => truth[at]?.value as number)).toBeLessThan(2.5e-7)
    expect(off(slopes as Float32Array, (at) => truth[at]?.slope as number)).toBeLessThan(4e-7)
  })

  test('what is no number stays none, and infinity is infinite', async () => {
    const [values] = await valuesOn('wasm', () => [
      fused('Gelu', { x: tf.tensor1d([Number.NaN, 1, Number.POSITIVE_INFINITY]) }, { kind: 'erf' }),
    ])
    expect((values as Float32Array)[0]).toBeNaN()
    expect((values as Float32Array)[1]).toBeCloseTo(0.8413447, 6)
    expect((values as Float32Array)[2]).toBe(Number.POSITIVE_INFINITY)
  })
})

/** In double precision; Φ by Simpson's rule from 0. */
function exactGelu(x: number, kind: 'erf' | 'tanh'): { value: number; slope: number } {
  if (kind === 'tanh') {
    const steep = Math.sqrt(2 / Math.PI)
    const share = 0.5 * (1 + Math.tanh(steep * (x + 0.044715 * x ** 3)))
    return { value: x * share, slope: share + 2 * x * share * (1 - share) * steep * (1 + 3 * 0.044715 * x * x) }
  }
  const density = (at: number) => Math.exp(-0.5 * at * at) / Math.sqrt(2 * Math.PI)
  const pieces = 400
  let sum = density(0) + density(x)
  for (let at = 1; at < pieces; at++) sum += (at % 2 ? 4 : 2) * density((x * at) / pieces)
  const phi = 0.5 + (sum * x) / (3 * pieces)
  return { value: x * phi, slope: phi + x * density(x) }
}

describe('layer norm on WASM is the CPU’s', () => {
  const epsilon = 1e-5
  const form = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true)
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), scale), shift)
  }
  test.each([
    [1, 1],
    [1, 8],
    [7, 3],
    [5, 19],
    [2, 3, 128],
    [70, 27],
    [130, 24],
    [9, 8200],
  ])('%j', (...shape) => {
    const width = shape.at(-1) as number
    const inputs = () => ({ x: drawn(shape), scale: drawn([width], 'scale'), shift: drawn([width], 'shift') })
    const own = () => {
      const { x, scale, shift } = inputs()
      const [y, statistics] = fusedAll('LayerNorm', { x, scale, shift }, { epsilon }) as [tf.Tensor, tf.Tensor]
      const dy = drawn(shape, 'dy')
      return [
        y,
        fused('LayerNormGrad', { x, statistics, scale, dy }, {}),
        ...fusedAll('LayerNormParameterGrad', { x, statistics, dy }, {}),
      ]
    }
    const composed = () => {
      const { x, scale, shift } = inputs()
      return [form(x, scale, shift), ...tf.grads(form)([x, scale, shift], drawn(shape, 'dy'))]
    }
    // A row of one value is its mean, so that only the shift is left, and the CPU's gradient is its rounding.
    return agree(own, composed, width === 1 ? 1e-3 : 5e-6)
  })
})

test.each([
  [1, 1],
  [3, 2],
  [1, 40],
  [200, 5],
  [3, 7, 19],
  [150, 70],
  [5000, 3],
])('columns of %j are summed', (...shape) =>
  agree(
    () => [fused('ColumnSum', { x: drawn(shape) }, {})],
    () => [tf.sum(tf.reshape(drawn(shape), [-1, shape.at(-1) as number]), 0)],
    // The CPU adds 5000 values one after another.
    5e-6,
  ),
)

test('a long column is summed to the last digit but one', async () => {
  const [sums] = await valuesOn('wasm', () => [fused('ColumnSum', { x: tf.fill([50_000, 20], 0.1) }, {})])
  for (const sum of sums as Float32Array) expect(Math.abs(sum / (50_000 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6)
})

describe('attention on WASM is the CPU’s', () => {
  interface Case {
    readonly name: string
    readonly batch: number
    readonly queries: number
    readonly keys: number
    readonly heads: number
    readonly keyHeads?: number
    readonly width: number
    readonly causal?: boolean
    readonly window?: number
    /** Tokens that are no padding, of each text. */
    readonly lengths?: number[]
    readonly masked?: number
  }
  const cases: Case[] = [
    { name: 'one token', batch: 1, queries: 1, keys: 1, heads: 1, width: 3 },
    { name: 'odd sizes', batch: 2, queries: 7, keys: 7, heads: 3, width: 5 },
    { name: 'more queries than a block', batch: 1, queries: 70, keys: 70, heads: 2, width: 8 },
    { name: 'causal', batch: 2, queries: 67, keys: 67, heads: 2, width: 4, causal: true },
    { name: 'a token after many', batch: 2, queries: 1, keys: 33, heads: 2, width: 8, causal: true },
    { name: 'causal with a window', batch: 1, queries: 75, keys: 75, heads: 1, width: 4, causal: true, window: 5 },
    { name: 'a window to both sides', batch: 2, queries: 75, keys: 75, heads: 2, width: 8, window: 5 },
    {
      name: 'a window to both sides with padding, narrower than a text and wider than the rest',
      batch: 3,
      queries: 70,
      keys: 70,
      heads: 2,
      width: 4,
      window: 30,
      lengths: [70, 41, 9],
      masked: 70,
    },
    { name: 'padding', batch: 3, queries: 9, keys: 9, heads: 2, width: 4, lengths: [9, 4, 1], masked: 9 },
    { name: 'texts of padding only', batch: 2, queries: 6, keys: 6, heads: 2, width: 4, lengths: [0, 6], masked: 6 },
    {
      name: 'causal texts of padding only',
      batch: 2,
      queries: 6,
      keys: 6,
      heads: 2,
      width: 4,
      causal: true,
      lengths: [0, 3],
      masked: 6,
    },
    {
      name: 'a prefix, padding and a causal window',
      batch: 2,
      queries: 10,
      keys: 13,
      heads: 2,
      width: 6,
      causal: true,
      window: 4,
      lengths: [10, 5],
      masked: 10,
    },
    { name: 'three heads that share one of keys', batch: 2, queries: 9, keys: 9, heads: 6, keyHeads: 2, width: 5 },
    {
      name: 'all heads sharing one of keys, over two blocks of queries, with padding and a window',
      batch: 2,
      queries: 70,
      keys: 70,
      heads: 4,
      keyHeads: 1,
      width: 8,
      causal: true,
      window: 9,
      lengths: [70, 40],
      masked: 70,
    },
  ]

  test.each(cases)('$name', (one) => {
    const { batch, queries, keys, heads, keyHeads = heads, width, causal = false, window = 0 } = one
    const scale = 1 / Math.sqrt(width)
    const mask = () =>
      one.lengths
        ? tf.tensor2d(
            one.lengths.map((length) => Array.from({ length: one.masked as number }, (_, at) => Number(at < length))),
          )
        : null
    const total = heads * width
    const inputs = () => [
      drawn([batch, queries, total], 'q'),
      drawn([batch, keys, keyHeads * width], 'k'),
      drawn([batch, keys, keyHeads * width], 'v'),
    ]
    const own = () => {
      const [q, k, v] = inputs() as [tf.Tensor, tf.Tensor, tf.Tensor]
      const how = { heads, keyHeads, scale, causal, window }
      const hides = mask()
      const [y, statistics] = fusedAll('Attention', { q, k, v, mask: hides }, how) as [tf.Tensor, tf.Tensor]
      const dy = drawn([batch, queries, total], 'dy')
      return [y, ...fusedAll('AttentionGrad', { q, k, v, mask: hides, y, statistics, dy }, how)]
    }
    const composed = () => {
      const split = (x: tf.Tensor, tokens: number) =>
        tf.transpose(tf.reshape(x, [batch, tokens, heads, width]), [0, 2, 1, 3])
      // Each head of keys, as often as it is read.
      const spread = (x: tf.Tensor) =>
        tf.tile(tf.reshape(x, [batch * keys * keyHeads, 1, width]), [1, heads / keyHeads, 1])
      const bias = new Float32Array(batch * queries * keys)
      for (let text = 0, at = 0; text < batch; text++)
        for (let row = 0; row < queries; row++)
          for (let key = 0; key < keys; key++, at++) {
            const own = row + keys - queries
            const near = window > 0 ? Math.abs(own - key) < window : true
            const before = !near || (causal && key > own)
            const token = key - (keys - (one.masked ?? 0))
            const padding = one.lengths && token >= 0 && token >= (one.lengths[text] as number)
            // A row that sees padding only takes the mean of it; what it may not see counts for nothing even then.
            bias[at] = before ? -1e20 : padding ? -1e9 : 0
          }
      const form = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => {
        const scores = tf.mul(tf.matMul(split(q, queries), split(spread(k), keys), false, true), scale)
        const weights = tf.softmax(tf.add(scores, tf.tensor(bias, [batch, 1, queries, keys])))
        return tf.reshape(tf.transpose(tf.matMul(weights, split(spread(v), keys)), [0, 2, 1, 3]), [
          batch,
          queries,
          total,
        ])
      }
      return [
        form(...(inputs() as [tf.Tensor, tf.Tensor, tf.Tensor])),
        ...tf.grads(form)(inputs(), drawn([batch, queries, total], 'dy')),
      ]
    }
    // One token alone has no gradient by its score: what the CPU leaves there is rounding.
    return agree(own, composed, keys === 1 ? 1e-3 : 5e-6)
  })

  test('a number that is none spoils its own text only', async () => {
    const [y] = await valuesOn('wasm', () => {
      const k = tf.tensor3d([...Array(23).fill(0.5), Number.NaN, ...Array(24).fill(0.5)], [2, 6, 4])
      const q = tf.ones([2, 6, 4])
      const how = { heads: 1, keyHeads: 1, scale: 1, causal: false, window: 0 }
      const [value] = fusedAll('Attention', { q, k, v: tf.ones([2, 6, 4]) }, how) as [tf.Tensor, tf.Tensor]
      return [value]
    })
    const values = [...(y as Float32Array)]
    expect(values.slice(0, 24).every(Number.isNaN)).toBe(true)
    for (const value of values.slice(24)) expect(value).toBeCloseTo(1, 6)
  })
})

describe('cross-entropy on WASM is the CPU’s', () => {
  const cases = [
    { name: 'two classes', rows: 3, classes: 2, smoothing: 0, weighed: false },
    { name: 'one row', rows: 1, classes: 10, smoothing: 0, weighed: false },
    { name: 'smoothed', rows: 9, classes: 7, smoothing: 0.1, weighed: false },
    { name: 'smoothed, classes weighed', rows: 40, classes: 13, smoothing: 0.2, weighed: true },
    { name: 'classes weighed', rows: 5, classes: 3, smoothing: 0, weighed: true },
    { name: 'a vocabulary', rows: 6, classes: 5003, smoothing: 0, weighed: false },
  ]
  test.each(cases)('$name', ({ rows, classes, smoothing, weighed }) => {
    const targets = () => whole(Array.from({ length: rows }, (_, row) => (7 * row + 1) % classes))
    const classWeights = () => (weighed ? tf.add(tf.abs(drawn([classes], 'weights')), 0.5) : tf.ones([classes]))
    // A row counts by the class of its target alone, whatever shares smoothing gives to the others.
    const weights = () => tf.mul(tf.div(tf.range(0, rows), rows), tf.gather(classWeights(), targets() as tf.Tensor1D))
    const logits = () => tf.mul(drawn([rows, classes]), 3)
    const form = (x: tf.Tensor) => {
      const hot = tf.add(tf.mul(tf.oneHot(targets() as tf.Tensor1D, classes), 1 - smoothing), smoothing / classes)
      const losses = tf.mul(hot, tf.neg(tf.logSoftmax(x)))
      return tf.sum(tf.mul(tf.sum(losses, -1), weights())) as tf.Scalar
    }
    return agree(
      () =>
        fusedAll(
          'CrossEntropy',
          { logits: logits(), targets: targets(), weights: weights() },
          { smoothing, apart: false },
        ),
      () => [form(logits()), tf.grad(form)(logits())],
      5e-6,
    )
  })

  test('each row’s part of the total is told apart', async () => {
    const inputs = () => ({
      logits: drawn([5, 300]),
      targets: whole([7, 299, 0, -1, 12]),
      weights: tf.tensor1d([1, 2, 0, 1, 0.5]),
    })
    const [each, gradient] = await valuesOn('wasm', () =>
      fusedAll('CrossEntropy', inputs(), { smoothing: 0, apart: true }),
    )
    const [log] = await valuesOn('cpu', () => [tf.neg(tf.logSoftmax(inputs().logits as tf.Tensor2D))])
    const nats = (row: number, id: number) => (log as Float32Array)[row * 300 + id] as number
    const truth = [nats(0, 7), 2 * nats(1, 299), 0, 0, 0.5 * nats(4, 12)]
    expect(relativeError(each as Float32Array, Float32Array.from(truth))).toBeLessThan(1e-6)
    const [, together] = await valuesOn('wasm', () =>
      fusedAll('CrossEntropy', inputs(), { smoothing: 0, apart: false }),
    )
    expect(gradient).toEqual(together)
  })

  test('a target that is no class weighs nothing', async () => {
    const [total, gradient] = await valuesOn('wasm', () =>
      fusedAll(
        'CrossEntropy',
        { logits: tf.zeros([3, 4]), targets: whole([-1, 4, 2]), weights: tf.ones([3]) },
        { smoothing: 0, apart: false },
      ),
    )
    expect((total as Float32Array)[0]).toBeCloseTo(Math.log(4), 6)
    expect([...(gradient as Float32Array)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.25, -0.75, 0.25])
  })

  test('a logit that is no number makes the total none', async () => {
    const logits = () => tf.tensor2d([[Number.NaN, 1, 2, 3, 4]])
    const [total] = await valuesOn('wasm', () =>
      fusedAll(
        'CrossEntropy',
        { logits: logits(), targets: whole([3]), weights: tf.ones([1]) },
        { smoothing: 0, apart: false },
      ),
    )
    expect((total as Float32Array)[0]).toBeNaN()
  })
})

test.each(shapes)('squares are summed, %j', (...shape) =>
  agree(
    () => [fused('SumOfSquares', { x: drawn(shape) }, {})],
    () => [tf.sum(tf.square(drawn(shape)))],
    // The CPU adds some 50,000 values one after another.
    2e-5,
  ),
)

test.each(shapes)('a step of AdamW is the CPU’s, %j', (...shape) => {
  const how = {
    rate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    decay: 0.1,
    correction1: 0.19,
    correction2: 0.0447,
  }
  const inputs = () => ({
    value: drawn(shape, 'value'),
    gradient: drawn(shape, 'gradient'),
    first: drawn(shape, 'first'),
    second: tf.square(drawn(shape, 'second')),
    factor: tf.scalar(0.7),
  })
  return agree(
    () => fusedAll('AdamW', inputs(), how),
    () => {
      const { value, gradient, first, second, factor } = inputs()
      const g = tf.mul(factor, gradient)
      const m = tf.add(tf.mul(first, 0.9), tf.mul(g, 0.1))
      const v = tf.add(tf.mul(second, 0.999), tf.mul(tf.square(g), 0.001))
      const step = tf.div(tf.div(m, 0.19), tf.add(tf.div(tf.sqrt(v), 0.0447), 1e-8))
      return [tf.sub(value, tf.mul(0.01, tf.add(step, tf.mul(value, 0.1)))), m, v]
    },
  )
})

test.each([
  ['few', 5, 3, [0, 4, 4, 2]],
  ['none of some', 40, 10, [39, 0, 39, 7, 7, 7]],
  ['out of range', 6, 9, [-1, 6, 3, 2 ** 30]],
])('gradients of an embedding are summed by id: %s', async (_name, rows, width, ids) => {
  const dy = () => drawn([ids.length, width], 'dy')
  const [sums] = await valuesOn('wasm', () => [fused('EmbeddingGrad', { ids: whole(ids), dy: dy() }, { rows })])
  const [above] = (await truthOf(() => [dy()])) as [Float32Array]
  const truth = new Float32Array(rows * width)
  ids.forEach((id, place) => {
    if (id < 0 || id >= rows) return
    for (let at = 0; at < width; at++) {
      const to = id * width + at
      truth[to] = (truth[to] as number) + (above[place * width + at] as number)
    }
  })
  expect(sums).toEqual(truth)
})

test.each([
  [1, 0.5, 3],
  [5, 0.1, 2 ** 32 - 1],
  [40_001, 0.3, 12345],
])('dropout of %i values at %f is drawn as `dropoutDraw` says', async (count, share, seed) => {
  const [values] = await valuesOn('wasm', () => [fused('Dropout', { x: tf.ones([count]) }, { seed, share })])
  const scale = Math.fround(1 / (1 - share))
  const truth = Float32Array.from({ length: count }, (_, place) => (dropoutDraw(seed, place) < share ? 0 : scale))
  expect(values).toEqual(truth)
})

test('every kernel of the contract is there', async () => {
  await startBackend('wasm')
  const names = [
    ...['Product', 'ColumnSum', 'Gelu', 'GeluGrad', 'LayerNorm', 'LayerNormGrad', 'LayerNormParameterGrad'],
    ...['Attention', 'AttentionGrad', 'CrossEntropy', 'SumOfSquares', 'AdamW', 'EmbeddingGrad', 'Dropout'],
  ] as const
  expect(names.filter((name) => !hasFused(name as Parameters<typeof hasFused>[0]))).toEqual([])
})

test('the heap neither grows nor keeps a tensor while kernels run again and again', async () => {
  await startBackend('wasm')
  const backend = tf.backend() as BackendWasm
  const heapBytes = () => (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length
  const round = () =>
    tf.tidy(() => {
      const x = drawn([64, 96]) as tf.Tensor2D
      fused('SumOfSquares', { x }, {})
      fusedAll(
        'CrossEntropy',
        { logits: x, targets: tf.zeros([64], 'int32'), weights: tf.ones([64]) },
        { smoothing: 0.1, apart: false },
      )
      const how = { heads: 4, keyHeads: 4, scale: 1, causal: true, window: 0 }
      const q = tf.reshape(x, [2, 32, 96])
      const [y, statistics] = fusedAll('Attention', { q, k: q, v: q }, how) as [tf.Tensor, tf.Tensor]
      fusedAll('AttentionGrad', { q, k: q, v: q, y, statistics, dy: q }, how)
    })
  round()
  const before = { ids: backend.numDataIds(), heap: heapBytes(), tensors: tf.memory().numTensors }
  for (let at = 0; at < 100; at++) round()
  expect({ ids: backend.numDataIds(), heap: heapBytes(), tensors: tf.memory().numTensors }).toEqual(before)
})
