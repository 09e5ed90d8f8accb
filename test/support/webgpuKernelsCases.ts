/** What browser/webgpuKernels.test.ts holds each kernel to: the same by tfjs's operations and its own gradients. */
import * as tf from '@tensorflow/tfjs-core'
import { crossEntropy } from '../../src/engine/nn/crossEntropy.ts'
import { dropoutDraw, fused, fusedAll } from '../../src/engine/nn/fused.ts'
import { seeded } from '../../src/shared/random.ts'
import type { KernelCase } from './kernelCase.ts'
import { packedCases } from './packedKernelsCases.ts'

const straight = { transposeA: false, transposeB: false }
const left = { transposeA: true, transposeB: false }
const right = { transposeA: false, transposeB: true }
const both = { transposeA: true, transposeB: true }

export const kernelCases: readonly KernelCase[] = [
  ...productCases(),
  ...batchCases(),
  ...elementwiseCases(),
  ...rowCases(),
  ...attentionCases(),
  ...lossCases(),
  weightedLossCase(),
  ...embeddingCases(),
  ...clippingCases(),
  ...packedCases(),
]

/** Values by the name alone, so that both backends get the same. */
function draw(name: string, shape: number[], scale = 1): tf.Tensor {
  const random = seeded(name)
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal()),
    shape,
  )
}

interface ProductSizes {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly k2?: number
  readonly bias?: boolean
  readonly scale?: number
}

function productCases(): KernelCase[] {
  const sizes: [ProductSizes, (typeof straight)[]][] = [
    [{ m: 64, n: 32, k: 48, bias: true }, [straight, left, right, both]],
    [{ m: 1, n: 1, k: 1 }, [straight, right]],
    [{ m: 1, n: 33, k: 300, bias: true }, [straight]],
    [{ m: 67, n: 1, k: 7 }, [straight]],
    [{ m: 37, n: 19, k: 5, k2: 3, bias: true, scale: 0.3 }, [straight, left, right, both]],
    // Of long sums and small results, which the tiled variant shares out.
    [{ m: 40, n: 24, k: 300, k2: 8, scale: 2 }, [straight, left, right]],
    [{ m: 129, n: 68, k: 20, k2: 4, bias: true, scale: -1.5 }, [straight, left]],
    // Large enough for the largest pieces.
    [{ m: 520, n: 516, k: 12, bias: true }, [straight]],
  ]
  return sizes.flatMap(([size, transposes]) => transposes.map((each) => productCase(size, each)))
}

function productCase({ m, n, k, k2 = 0, bias, scale = 1 }: ProductSizes, transposes: typeof straight): KernelCase {
  const { transposeA, transposeB } = transposes
  const make = () => {
    const matrix = (name: string, rows: number, columns: number, swap: boolean) =>
      draw(name, swap ? [columns, rows] : [rows, columns]) as tf.Tensor2D
    return {
      a: matrix('a', m, k, transposeA),
      b: matrix('b', k, n, transposeB),
      a2: k2 ? matrix('a2', m, k2, transposeA) : null,
      b2: k2 ? matrix('b2', k2, n, transposeB) : null,
      bias: bias ? draw('bias', [n]) : null,
    }
  }
  return {
    name: `Product ${JSON.stringify({ m, n, k, k2, bias, scale, ...transposes })}`,
    team: true,
    kernel: () => [fused('Product', make(), { ...transposes, scale })],
    composed() {
      const { a, b, a2, b2, bias: shift } = make()
      const first = tf.mul(tf.matMul(a, b, transposeA, transposeB), scale)
      const sum = a2 && b2 ? tf.add(first, tf.matMul(a2, b2, transposeA, transposeB)) : first
      return [shift ? tf.add(sum, shift) : sum]
    },
  }
}

