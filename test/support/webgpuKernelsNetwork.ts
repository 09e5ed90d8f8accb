/** A small network that labels tokens, trained by Adam: written in our kernels by hand, and in plain tfjs by its autodiff. */
import * as tf from '@tensorflow/tfjs-core'
import { fused, fusedAll } from '../../src/engine/nn/fused.ts'
import { seeded } from '../../src/shared/random.ts'

export type StepKind = 'ours' | 'plain'

export interface SmallNetwork {
  /** One training step; its loss, still on the device and the caller's. */
  step(): tf.Tensor
  dispose(): void
}

const [texts, tokens, width, heads, rank, classes] = [4, 16, 64, 2, 8, 3]
const rows = texts * tokens
const scale = 1 / Math.sqrt(width / heads)
const rates = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
const shapes = {
  w1: [width, width],
  b1: [width],
  scale: [width],
  shift: [width],
  wq: [width, width],
  down: [width, rank],
  up: [rank, width],
  wk: [width, width],
  wv: [width, width],
  wo: [width, classes],
  bo: [classes],
} as const
type Name = keyof typeof shapes
type Values = Record<Name, tf.Tensor>

export function startNetwork(kind: StepKind): SmallNetwork {
  return kind === 'ours' ? ours() : plain()
}

function start() {
  const random = seeded('small network')
  const draw = (shape: readonly number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal() / 3),
      [...shape],
    )
  const values = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, draw(shape)])) as Values
  return {
    values,
    x: draw([rows, width]) as tf.Tensor2D,
    targets: tf.tensor1d(
      Array.from({ length: rows }, (_, at) => at % classes),
      'int32',
    ),
    weights: tf.fill([rows], 1 / rows) as tf.Tensor1D,
  }
}

function ours(): SmallNetwork {
  const { values, x, targets, weights } = start()
  const factor = tf.scalar(1)
  let state = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, [value, tf.zerosLike(value), tf.zerosLike(value)]]),
  ) as Record<Name, [tf.Tensor, tf.Tensor, tf.Tensor]>
  let steps = 0
  return {
    step() {
      steps++
      const before = state
      const [loss, after] = tf.tidy(() => {
        const now = Object.fromEntries(Object.entries(before).map(([name, [value]]) => [name, value])) as Values
        const { total, gradients } = lossAndGradients(now, x, targets, weights)
        const settings = { ...rates, decay: 0, ...corrections(steps) }
        const updated = Object.entries(before).map(([name, [value, first, second]]) => {
          const gradient = gradients[name as Name]
          return [name, fusedAll('AdamW', { value, gradient, first, second, factor }, settings)] as const
        })
        for (const [, tensors] of updated) for (const tensor of tensors) tf.keep(tensor)
        return [tf.keep(total), Object.fromEntries(updated) as typeof state]
      })
      tf.dispose(before)
      state = after
      return loss
    },
    dispose: () => tf.dispose([state, x, targets, weights, factor]),
  }
}

function corrections(step: number) {
  return { correction1: 1 - rates.beta1 ** step, correction2: Math.sqrt(1 - rates.beta2 ** step) }
}

