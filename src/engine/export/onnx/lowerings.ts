/** What each step is in ONNX (opset 17). */

import { added, type Size, sameSize } from '../trace/sizes.ts'
import type { Binary, Operation, Reduction, Step, StepOf, Unary, ValueType } from '../trace/steps.ts'
import type { Attribute } from './graph.ts'
import type { GraphBuilder, Value } from './graphBuilder.ts'
import { lowerAttention } from './lowerAttention.ts'
import { lowerRmsNorm } from './lowerRmsNorm.ts'
import { lowerTurns } from './lowerTurns.ts'

type Op = Operation<Size>['op']
export type Lowering<Of extends Op> = (builder: GraphBuilder, step: StepOf<Of>, inputs: readonly Value[]) => Value[]

export const elementTypeOf = { float32: 'float', int32: 'int64', bool: 'bool' } as const satisfies Record<
  ValueType,
  string
>

/** Axes of a tensor whose channels come first, by the axis that the network sees. */
const firstAxes = [0, 2, 3, 1] as const

const binaryNames: Readonly<Record<Binary, string>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
}

export const lowerings: { readonly [Of in Op]: Lowering<Of> } = {
  input(builder, { name, picture, results: [result] }) {
    const { shape, type } = result as Step['results'][number]
    return [builder.input(name, elementTypeOf[type], shape, picture ? [0, 3, 1, 2] : undefined)]
  },
  // A weight is given a layout by what asks for it; until then it only has a name.
  weight: (_builder, { name, results }) => [
    { name, shape: shapeOf(results), type: 'float', channelsFirst: false, open: true },
  ],
  constant(builder, { values, results }) {
    return [builder.constant(typeOf(results), shapeOf(results) as number[], values)]
  },
  fill(builder, { value, results }) {
    const shape = shapeOf(results)
    const type = typeOf(results)
    if (shape.length === 0) return [builder.constant(type, [], [value])]
    const tensor = { name: '', type, shape: [1], values: [value] }
    return [builder.node('ConstantOfShape', [builder.sizes(shape)], shape, { attributes: { value: { tensor } }, type })]
  },
  unary: (builder, { function: name }, [x]) => [unary(builder, name, known(builder, x))],
  binary: (builder, step, [a, b]) => [binary(builder, step, known(builder, a), known(builder, b))],
  gelu: (builder, { kind }, [x]) => [(kind === 'erf' ? geluErf : geluTanh)(builder, known(builder, x))],
  cast(builder, { results }, [x]) {
    const value = known(builder, x)
    const type = typeOf(results)
    if (value.type === type) return [value]
    const to = { float: 1, int64: 7, bool: 9 }[type]
    return [like(builder, 'Cast', value, [value], { to: { int: to } }, type)]
  },
  softmax: (builder, _step, [x]) => [plainly(builder, 'Softmax', [x], x?.shape ?? [], { axis: { int: -1 } })],
  reshape: (builder, { results }, [x]) => [builder.reshaped(known(builder, x), shapeOf(results))],
  transpose: (builder, { order, results }, [x]) => [
    plainly(builder, 'Transpose', [x], shapeOf(results), { perm: { ints: order } }),
  ],
  slice: (builder, { begin, size }, [x]) => [sliced(builder, known(builder, x), begin, size)],
  concat: (builder, { axis, results }, parts) => [
    plainly(builder, 'Concat', parts, shapeOf(results), { axis: { int: axis } }),
  ],
  split(builder, { axis, sizes, results }, [x]) {
    const value = builder.plain(known(builder, x))
    const shapes = results.map(({ shape }) => shape)
    return builder.several('Split', [value, builder.sizes(sizes)], shapes, { axis: { int: axis } })
  },
  pad: (builder, { paddings, value, results }, [x]) => [
    padded(builder, known(builder, x), paddings, value, shapeOf(results)),
  ],
  tile: (builder, { repeats, results }, [x]) => [
    plainly(builder, 'Tile', [x, builder.sizes(repeats)], shapeOf(results)),
  ],
  gather: (builder, { axis, results }, [x, ids]) => [
    plainly(builder, 'Gather', [x, ids], shapeOf(results), { axis: { int: axis } }),
  ],
  oneHot(builder, { depth, on, off, results }, [ids]) {
    const type = typeOf(results)
    const values = builder.constant(type, [2], [off, on])
    const inputs = [builder.plain(known(builder, ids)), builder.size(depth), values]
    return [builder.node('OneHot', inputs, shapeOf(results), { attributes: { axis: { int: -1 } }, type })]
  },
  turns: (builder, step) => [lowerTurns(builder, step)],
  reduce: (builder, step, [x]) => [reduced(builder, step, known(builder, x))],
  maxPool(builder, { size, strides, results }, [x]) {
    const value = builder.channelsFirst(known(builder, x))
    const attributes = { kernel_shape: { ints: size }, strides: { ints: strides } }
    return [builder.node('MaxPool', [value], shapeOf(results), { attributes, channelsFirst: true })]
  },
  product: (builder, step, [a, b]) => [product(builder, step, known(builder, a), known(builder, b))],
  linear(builder, { results }, [x, kernel, bias]) {
    const shape = shapeOf(results)
    const made = builder.node('MatMul', [builder.plain(known(builder, x)), known(builder, kernel)], shape)
    return [bias ? builder.node('Add', [made, known(builder, bias)], shape) : made]
  },
  convolution(builder, { depthwise, stride, padding: [vertical, horizontal], results }, [x, kernel, bias]) {
    const value = builder.channelsFirst(known(builder, x))
    const sides = (kernel as Value).shape as number[]
    const attributes = {
      kernel_shape: { ints: sides.slice(0, 2) },
      strides: { ints: [stride, stride] },
      pads: { ints: [vertical[0], horizontal[0], vertical[1], horizontal[1]] },
      group: { int: depthwise ? (sides[2] as number) : 1 },
    }
    const filters = builder.weight((kernel as Value).name, sides, depthwise ? 'depthwise' : 'convolution')
    const inputs = [value, filters, ...(bias ? [known(builder, bias)] : [])]
    return [builder.node('Conv', inputs, shapeOf(results), { attributes, channelsFirst: true })]
  },
  batchNorm(builder, { epsilon, results }, [x, ...parameters]) {
    const value = builder.channelsFirst(known(builder, x))
    const inputs = [value, ...parameters.map((each) => known(builder, each))]
    const how = { attributes: { epsilon: { float: epsilon } }, channelsFirst: true }
    // It takes a mean away from what may be much larger than what is left, and its four rows are no size at all.
    return [builder.inFull(() => builder.node('BatchNormalization', inputs, shapeOf(results), how))]
  },
  layerNorm: (builder, { epsilon, results }, inputs) => [
    plainly(builder, 'LayerNormalization', inputs, shapeOf(results), {
      axis: { int: -1 },
      epsilon: { float: epsilon },
    }),
  ],
  rmsNorm: (builder, step, inputs) => [
    lowerRmsNorm(builder, step, inputs.map((each) => builder.plain(known(builder, each))) as [Value, Value]),
  ],
  attention: (builder, step, inputs) => [
    lowerAttention(
      builder,
      step,
      inputs.map((each) => builder.plain(known(builder, each))),
    ),
  ],
}

