/** The kernels of tfjs that blocks and methods use between primitives: the step that each is, and the shape of what it gives. */
import * as tf from '@tensorflow/tfjs-core'
import { binaries, type Operation, type Result, reductions, unaries, type ValueType } from './steps.ts'

type Inputs = Readonly<Record<string, tf.TensorInfo>>
type Given = Readonly<Record<string, unknown>>

interface Traced {
  readonly operation: Operation<number>
  readonly of: readonly tf.TensorInfo[]
  readonly results: readonly Result<number>[]
}

type TraceKernel = (inputs: Inputs, attributes: Given) => Traced

export const traceKernels: Readonly<Record<string, TraceKernel>> = {
  ...Object.fromEntries(
    unaries.map((name): [string, TraceKernel] => [
      name,
      ({ x }) => one({ op: 'unary', function: name }, [known(x)], known(x).shape, typed(x)),
    ]),
  ),
  ...Object.fromEntries(
    binaries.map((name): [string, TraceKernel] => [
      name,
      ({ a, b }) => {
        const shape = tf.broadcast_util.assertAndGetBroadcastShape(known(a).shape, known(b).shape)
        return one({ op: 'binary', function: name }, [known(a), known(b)], shape, typed(a))
      },
    ]),
  ),
  ...Object.fromEntries(
    reductions.map((name): [string, TraceKernel] => [
      name === 'Max' ? 'Max' : name,
      ({ x }, given) => {
        const { axis, reductionIndices, keepDims } = given
        const axes = tf.util.parseAxisParam((axis ?? reductionIndices) as number | number[], known(x).shape)
        const [left] = tf.backend_util.computeOutAndReduceShapes(known(x).shape, axes)
        const keep = keepDims === true
        const shape = keep ? tf.backend_util.expandShapeToKeepDim(left, axes) : left
        return one({ op: 'reduce', function: name, axes, keep }, [known(x)], shape, typed(x))
      },
    ]),
  ),
  Gelu: ({ x }, { kind }) => one({ op: 'gelu', kind: kind as 'erf' | 'tanh' }, [known(x)], known(x).shape, 'float32'),
  Cast: ({ x }, { dtype }) => one({ op: 'cast' }, [known(x)], known(x).shape, dtype as ValueType),
  Softmax: ({ logits }) => one({ op: 'softmax' }, [known(logits)], known(logits).shape, 'float32'),
  Reshape: ({ x }, { shape }) => {
    const whole = tf.util.inferFromImplicitShape(shape as number[], tf.util.sizeFromShape(known(x).shape))
    return one({ op: 'reshape' }, [known(x)], whole, typed(x))
  },
  Transpose: ({ x }, { perm }) => {
    const order = perm as number[]
    return one(
      { op: 'transpose', order },
      [known(x)],
      order.map((axis) => known(x).shape[axis] as number),
      typed(x),
    )
  },
  Slice: ({ x }, given) => {
    const wanted = [given.begin as number[], given.size as number[]] as const
    const [begin, size] = tf.slice_util.parseSliceParams(known(x) as tf.Tensor, ...wanted) as [number[], number[]]
    return one({ op: 'slice', begin, size }, [known(x)], size, typed(x))
  },
  Concat(inputs, given) {
    const parts = Object.values(inputs)
    const axis = tf.util.parseAxisParam(given.axis as number, known(parts[0]).shape)[0] as number
    const shapes = parts.map(({ shape }) => shape)
    return one({ op: 'concat', axis }, parts, tf.backend_util.computeOutShape(shapes, axis), typed(parts[0]))
  },
  SplitV({ x }, given) {
    const axis = tf.util.parseAxisParam(given.axis as number, known(x).shape)[0] as number
    const sizes = tf.backend_util.prepareSplitSize(known(x) as tf.Tensor, given.numOrSizeSplits as number, axis)
    const results = sizes.map((side) => ({ shape: known(x).shape.with(axis, side), type: typed(x) }))
    return { operation: { op: 'split', axis, sizes }, of: [known(x)], results }
  },
  PadV2({ x }, { paddings, constantValue }) {
    const around = paddings as [number, number][]
    const shape = known(x).shape.map((side, axis) => side + (around[axis]?.[0] ?? 0) + (around[axis]?.[1] ?? 0))
    return one({ op: 'pad', paddings: around, value: constantValue as number }, [known(x)], shape, typed(x))
  },
  Tile({ x }, { reps }) {
    const repeats = reps as number[]
    return one(
      { op: 'tile', repeats },
      [known(x)],
      known(x).shape.map((side, axis) => side * (repeats[axis] ?? 1)),
      typed(x),
    )
  },
  GatherV2({ x, indices }, given) {
    const axis = tf.util.parseAxisParam(given.axis as number, known(x).shape)[0] as number
    const { shape } = known(x)
    const result = [...shape.slice(0, axis), ...known(indices).shape, ...shape.slice(axis + 1)]
    return one({ op: 'gather', axis }, [known(x), known(indices)], result, typed(x))
  },
  OneHot({ indices }, { depth, onValue, offValue, dtype }) {
    const operation = { op: 'oneHot', depth, on: onValue, off: offValue } as Operation<number>
    return one(operation, [known(indices)], [...known(indices).shape, depth as number], dtype as ValueType)
  },
  MaxPool({ x }, { filterSize, strides, pad, dimRoundingMode }) {
    const shape = known(x).shape as [number, number, number, number]
    type Sides = [number, number]
    const found = tf.backend_util.computePool2DInfo(
      shape,
      filterSize as Sides,
      strides as Sides,
      1,
      pad as 'valid',
      dimRoundingMode as undefined,
    )
    if (pad !== 'valid') throw new Error('internal: max pooling that pads')
    const size = [found.filterHeight, found.filterWidth]
    return one(
      { op: 'maxPool', size, strides: [found.strideHeight, found.strideWidth] },
      [known(x)],
      found.outShape,
      'float32',
    )
  },
  BatchMatMul({ a, b }, { transposeA, transposeB }) {
    const turned = (shape: readonly number[], yes: unknown) =>
      yes ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape
    const [left, right] = [turned(known(a).shape, transposeA), turned(known(b).shape, transposeB)]
    const before = tf.broadcast_util.assertAndGetBroadcastShape(left.slice(0, -2), right.slice(0, -2))
    const shape = [...before, left.at(-2) as number, right.at(-1) as number]
    const operation = { op: 'product', transposeA: transposeA === true, transposeB: transposeB === true } as const
    return one(operation, [known(a), known(b)], shape, 'float32')
  },
}

function one(
  operation: Operation<number>,
  of: readonly tf.TensorInfo[],
  shape: readonly number[],
  type: ValueType,
): Traced {
  return { operation, of, results: [{ shape, type }] }
}

function known(tensor: tf.TensorInfo | undefined): tf.TensorInfo {
  if (!tensor) throw new Error('internal: a kernel without one of its inputs')
  return tensor
}

function typed(tensor: tf.TensorInfo | undefined): ValueType {
  return known(tensor).dtype as ValueType
}