function lossAndGradients(p: Values, x: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor) {
  const settings = { heads, keyHeads: heads, scale, causal: false, window: 0 }
  const inTexts = (tensor: tf.Tensor) => tf.reshape(tensor, [texts, tokens, width])
  const flat = (tensor: tf.Tensor) => tf.reshape(tensor, [rows, width])
  const h0 = times(x, p.w1, p.b1)
  const h1 = fused('Gelu', { x: h0 }, { kind: 'erf' })
  const [h2, statistics] = fusedAll('LayerNorm', { x: h1, scale: p.scale, shift: p.shift }, { epsilon: 1e-5 }) as Two
  const low = times(h2, p.down)
  const q = fused('Product', { a: h2, b: p.wq, a2: low, b2: p.up }, { transposeA: false, transposeB: false })
  const given = { q: inTexts(q), k: inTexts(times(h2, p.wk)), v: inTexts(times(h2, p.wv)) }
  const [y, kept] = fusedAll('Attention', given, settings) as Two
  const logits = times(flat(y), p.wo, p.bo)
  const [total, dLogits] = fusedAll('CrossEntropy', { logits, targets, weights }, { smoothing: 0, apart: false }) as Two

  const dy = inTexts(back(dLogits, p.wo))
  const [dq, dk, dv] = fusedAll('AttentionGrad', { ...given, y, statistics: kept, dy }, settings).map(flat) as Three
  const dLow = back(dq, p.up)
  const dh2 = tf.add(
    fused('Product', { a: dq, b: p.wq, a2: dLow, b2: p.down }, { transposeA: false, transposeB: true }),
    fused('Product', { a: dk, b: p.wk, a2: dv, b2: p.wv }, { transposeA: false, transposeB: true }),
  )
  const dh1 = fused('LayerNormGrad', { x: h1, statistics, scale: p.scale, dy: dh2 }, {})
  const dh0 = fused('GeluGrad', { x: h0, dy: dh1 }, { kind: 'erf' })
  const [scaleGradient, shift] = fusedAll('LayerNormParameterGrad', { x: h1, statistics, dy: dh2 }, {}) as Two
  const gradients: Values = {
    w1: across(x, dh0),
    b1: fused('ColumnSum', { x: dh0 }, {}),
    scale: scaleGradient,
    shift,
    wq: across(h2, dq),
    down: across(h2, dLow),
    up: across(low, dq),
    wk: across(h2, dk),
    wv: across(h2, dv),
    wo: across(flat(y), dLogits),
    bo: fused('ColumnSum', { x: dLogits }, {}),
  }
  return { total, gradients }
}

type Two = [tf.Tensor, tf.Tensor]
type Three = [tf.Tensor, tf.Tensor, tf.Tensor]

function times(a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor | null = null): tf.Tensor {
  return fused('Product', { a, b, bias }, { transposeA: false, transposeB: false })
}

function back(dy: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return fused('Product', { a: dy, b }, { transposeA: false, transposeB: true })
}

function across(a: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return fused('Product', { a, b: dy }, { transposeA: true, transposeB: false })
}

function plain(): SmallNetwork {
  const { values, x, targets, weights } = start()
  const variables = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, tf.variable(value, true)]),
  ) as Record<Name, tf.Variable>
  const optimizer = tf.train.adam(rates.rate, rates.beta1, rates.beta2, rates.epsilon)
  tf.dispose(values)
  return {
    step: () =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => plainLoss(variables, x, targets, weights))
        optimizer.applyGradients(grads as Parameters<typeof optimizer.applyGradients>[0])
        return value
      }),
    dispose() {
      optimizer.dispose()
      tf.dispose([variables, x, targets, weights])
    },
  }
}

function plainLoss(p: Record<Name, tf.Tensor>, x: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  const h0 = tf.add(tf.matMul(x, p.w1), p.b1)
  const h1 = tf.mul(tf.mul(h0, 0.5), tf.add(tf.erf(tf.mul(h0, Math.SQRT1_2)), 1))
  const mean = tf.mean(h1, -1, true)
  const centred = tf.sub(h1, mean)
  const spread = tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5))
  const h2 = tf.add(tf.mul(tf.div(centred, spread), p.scale), p.shift)
  const q = tf.add(tf.matMul(h2, p.wq), tf.matMul(tf.matMul(h2, p.down), p.up))
  const split = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [texts, tokens, heads, width / heads]), [0, 2, 1, 3])
  const scores = tf.mul(tf.matMul(split(q), split(tf.matMul(h2, p.wk)), false, true), scale)
  const attended = tf.matMul(tf.softmax(scores), split(tf.matMul(h2, p.wv)))
  const y = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [rows, width])
  const logits = tf.add(tf.matMul(y, p.wo), p.bo)
  const losses = tf.neg(tf.sum(tf.mul(tf.oneHot(targets, classes), tf.logSoftmax(logits as tf.Tensor2D)), -1))
  return tf.sum(tf.mul(losses, weights)) as tf.Scalar
}