/** tfjs's own matMul, whose kernels are replaced. */
function batchCases(): KernelCase[] {
  const cases: { a: number[]; b: number[]; transposes: typeof straight }[] = [
    { a: [2, 3, 9, 12], b: [2, 3, 12, 5], transposes: straight },
    { a: [2, 3, 12, 9], b: [2, 3, 5, 12], transposes: both },
    { a: [4, 6, 8], b: [1, 16, 8], transposes: right },
    { a: [1, 7, 6], b: [5, 7, 4], transposes: left },
    { a: [1, 1, 4, 8], b: [3, 8, 4], transposes: straight },
  ]
  const matrices = cases.map(({ a, b, transposes }): KernelCase => {
    const { transposeA, transposeB } = transposes
    const compute = () => [tf.matMul(draw('a', a), draw('b', b), transposeA, transposeB)]
    return { name: `matMul ${JSON.stringify({ a, b, ...transposes })}`, team: true, kernel: compute, composed: compute }
  })
  const activated = (['relu', 'elu'] as const).map((activation): KernelCase => {
    const given = () => ({ a: draw('a', [5, 6]) as tf.Tensor2D, b: draw('b', [6, 7]) as tf.Tensor2D })
    const compute = () => [tf.fused.matMul({ ...given(), bias: draw('bias', [7]), activation })]
    return { name: `fused matMul and ${activation}`, kernel: compute, composed: compute }
  })
  const cast = () => [tf.matMul(tf.cast(tf.oneHot(tf.tensor1d([2, 0, 1], 'int32'), 4), 'float32'), draw('b', [4, 5]))]
  return [...matrices, ...activated, { name: 'matMul of integers cast to floats', kernel: cast, composed: cast }]
}

function elementwiseCases(): KernelCase[] {
  const gelus = (['erf', 'tanh'] as const).flatMap((kind) =>
    [[8, 16], [7, 3], [1]].flatMap((shape): KernelCase[] => {
      // Beyond ±10 too, where a driver's tanh may overflow.
      const x = () => draw('x', shape, 12)
      const dy = () => draw('dy', shape)
      return [
        {
          name: `Gelu ${kind} [${shape}]`,
          kernel: () => [fused('Gelu', { x: x() }, { kind })],
          composed: () => [composedGelu(x(), kind)],
        },
        {
          name: `GeluGrad ${kind} [${shape}]`,
          kernel: () => [fused('GeluGrad', { x: x(), dy: dy() }, { kind })],
          composed: () => [tf.grad((given) => composedGelu(given, kind))(x(), dy())],
        },
      ]
    }),
  )
  const dropouts = [
    [6, 8],
    [11, 3],
  ].map((shape): KernelCase => {
    const [seed, share] = [4_000_000_123, 0.1]
    return {
      name: `Dropout [${shape}]`,
      kernel: () => [fused('Dropout', { x: draw('x', shape) }, { seed, share })],
      composed() {
        const kept = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, place) =>
          dropoutDraw(seed, place) < share ? 0 : 1 / (1 - share),
        )
        return [tf.mul(draw('x', shape), tf.tensor(kept, shape))]
      },
    }
  })
  return [...gelus, ...dropouts, ...adamCases()]
}

function composedGelu(x: tf.Tensor, kind: 'erf' | 'tanh'): tf.Tensor {
  const bend =
    kind === 'erf'
      ? tf.erf(tf.mul(x, Math.SQRT1_2))
      : tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
  return tf.mul(tf.mul(x, 0.5), tf.add(bend, 1))
}

function adamCases(): KernelCase[] {
  const settings = {
    rate: 0.003,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    decay: 0.01,
    correction1: 1 - 0.9 ** 3,
    correction2: Math.sqrt(1 - 0.999 ** 3),
  }
  return [
    [12, 8],
    [5, 7],
  ].map((shape): KernelCase => {
    const make = () => ({
      value: draw('value', shape),
      gradient: draw('gradient', shape),
      first: draw('first', shape, 0.1),
      second: tf.square(draw('second', shape, 0.1)),
      factor: tf.scalar(0.7),
    })
    return {
      name: `AdamW [${shape}]`,
      kernel: () => fusedAll('AdamW', make(), settings),
      composed() {
        const { value, gradient, first, second, factor } = make()
        const { rate, beta1, beta2, epsilon, decay, correction1, correction2 } = settings
        const g = tf.mul(gradient, factor)
        const m = tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1))
        const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2))
        const direction = tf.div(tf.div(m, correction1), tf.add(tf.div(tf.sqrt(v), correction2), epsilon))
        return [tf.sub(value, tf.mul(tf.add(direction, tf.mul(value, decay)), rate)), m, v]
      },
    }
  })
}

