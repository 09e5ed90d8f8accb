/** Runs in a browser's worker (test/browser/kernels.test.ts): the kernels on inputs large enough for several threads. */
import '../../../src/engine/backends/tfjs.ts'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend } from '../../../src/engine/backends/choose.ts'
import { openers } from '../../../src/engine/backends/openers.ts'
import { machineInUse } from '../../../src/engine/backends/wasm/machine.ts'
import { fused, fusedAll } from '../../../src/engine/nn/fused.ts'
import { seeded } from '../../../src/shared/random.ts'

export interface KernelResults {
  readonly threads: number
  /** Parts of jobs that other threads than the worker's own did. */
  readonly helped: number
  /** The values of every kernel. */
  readonly values: Record<string, Float32Array>
  /** Kernels that gave other values in a later round than in the first. */
  readonly unsteady: readonly string[]
}

self.onmessage = async ({ data: rounds }: MessageEvent<number>) => {
  const { threads } = await chooseBackend('wasm', openers)
  const values = await valuesOfAll()
  const unsteady = new Set<string>()
  for (let round = 1; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10)) // lets helpers fall asleep, and be woken
    for (const [name, again] of Object.entries(await valuesOfAll()))
      if (again.some((value, at) => value !== values[name]?.[at])) unsteady.add(name)
  }
  const helped = machineInUse(tf.backend() as BackendWasm)?.helped() ?? 0
  self.postMessage({ threads, helped, values, unsteady: [...unsteady] } satisfies KernelResults)
}

const draws = new Map<string, Float32Array>()

function drawn(shape: number[], name: string): tf.Tensor {
  const purpose = `${name} ${shape}`
  const { normal } = seeded(purpose)
  const values = draws.get(purpose) ?? Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => normal())
  draws.set(purpose, values)
  return tf.tensor(values, shape)
}

const kernels: Record<string, () => tf.Tensor[]> = {
  'a tall product': () => [tf.matMul(drawn([403, 70], 'a') as tf.Tensor2D, drawn([70, 83], 'b') as tf.Tensor2D)],
  'a wide product': () => [
    tf.matMul(drawn([70, 83], 'a') as tf.Tensor2D, drawn([403, 70], 'b') as tf.Tensor2D, true, true),
  ],
  'a product over a long side': () => [
    tf.matMul(drawn([5000, 24], 'a') as tf.Tensor2D, drawn([5000, 17], 'b') as tf.Tensor2D, true),
  ],
  'the gradients of a low-rank pair': () => [
    tf.matMul(drawn([1500, 80], 'a') as tf.Tensor2D, drawn([1500, 8], 'b') as tf.Tensor2D, true),
    tf.matMul(drawn([1500, 16], 'a') as tf.Tensor2D, drawn([1500, 150], 'b') as tf.Tensor2D, true),
  ],
  'a sum': () => [tf.add(drawn([300, 401], 'a'), drawn([300, 401], 'b'))],
  'many products': () => [tf.matMul(drawn([7, 50, 40], 'a'), drawn([7, 40, 60], 'b'))],
  'two products and a bias': () => {
    const inputs = {
      a: drawn([300, 64], 'a'),
      b: drawn([64, 90], 'b'),
      a2: drawn([300, 8], 'a2'),
      b2: drawn([8, 90], 'b2'),
    }
    return [fused('Product', { ...inputs, bias: drawn([90], 'bias') }, { transposeA: false, transposeB: false })]
  },
  attention: () => {
    const [q, k, v, dy] = ['q', 'k', 'v', 'dy'].map((name) => drawn([3, 70, 60], name)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]
    const how = { heads: 5, keyHeads: 5, scale: 0.3, causal: true, window: 0 }
    const [y, statistics] = fusedAll('Attention', { q, k, v }, how) as [tf.Tensor, tf.Tensor]
    return [y, ...fusedAll('AttentionGrad', { q, k, v, y, statistics, dy }, how)]
  },
  'layer norm': () => {
    const [x, dy, scale, shift] = [
      drawn([900, 101], 'x'),
      drawn([900, 101], 'dy'),
      drawn([101], 'scale'),
      drawn([101], 'shift'),
    ]
    const [y, statistics] = fusedAll('LayerNorm', { x, scale, shift }, { epsilon: 1e-5 }) as [tf.Tensor, tf.Tensor]
    return [
      y,
      fused('LayerNormGrad', { x, statistics, scale, dy }, {}),
      ...fusedAll('LayerNormParameterGrad', { x, statistics, dy }, {}),
    ]
  },
  'a convolution and its gradients': () => {
    const [x, filter] = [drawn([2, 17, 15, 8], 'x') as tf.Tensor4D, drawn([3, 3, 8, 70], 'filter') as tf.Tensor4D]
    const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')
    return [convolve(x, filter), ...tf.grads(convolve)([x, filter], drawn([2, 17, 15, 70], 'dy'))]
  },
  'a convolution of few places and many channels': () => {
    const [x, filter] = [drawn([2, 5, 4, 200], 'x') as tf.Tensor4D, drawn([3, 3, 200, 150], 'filter') as tf.Tensor4D]
    const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same')
    return [convolve(x, filter), ...tf.grads(convolve)([x, filter], drawn([2, 3, 2, 150], 'dy'))]
  },
  gelu: () => [fused('Gelu', { x: drawn([50_001], 'x') }, { kind: 'erf' })],
  'sums of columns': () => [fused('ColumnSum', { x: drawn([3000, 70], 'x') }, {})],
  'a sum of squares': () => [fused('SumOfSquares', { x: drawn([210_001], 'x') }, {})],
  'cross-entropy': () => {
    const targets = tf.tensor1d(
      Array.from({ length: 60 }, (_, row) => row),
      'int32',
    )
    const inputs = { logits: drawn([60, 1001], 'x'), targets, weights: tf.fill([60], 1 / 60) }
    return fusedAll('CrossEntropy', inputs, { smoothing: 0.1, apart: false })
  },
  dropout: () => [fused('Dropout', { x: drawn([50_001], 'x') }, { seed: 7, share: 0.2 })],
  'an embedding': () => {
    const ids = tf.tensor1d(
      Array.from({ length: 400 }, (_, at) => (37 * at) % 300),
      'int32',
    )
    return [fused('EmbeddingGrad', { ids, dy: drawn([400, 300], 'dy') }, { rows: 300 })]
  },
}

async function valuesOfAll(): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {}
  for (const [name, compute] of Object.entries(kernels)) {
    const joined = tf.tidy(() => tf.concat(compute().map((tensor) => tf.reshape(tensor, [-1]))))
    values[name] = new Float32Array(await joined.data())
    joined.dispose()
  }
  return values
}
