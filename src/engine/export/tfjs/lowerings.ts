/**
 * What each step is in Keras' layers, of those that TensorFlow.js had from 1.3 on: tools that read Teachable Machine's
 * exports stayed there. A step without a row, such as attention, has none.
 */
import { type Size, sameSize } from '../trace/sizes.ts'
import type { Operation, Step, StepOf, Unary } from '../trace/steps.ts'
import { given, type LayerBuilder, type Output, type Value } from './layerBuilder.ts'
import { NotInLayers } from './notInLayers.ts'

type Op = Operation<Size>['op']
export type Lowering<Of extends Op> = (builder: LayerBuilder, step: StepOf<Of>, inputs: readonly Value[]) => Value

export const lowerings: { readonly [Of in Op]?: Lowering<Of> } = {
  weight: (_, { name, results }) => ({ kind: 'weight', name, shape: shapeOf(results) as number[] }),
  fill: (_, { value }) => ({ kind: 'number', value }),
  unary(builder, { function: name, results }, [x]) {
    const lower = unaries[name]
    if (!lower) throw new NotInLayers()
    return lower(builder, made(x), shapeOf(results))
  },
  binary(builder, { function: name, results }, [a, b]) {
    const shape = shapeOf(results)
    if (a?.kind === 'number' || b?.kind === 'number') return withNumber(builder, name, a, b)
    const alike = [a, b].every((each) => made(each).shape.every((side, axis) => sameSize(side, shape[axis])))
    const kind = { Add: 'Add', Multiply: 'Multiply', Maximum: 'Maximum' }[name as string]
    if (!kind || !alike) throw new NotInLayers()
    return builder.add(kind, [made(a), made(b)], shape)
  },
  reduce(builder, { function: name, axes, keep, results }, [x]) {
    const input = made(x)
    const overPlane = input.shape.length === 4 && axes.join() === '1,2' && !keep
    const kind = { Mean: 'GlobalAveragePooling2D', Max: 'GlobalMaxPooling2D' }[name as string]
    if (!overPlane || !kind) throw new NotInLayers()
    return builder.add(kind, [input], shapeOf(results), { config: lastChannels })
  },
  maxPool: (builder, { size, strides, results }, [x]) =>
    builder.add('MaxPooling2D', [made(x)], shapeOf(results), {
      config: { ...lastChannels, pool_size: size, strides, padding: 'valid' },
    }),
  slice(builder, { begin, size, results }, [x]) {
    const input = made(x)
    const [top, left, ...others] = [begin[1], begin[2], begin[0], begin[3]]
    const cut = (axis: 1 | 2, before: Size | undefined) => [
      before,
      (input.shape[axis] as number) - (before as number) - (size[axis] as number),
    ]
    const whole = sameSize(input.shape[3], size[3])
    if (begin.length !== 4 || others.some((side) => side !== 0) || !whole) throw new NotInLayers()
    const config = { ...lastChannels, cropping: [cut(1, top), cut(2, left)] }
    return builder.add('Cropping2D', [input], shapeOf(results), { config })
  },
  pad(builder, { paddings, value, results }, [x]) {
    const [examples = [], vertical = [], horizontal = [], channels = []] = paddings
    const others = [...examples, ...channels]
    if (paddings.length !== 4 || value !== 0 || others.some((side) => side !== 0)) throw new NotInLayers()
    return padded(builder, made(x), [vertical, horizontal], shapeOf(results))
  },
  linear(builder, { results }, [x, kernel, bias]) {
    const input = made(x)
    const [inputs, outputs] = weightShape(kernel) as [number, number]
    if (input.shape.length !== 2) throw new NotInLayers()
    return builder.add('Dense', [input], shapeOf(results), {
      config: { units: outputs, activation: 'linear', use_bias: bias !== undefined },
      weights: [
        given('kernel', [inputs, outputs], numbersOf(kernel)),
        ...(bias ? [given('bias', [outputs], numbersOf(bias))] : []),
      ],
    })
  },
  convolution(builder, step, [x, kernel, bias]) {
    const { depthwise, stride, results } = step
    const shape = weightShape(kernel) as [number, number, number, number]
    const [height, width, , outputs] = shape
    const { input, padding } = surrounded(builder, made(x), step, [height, width])
    const config = { ...lastChannels, kernel_size: [height, width], strides: [stride, stride], padding }
    const weights = [
      given(depthwise ? 'depthwise_kernel' : 'kernel', shape, numbersOf(kernel)),
      ...(bias ? [given('bias', weightShape(bias), numbersOf(bias))] : []),
    ]
    const own = depthwise ? { depth_multiplier: outputs } : { filters: outputs }
    return builder.add(depthwise ? 'DepthwiseConv2D' : 'Conv2D', [input], shapeOf(results), {
      config: { ...config, ...own, activation: 'linear', use_bias: bias !== undefined, dilation_rate: [1, 1] },
      weights,
    })
  },
  batchNorm(builder, { epsilon, results }, [x, scale, shift, mean, variance]) {
    const named = { gamma: scale, beta: shift, moving_mean: mean, moving_variance: variance }
    return builder.add('BatchNormalization', [made(x)], shapeOf(results), {
      config: { axis: -1, epsilon },
      weights: Object.entries(named).map(([name, value]) => given(name, weightShape(value), numbersOf(value))),
    })
  },
}