function rowCases(): KernelCase[] {
  const norms = [
    [6, 5, 16],
    [300, 7],
    [1, 130],
    [3, 1],
  ].flatMap((shape): KernelCase[] => {
    const epsilon = 1e-5
    const width = shape.at(-1) as number
    const make = () => ({
      // A mean far from zero, which Σx² − (Σx)² would lose.
      x: tf.add(draw('x', shape), 20),
      scale: draw('scale', [width]),
      shift: draw('shift', [width]),
    })
    const statistics = (x: tf.Tensor) => {
      const { mean, variance } = tf.moments(x, -1, true)
      return { mean, factor: tf.rsqrt(tf.add(variance, epsilon)) }
    }
    const norm = (x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor) => {
      const { mean, factor } = statistics(x)
      return tf.add(tf.mul(tf.mul(tf.sub(x, mean), factor), scale), shift)
    }
    return [
      {
        name: `LayerNorm [${shape}]`,
        kernel: () => fusedAll('LayerNorm', make(), { epsilon }),
        composed() {
          const { x, scale, shift } = make()
          const { mean, factor } = statistics(x)
          return [norm(x, scale, shift), tf.reshape(tf.stack([mean, factor], -1), [-1, 2])]
        },
      },
      {
        name: `LayerNorm gradients [${shape}]`,
        kernel() {
          const { x, scale, shift } = make()
          const [, statistics] = fusedAll('LayerNorm', { x, scale, shift }, { epsilon })
          const given = { x, statistics: statistics as tf.Tensor, dy: draw('dy', shape) }
          return [fused('LayerNormGrad', { ...given, scale }, {}), ...fusedAll('LayerNormParameterGrad', given, {})]
        },
        composed() {
          const { x, scale, shift } = make()
          return tf.grads(norm)([x, scale, shift], draw('dy', shape))
        },
      },
    ]
  })
  const sums = [
    [1000, 12],
    [5, 3],
    [1, 9],
    [700, 1],
  ].flatMap((shape): KernelCase[] => [
    {
      name: `ColumnSum [${shape}]`,
      kernel: () => [fused('ColumnSum', { x: draw('x', shape) }, {})],
      composed: () => [tf.sum(draw('x', shape), 0)],
    },
    {
      name: `SumOfSquares [${shape}]`,
      kernel: () => [fused('SumOfSquares', { x: draw('x', shape) }, {})],
      composed: () => [tf.sum(tf.square(draw('x', shape)))],
    },
  ])
  const large: KernelCase = {
    name: 'SumOfSquares of a tensor that takes two dispatches',
    kernel: () => [fused('SumOfSquares', { x: draw('x', [600, 500]) }, {})],
    composed: () => [tf.sum(tf.square(draw('x', [600, 500])))],
  }
  return [...norms, ...sums, large].map((each) => ({ ...each, team: true }))
}

interface AttentionCase {
  readonly says: string
  readonly queries: number
  readonly keys: number
  readonly heads: number
  readonly keyHeads?: number
  readonly width: number
  readonly causal?: boolean
  readonly window?: number
  /** Tokens of each of the two texts, of the mask's length. */
  readonly tokens?: readonly [number, number, number]
}

