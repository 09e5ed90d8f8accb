/** A Forward that writes down what it is asked for, instead of computing it: a primitive is one step, whatever it is made of. */
import type * as tf from '@tensorflow/tfjs-core'
import { headForEach } from '../../nn/attention.ts'
import type { ConvOptions, Forward } from '../../nn/forward.ts'
import { type Naming, parameterName } from '../../nn/parameters.ts'
import { turned } from '../../nn/rotary.ts'
import type { Operation } from './steps.ts'
import type { Tape } from './traceBackend.ts'

export interface RecordingOptions {
  readonly tape: Tape
  readonly naming: Naming
  readonly normEpsilon: number
  /** The shape of a parameter in the engine's layout. */
  readonly shapeOf: (name: string) => readonly number[]
  /** [batch, tokens]; null for pictures. */
  readonly mask: tf.Tensor2D | null
  readonly position: number
}

type Role = Parameters<typeof parameterName>[2]

export function recordingForward({ tape, naming, normEpsilon, shapeOf, mask, position }: RecordingOptions): Forward {
  const weights = new Map<string, tf.Tensor>()
  const weight = (name: string): tf.Tensor => {
    const found =
      weights.get(name) ?? only(tape.emit({ op: 'weight', name }, [], [{ shape: shapeOf(name), type: 'float32' }]))
    weights.set(name, found)
    return found
  }
  const of = (site: string, ...roles: Role[]) => roles.map((role) => weight(parameterName(naming, site, role)))
  const step = (operation: Operation<number>, inputs: tf.Tensor[], shape: readonly number[], site: string) =>
    only(tape.emit(operation, inputs, [{ shape, type: 'float32' }], site))
  const convolution = (
    site: string,
    x: tf.Tensor4D,
    kernel: tf.Tensor,
    bias: tf.Tensor[],
    how: ConvOptions,
    depthwise = false,
  ) => {
    const [kh, kw, inputs, outputs] = kernel.shape as Four
    const [batch, height, width] = x.shape
    const { stride } = how
    const sides = [around(how, height, kh), around(how, width, kw)] as const
    const shape = [
      batch,
      given(height, kh, stride, sides[0]),
      given(width, kw, stride, sides[1]),
      depthwise ? inputs : outputs,
    ]
    return step(
      { op: 'convolution', depthwise, stride, padding: sides },
      [x, kernel, ...bias],
      shape,
      site,
    ) as tf.Tensor4D
  }
  return {
    training: false,
    mask,
    position,
    weight,
    kernel: (name) => weight(name) as tf.Tensor2D,
    linear(site, x, { bias = true } = {}) {
      const parts = of(site, 'kernel', ...(bias ? (['bias'] as const) : []))
      return step({ op: 'linear' }, [x, ...parts], [...x.shape.slice(0, -1), parts[0]?.shape[1] as number], site)
    },
    conv2d: (site, x, { bias = false, ...how }) =>
      convolution(site, x, weight(parameterName(naming, site, 'kernel')), bias ? of(site, 'bias') : [], how),
    depthwiseConv2d: (site, x, how) =>
      convolution(site, x, weight(parameterName(naming, site, 'depthwise')), [], how, true),
    norm: (site, x) =>
      step(
        { op: 'batchNorm', epsilon: normEpsilon },
        [x, ...of(site, 'norm-scale', 'norm-shift', 'mean', 'variance')],
        x.shape,
        site,
      ) as tf.Tensor4D,
    layerNorm(site, x, { bias = true } = {}) {
      const parts = of(site, 'norm-scale', ...(bias ? (['norm-shift'] as const) : []))
      return step({ op: 'layerNorm', epsilon: normEpsilon }, [x, ...parts], x.shape, site)
    },
    rmsNorm: (site, x, { fromOne = false } = {}) =>
      step({ op: 'rmsNorm', epsilon: normEpsilon, fromOne }, [x, ...of(site, 'norm-scale')], x.shape, site),
    rotary(x, { heads, position: first, frequencies, scale }) {
      const turns = (of: 'cos' | 'sin') =>
        step(
          { op: 'turns', function: of, frequencies: [...frequencies], scale, position: first },
          [],
          [1, x.shape[1], 1, frequencies.length],
          'turns',
        ) as tf.Tensor4D
      return turned(x, heads, turns('cos'), turns('sin'))
    },
    embedding(site, ids) {
      const [table] = of(site, 'kernel') as [tf.Tensor]
      return step(
        { op: 'gather', axis: 0 },
        [table, ids],
        [...ids.shape, table.shape[1] as number],
        site,
      ) as tf.Tensor3D
    },
    attention(site, q, k, v, { keyHeads, ...how }) {
      const [keys, values] = [k, v].map((x) => headForEach(x, keyHeads, how.heads)) as [tf.Tensor3D, tf.Tensor3D]
      return step({ op: 'attention', ...how }, [q, keys, values, ...(mask ? [mask] : [])], q.shape, site) as tf.Tensor3D
    },
    hidden: (_point, x) => x,
  }
}

type Four = [number, number, number, number]

function only(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors[0] as tf.Tensor
}

/** Zeros before and after a side. 'same' is TensorFlow's: what is odd goes after. */
function around({ padding, stride }: ConvOptions, side: number, kernel: number): [number, number] {
  if (padding !== 'same') return [padding, padding]
  const total = Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

function given(side: number, kernel: number, stride: number, [before, after]: readonly [number, number]): number {
  return Math.floor((side + before + after - kernel) / stride) + 1
}