const lastChannels = { data_format: 'channels_last' } as const

type Plain = (builder: LayerBuilder, x: Output, shape: readonly Size[]) => Output

const plain =
  (kind: string, config: Readonly<Record<string, unknown>>): Plain =>
  (builder, x, shape) =>
    builder.add(kind, [x], shape, { config })

const unaries: Readonly<Partial<Record<Unary, Plain>>> = {
  Identity: (_, x) => x,
  Relu: plain('Activation', { activation: 'relu' }),
  Relu6: plain('ReLU', { max_value: 6 }),
  Sigmoid: plain('Activation', { activation: 'sigmoid' }),
  Tanh: plain('Activation', { activation: 'tanh' }),
}

/** The same number in all places, for each channel. */
function withNumber(builder: LayerBuilder, name: string, a?: Value, b?: Value): Output {
  const x = made(a?.kind === 'number' ? b : a)
  const number = a?.kind === 'number' ? a : b
  const channels = x.shape.at(-1)
  if (typeof channels !== 'number' || number?.kind !== 'number') throw new NotInLayers()
  const all = (value: number) => Array.from({ length: channels }, () => value)
  if (name === 'Add') return builder.scaled(x, all(1), all(number.value))
  if (name === 'Multiply') return builder.scaled(x, all(number.value), all(0))
  throw new NotInLayers()
}

type Sides = readonly (readonly Size[])[]

/** As TensorFlow itself puts zeros around where that is the same; else by a layer before. */
function surrounded(
  builder: LayerBuilder,
  input: Output,
  { padding, stride }: StepOf<'convolution'>,
  kernel: readonly [number, number],
): { readonly input: Output; readonly padding: 'same' | 'valid' } {
  const plane = input.shape.slice(1, 3) as [number, number]
  if (padding.flat().every((side) => side === 0)) return { input, padding: 'valid' }
  const same = plane.every((side, axis) => {
    const total = Math.max((Math.ceil(side / stride) - 1) * stride + (kernel[axis] as number) - side, 0)
    return padding[axis]?.join() === [Math.floor(total / 2), Math.ceil(total / 2)].join()
  })
  if (same) return { input, padding: 'same' }
  const sides = plane.map((side, axis) => side + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0))
  const [batch, , , channels] = input.shape as [Size, Size, Size, Size]
  return { input: padded(builder, input, padding, [batch, ...sides, channels]), padding: 'valid' }
}

function padded(builder: LayerBuilder, input: Output, padding: Sides, shape: readonly Size[]): Output {
  return builder.add('ZeroPadding2D', [input], shape, { config: { ...lastChannels, padding } })
}

function shapeOf(results: Step['results']): readonly Size[] {
  return results[0]?.shape ?? []
}

function made(value: Value | undefined): Output {
  if (value?.kind !== 'layer') throw new NotInLayers()
  return value
}

function weightShape(value: Value | undefined): readonly number[] {
  if (value?.kind !== 'weight') throw new NotInLayers()
  return value.shape
}

function numbersOf(value: Value | undefined): { readonly of: string } {
  if (value?.kind !== 'weight') throw new NotInLayers()
  return { of: value.name }
}