function attentionCases(): KernelCase[] {
  const cases: AttentionCase[] = [
    { says: 'of all', queries: 9, keys: 9, heads: 2, width: 8 },
    { says: 'of one query and one key', queries: 1, keys: 1, heads: 1, width: 8 },
    { says: 'of heads whose width four does not divide', queries: 7, keys: 7, heads: 3, width: 5 },
    { says: 'of causal order', queries: 11, keys: 11, heads: 2, width: 8, causal: true },
    { says: 'within a window', queries: 11, keys: 11, heads: 2, width: 8, causal: true, window: 3 },
    { says: 'within a window to both sides', queries: 11, keys: 11, heads: 2, width: 8, window: 3 },
    {
      says: 'within a window to both sides with padding',
      queries: 9,
      keys: 9,
      heads: 1,
      width: 5,
      window: 4,
      tokens: [6, 9, 9],
    },
    { says: 'with padding', queries: 8, keys: 8, heads: 2, width: 8, tokens: [5, 8, 8] },
    { says: 'with a text that is all padding', queries: 6, keys: 6, heads: 2, width: 8, tokens: [0, 6, 6] },
    {
      says: 'of causal order with a text that is all padding',
      queries: 6,
      keys: 6,
      heads: 1,
      width: 8,
      causal: true,
      tokens: [0, 4, 6],
    },
    { says: 'of a prefix before the mask', queries: 5, keys: 9, heads: 2, width: 8, tokens: [3, 5, 5] },
    { says: 'of causal order with more keys than queries', queries: 3, keys: 10, heads: 2, width: 8, causal: true },
    { says: 'of wide heads', queries: 6, keys: 6, heads: 1, width: 32, tokens: [4, 6, 6] },
    { says: 'of heads that share keys', queries: 9, keys: 9, heads: 6, keyHeads: 2, width: 8 },
    {
      says: 'of heads that share all keys, in causal order with padding',
      queries: 7,
      keys: 7,
      heads: 3,
      keyHeads: 1,
      width: 5,
      causal: true,
      tokens: [5, 7, 7],
    },
  ]
  return cases.flatMap((each): KernelCase[] => {
    const { queries, keys, heads, keyHeads = heads, width, causal = false, window = 0 } = each
    const total = heads * width
    const settings = { heads, keyHeads, scale: 1 / Math.sqrt(width), causal, window }
    const make = () => ({
      q: draw('q', [2, queries, total]),
      k: draw('k', [2, keys, keyHeads * width]),
      v: draw('v', [2, keys, keyHeads * width]),
    })
    const mask = () => maskOf(each)
    const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => composedAttention(q, k, v, each)
    return [
      {
        name: `Attention ${each.says}`,
        team: true,
        kernel: () => [fused('Attention', { ...make(), mask: mask() }, settings)],
        composed() {
          const { q, k, v } = make()
          return [attend(q, k, v)]
        },
      },
      {
        name: `AttentionGrad ${each.says}`,
        team: true,
        kernel() {
          const given = { ...make(), mask: mask() }
          const [y, statistics] = fusedAll('Attention', given, settings) as [tf.Tensor, tf.Tensor]
          return fusedAll('AttentionGrad', { ...given, y, statistics, dy: draw('dy', y.shape) }, settings)
        },
        composed() {
          const { q, k, v } = make()
          return tf.grads(attend)([q, k, v], draw('dy', q.shape))
        },
      },
    ]
  })
}

function maskOf({ tokens }: AttentionCase): tf.Tensor | null {
  if (!tokens) return null
  const [first, second, length] = tokens
  const row = (count: number) => Array.from({ length }, (_, at) => (at < count ? 1 : 0))
  return tf.tensor2d([row(first), row(second)])
}

function composedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, each: AttentionCase): tf.Tensor {
  const { queries, keys, heads, keyHeads = heads, width, causal = false, window = 0 } = each
  // Each head of keys, as often as it is read.
  const spread = (x: tf.Tensor) => tf.tile(tf.reshape(x, [2 * keys * keyHeads, 1, width]), [1, heads / keyHeads, 1])
  const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [2, -1, heads, width]), [0, 2, 1, 3])
  const hidden = tf.buffer([queries, keys])
  for (let row = 0; row < queries; row++)
    for (let key = 0; key < keys; key++) {
      const own = row + keys - queries
      const near = window > 0 ? Math.abs(own - key) < window : true
      if (!near || (causal && key > own)) hidden.set(-1e9, row, key)
    }
  const mask = maskOf(each)
  const padding = mask
    ? tf.pad(tf.mul(tf.sub(1, mask), -1e9), [
        [0, 0],
        [keys - (mask.shape[1] as number), 0],
      ])
    : tf.zeros([2, keys])
  const scores = tf.mul(tf.matMul(split(q), split(spread(k)), false, true), 1 / Math.sqrt(width))
  const shares = tf.softmax(tf.add(tf.add(scores, hidden.toTensor()), tf.reshape(padding, [2, 1, 1, keys])))
  return tf.reshape(tf.transpose(tf.matMul(shares, split(spread(v))), [0, 2, 1, 3]), [2, queries, heads * width])
}

function lossCases(): KernelCase[] {
  return [
    { n: 9, c: 5 },
    { n: 1, c: 2 },
    { n: 33, c: 200 },
  ].flatMap(({ n, c }) =>
    [0, 0.1].flatMap((smoothing) =>
      [false, true].flatMap((weighed): KernelCase[] => {
        const make = () => ({
          logits: draw('logits', [n, c], 5),
          targets: tf.tensor1d(
            Array.from({ length: n }, (_, at) => (7 * at) % c),
            'int32',
          ),
          // A row counts by the class of its target alone, whatever shares smoothing gives to the others.
          weights: tf.tensor1d(
            Array.from({ length: n }, (_, at) => ((at % 4) / n) * (weighed ? 0.5 + (((7 * at) % c) % 3) : 1)),
          ),
        })
        return [false, true].map(
          (apart): KernelCase => ({
            name: `CrossEntropy ${JSON.stringify({ n, c, smoothing, weighed, apart })}`,
            team: true,
            kernel: () => fusedAll('CrossEntropy', make(), { smoothing, apart }),
            composed() {
              const { logits, targets, weights } = make()
              const aims = tf.add(tf.mul(tf.oneHot(targets, c), 1 - smoothing), smoothing / c)
              const each = (given: tf.Tensor) =>
                tf.mul(weights, tf.sum(tf.mul(aims, tf.neg(tf.logSoftmax(given as tf.Tensor2D))), -1))
              const { value, grad } = tf.valueAndGrad((given) => tf.sum(each(given)))(logits)
              return [apart ? each(logits) : value, grad]
            },
          }),
        )
      }),
    ),
  )
}