function shapeOf(results: Step['results']): readonly Size[] {
  return results[0]?.shape ?? []
}

function typeOf(results: Step['results']): 'float' | 'int64' | 'bool' {
  return elementTypeOf[results[0]?.type ?? 'float32']
}

/** An input that is there; a weight that nothing asked for in another layout is as the engine has it. */
function known(builder: GraphBuilder, value: Value | undefined): Value {
  if (!value) throw new Error('internal: a step without one of its inputs')
  return value.open ? builder.weight(value.name, value.shape as number[]) : value
}

/** A node on inputs with their channels last. */
function plainly(
  builder: GraphBuilder,
  op: string,
  inputs: readonly (Value | undefined)[],
  shape: readonly Size[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Value {
  return builder.node(
    op,
    inputs.map((each) => builder.plain(known(builder, each))),
    shape,
    { attributes },
  )
}

/** A node whose result lies as `model` does. */
function like(
  builder: GraphBuilder,
  op: string,
  model: Value,
  inputs: readonly Value[],
  attributes: Readonly<Record<string, Attribute>> = {},
  type = model.type,
): Value {
  const { shape, channelsFirst } = model
  return builder.node(op, inputs, shape, { attributes, channelsFirst, type })
}

function unary(builder: GraphBuilder, name: Unary, x: Value): Value {
  const op = (kind: string, ...inputs: Value[]) => like(builder, kind, x, inputs)
  if (name === 'Identity') return x
  if (name === 'Relu6') return op('Clip', x, builder.number(0), builder.number(6))
  if (name === 'Square') return op('Mul', x, x)
  if (name === 'Rsqrt') return op('Reciprocal', op('Sqrt', x))
  return op(name, x)
}

function binary(builder: GraphBuilder, { function: name, results }: StepOf<'binary'>, a: Value, b: Value): Value {
  const shape = shapeOf(results)
  const together = a.channelsFirst || b.channelsFirst
  const fits = (value: Value) => value.channelsFirst || value.shape.length === 0
  const either = (value: Value): Value => {
    if (fits(value)) return value
    // What goes along the channels stands before height and width.
    if (value.shape.length === 1) return builder.reshaped(value, [...value.shape, 1, 1])
    return value.shape.length === 4 ? builder.channelsFirst(value) : value
  }
  const [left, right] = together ? [either(a), either(b)] : [a, b]
  const channelsFirst = together && [a, b].every(({ shape: { length } }) => length <= 1 || length === 4)
  const inputs = channelsFirst ? [left, right] : [builder.plain(a), builder.plain(b)]
  return builder.node(binaryNames[name], inputs, shape, { channelsFirst })
}

/** ½ x (1 + erf(x / √2)), in the order in which runtimes look for it. */
function geluErf(builder: GraphBuilder, x: Value): Value {
  const op = (kind: string, ...inputs: Value[]) => like(builder, kind, x, inputs)
  const one = op('Add', op('Erf', op('Div', x, builder.number(Math.SQRT2))), builder.number(1))
  return op('Mul', op('Mul', x, one), builder.number(0.5))
}

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) */
function geluTanh(builder: GraphBuilder, x: Value): Value {
  const op = (kind: string, ...inputs: Value[]) => like(builder, kind, x, inputs)
  const cubed = op('Mul', op('Mul', x, x), x)
  const inner = op('Add', x, op('Mul', cubed, builder.number(0.044715)))
  const bent = op('Tanh', op('Mul', inner, builder.number(Math.sqrt(2 / Math.PI))))
  return op('Mul', op('Mul', x, op('Add', bent, builder.number(1))), builder.number(0.5))
}

function sliced(builder: GraphBuilder, value: Value, begin: readonly Size[], size: readonly Size[]): Value {
  const plain = builder.plain(value)
  const axes = size.flatMap((side, axis) => (sameSize(side, plain.shape[axis]) ? [] : [axis]))
  if (axes.length === 0) return plain
  const at = (list: readonly Size[]) => builder.sizes(axes.map((axis) => list[axis] as Size))
  const ends = begin.map((start, axis) => added(start, size[axis] as Size))
  return builder.node('Slice', [plain, at(begin), at(ends), builder.integers(axes)], size)
}

function padded(
  builder: GraphBuilder,
  value: Value,
  paddings: readonly (readonly Size[])[],
  filling: number,
  shape: readonly Size[],
): Value {
  if (paddings.flat().every((side) => side === 0)) return value
  const { channelsFirst } = value
  const order = channelsFirst ? [0, 3, 1, 2] : paddings.map((_, axis) => axis)
  const stored = order.map((axis) => paddings[axis] as readonly Size[])
  const around = builder.sizes([
    ...stored.map(([before]) => before as Size),
    ...stored.map(([, after]) => after as Size),
  ])
  const inputs = [value, around, builder.constant(value.type, [], [filling])]
  return builder.node('Pad', inputs, shape, { channelsFirst })
}

/** Sums take their axes as an input since opset 13, the others as an attribute up to 18. */
function reduced(
  builder: GraphBuilder,
  { function: name, axes, keep, results }: StepOf<'reduce'>,
  value: Value,
): Value {
  const turned = keep ? builder.plain(value) : value
  const stored = axes.map((axis) => (turned.channelsFirst ? (firstAxes[axis] as number) : axis))
  const keepdims = { int: keep ? 1 : 0 }
  const shape = shapeOf(results)
  if (turned.channelsFirst && shape.length > 2)
    return reduced(builder, withPlain(axes, name, results), builder.plain(value))
  if (name === 'Sum')
    return builder.node('ReduceSum', [turned, builder.integers(stored)], shape, { attributes: { keepdims } })
  return builder.node(`Reduce${name}`, [turned], shape, { attributes: { axes: { ints: stored }, keepdims } })
}

function withPlain(axes: readonly number[], name: Reduction, results: Step['results']): StepOf<'reduce'> {
  return { op: 'reduce', axes, function: name, keep: false, results, inputs: [], site: null }
}

/** Two matrices in one node with their transpositions; stacks of them with transpositions before. */
function product(
  builder: GraphBuilder,
  { transposeA, transposeB, results }: StepOf<'product'>,
  a: Value,
  b: Value,
): Value {
  const shape = shapeOf(results)
  const [left, right] = [builder.plain(a), builder.plain(b)]
  if (!transposeA && !transposeB) return builder.node('MatMul', [left, right], shape)
  if (left.shape.length === 2 && right.shape.length === 2) {
    const attributes = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } }
    return builder.node('Gemm', [left, right], shape, { attributes })
  }
  const inputs = [
    transposeA ? lastTwoSwapped(builder, left) : left,
    transposeB ? lastTwoSwapped(builder, right) : right,
  ]
  return builder.node('MatMul', inputs, shape)
}

function lastTwoSwapped(builder: GraphBuilder, value: Value): Value {
  const axes = value.shape.map((_, axis) => axis)
  const order = [...axes.slice(0, -2), ...axes.slice(-2).reverse()]
  const shape = order.map((axis) => value.shape[axis] as Size)
  return builder.node('Transpose', [value], shape, { attributes: { perm: { ints: order } } })
}
