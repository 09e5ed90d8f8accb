/**
 * Batch norm in training mode, which only pre-training needs: statistics of the batch, running averages kept beside.
 * Ioffe and Szegedy 2015; torch's momentum convention (unbiased running variance).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Forward } from '../../engine/nn/forward.ts'
import { type Naming, parameterName } from '../../engine/nn/parameters.ts'
import { columnSum } from '../../engine/nn/primitives.ts'

export interface RunningStatistics {
  readonly momentum: number
  read(name: string): tf.Tensor
  /** Takes ownership. */
  write(name: string, value: tf.Tensor): void
}

export function withTrainingNorm(f: Forward, naming: Naming, epsilon: number, running: RunningStatistics): Forward {
  return {
    ...f,
    training: true,
    norm(site, x) {
      const scale = f.weight(parameterName(naming, site, 'norm-scale')) as tf.Tensor1D
      const shift = f.weight(parameterName(naming, site, 'norm-shift')) as tf.Tensor1D
      const rows = x.size / (x.shape[3] as number)
      const { y, mean, variance } = batchNorm(x, scale, shift, epsilon)
      track(running, parameterName(naming, site, 'mean'), mean)
      track(running, parameterName(naming, site, 'variance'), tf.mul(variance, rows / (rows - 1)))
      return y
    },
  }
}

function track(running: RunningStatistics, name: string, value: tf.Tensor): void {
  const { momentum } = running
  running.write(name, tf.keep(tf.add(tf.mul(running.read(name), 1 - momentum), tf.mul(value, momentum))))
}

/** x [batch, h, w, c]; the gradient is written out, in three passes over x instead of a dozen. */
function batchNorm(x: tf.Tensor4D, scale: tf.Tensor1D, shift: tf.Tensor1D, epsilon: number) {
  const rows = x.size / (x.shape[3] as number)
  const mean = tf.div(columnSum(x), rows) as tf.Tensor1D
  const variance = tf.relu(tf.sub(tf.div(columnSum(tf.square(x)), rows), tf.square(mean))) as tf.Tensor1D
  const inverse = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor1D
  const normalise = tf.customGrad((x0, scale0, shift0, save) => {
    ;(save as tf.GradSaveFunc)([x0 as tf.Tensor, scale0 as tf.Tensor, mean, inverse])
    const factor = tf.mul(scale0 as tf.Tensor, inverse)
    const value = tf.add(tf.mul(x0 as tf.Tensor, factor), tf.sub(shift0 as tf.Tensor, tf.mul(mean, factor)))
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [kept, keptScale, m, inv] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]
      const dShift = columnSum(dy)
      const dScale = tf.mul(tf.sub(columnSum(tf.mul(dy, kept)), tf.mul(m, dShift)), inv)
      const a = tf.mul(keptScale, inv)
      const onX = tf.div(tf.mul(tf.mul(a, inv), dScale), -rows)
      const constant = tf.sub(tf.div(tf.mul(a, dShift), -rows), tf.mul(onX, m))
      return [tf.add(tf.add(tf.mul(dy, a), tf.mul(kept, onX)), constant), dScale, dShift]
    }
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] }
  })
  return { y: normalise(x, scale, shift) as tf.Tensor4D, mean, variance }
}