/** As a run computes it: the kernel gets each row's share of the labels' weights. */
function weightedLossCase(): KernelCase {
  const [n, c, smoothing] = [9, 5, 0.1]
  const logits = () => draw('logits', [n, c], 5) as tf.Tensor2D
  const labels = () => tf.tensor1d([0, 1, 2, 3, 3, 3, 1, 0, 2], 'int32')
  const classWeights = () => tf.tensor1d([1, 20, 0, 0.5, 3])
  return {
    name: 'the loss with class weights, one of them 0',
    team: true,
    kernel() {
      const loss = (x: tf.Tensor) =>
        crossEntropy(x as tf.Tensor2D, labels(), { smoothing, classWeights: classWeights() })
      const { value, grad } = tf.valueAndGrad(loss)(logits())
      return [value, grad]
    },
    composed() {
      const loss = (x: tf.Tensor) => {
        const aims = tf.add(tf.mul(tf.oneHot(labels(), c), 1 - smoothing), smoothing / c)
        const each = tf.neg(tf.sum(tf.mul(aims, tf.logSoftmax(x as tf.Tensor2D)), -1))
        const counts = tf.gather(classWeights(), labels())
        return tf.div(tf.sum(tf.mul(each, counts)), tf.sum(counts)) as tf.Scalar
      }
      const { value, grad } = tf.valueAndGrad(loss)(logits())
      return [value, grad]
    },
  }
}

/** More tensors than any device binds at once, of sizes that four divides and does not, one of them long. */
function clippingCases(): KernelCase[] {
  const shapes = [[3], [8, 4], [1], [50, 90], ...Array.from({ length: 20 }, (_, at) => [at + 1, 4]), [600, 500]]
  const make = () => shapes.map((shape, at) => draw(`x${at}`, shape))
  return [0, 1e-3, 1e6].map(
    (limit): KernelCase => ({
      name: `ClippedNorm to ${limit}`,
      team: true,
      kernel: () => fusedAll('ClippedNorm', Object.fromEntries(make().map((x, at) => [`x${at}`, x])), { limit }),
      composed() {
        const norm = tf.sqrt(tf.addN(make().map((x) => tf.sum(tf.square(x)))))
        return [norm, limit > 0 ? tf.minimum(1, tf.div(limit, tf.add(norm, 1e-6))) : tf.scalar(1)]
      },
    }),
  )
}

function embeddingCases(): KernelCase[] {
  const cases = [
    { says: 'with ids that come again and ids out of range', ids: [3, 3, 0, 9, -1, 3, 10, 2, 9], rows: 10, width: 8 },
    { says: 'of a width that four does not divide', ids: [1, 0, 1, 1, 0], rows: 2, width: 3 },
    { says: 'of one place', ids: [0], rows: 1, width: 1 },
    { says: 'of many places', ids: Array.from({ length: 500 }, (_, at) => (at * at) % 37), rows: 200, width: 12 },
  ]
  return cases.map(({ says, ids, rows, width }): KernelCase => {
    const dy = () => draw('dy', [ids.length, width])
    return {
      name: `EmbeddingGrad ${says}`,
      kernel: () => [fused('EmbeddingGrad', { ids: tf.tensor1d(ids, 'int32'), dy: dy() }, { rows })],
      composed: () => [
        // A row for each id, each dy scaled by whether it is this one's.
        tf.matMul(
          tf.tensor2d(
            Array.from({ length: rows }, (_, row) => ids.map((id) => (id === row ? 1 : 0))),
            [rows, ids.length],
          ),
          dy() as tf.Tensor2D,
        ),
      ],
    }
  })
}
