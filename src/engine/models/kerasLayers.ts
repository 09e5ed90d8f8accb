/** What each of Keras' layers is here: its parameters, how many channels it gives, and how it answers. */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import type { Forward } from '../nn/forward.ts'
import { biasSpec, convSpec, depthwiseSpec, linearSpecs, normSpecs, type ParameterSpec } from '../nn/parameters.ts'
import { type KerasNode, unread } from './kerasGraph.ts'

const naming = 'keras'

export interface KerasLayer {
  readonly parameters: readonly ParameterSpec[]
  /** Of its answer. */
  readonly channels: number
  /** Whether it holds a kernel. */
  readonly weighs: boolean
  forward(f: Forward, inputs: readonly tf.Tensor[]): tf.Tensor
}

type Reader = (node: KerasNode, channels: number) => Partial<KerasLayer> & Pick<KerasLayer, 'forward'>

/** @throws ThawError `model-unsupported` for a layer, or a setting of one, that is not known here. */
export function kerasLayer(node: KerasNode, channels: number): KerasLayer {
  const reader = Object.hasOwn(readers, node.kind) ? readers[node.kind] : undefined
  if (!reader) throw unread(node.name, node.kind)
  const read = reader(node, channels)
  const parameters = read.parameters ?? []
  return { channels, parameters, weighs: parameters.some(({ role }) => role === 'kernel'), ...read }
}

const plain = (forward: (x: tf.Tensor) => tf.Tensor): ReturnType<Reader> => ({
  forward: (_, [x]) => forward(x as tf.Tensor),
})

const side = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000))
const pair = v.tuple([side, side])
const sides = v.tuple([pair, pair])
const channelsLast = v.optional(v.nullable(v.literal('channels_last')))
const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: tf.relu,
  relu6: tf.relu6,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
}
const activation = v.optional(v.nullable(v.picklist(Object.keys(activations))), 'linear')

const convolution = {
  data_format: channelsLast,
  strides: v.optional(pair, [1, 1]),
  padding: v.optional(v.picklist(['same', 'valid']), 'valid'),
  dilation_rate: v.optional(v.nullable(v.union([v.literal(1), v.tuple([v.literal(1), v.literal(1)])]))),
  kernel_size: pair,
  activation,
} as const
const conv = v.looseObject({ ...convolution, filters: side, use_bias: v.optional(v.boolean(), true) })
const depthwise = v.looseObject({
  ...convolution,
  use_bias: v.literal(false),
  depth_multiplier: v.optional(v.nullable(v.literal(1))),
})
const norm = v.looseObject({
  epsilon: v.number(),
  axis: v.optional(v.union([v.picklist([-1, 3]), v.tuple([v.picklist([-1, 3])])])),
  scale: v.optional(v.literal(true)),
  center: v.optional(v.literal(true)),
})
export const denseSchema = v.looseObject({
  units: side,
  use_bias: v.optional(v.boolean(), true),
  activation: v.optional(v.nullable(v.picklist([...Object.keys(activations), 'softmax'])), 'linear'),
})
const pool = v.looseObject({
  data_format: channelsLast,
  pool_size: pair,
  strides: v.optional(v.nullable(pair)),
  padding: v.optional(v.picklist(['same', 'valid']), 'valid'),
})

const readers: Readonly<Record<string, Reader>> = {
  Conv2D(node, channels) {
    const { name } = node
    const { filters, kernel_size, use_bias: bias, ...how } = settings(node, conv)
    return {
      channels: filters,
      parameters: [
        convSpec(naming, name, [...kernel_size, channels, filters]),
        ...(bias ? [biasSpec(naming, name, filters)] : []),
      ],
      forward: (f, [x]) => activated(how.activation, f.conv2d(name, x as tf.Tensor4D, { ...strided(node, how), bias })),
    }
  },
  DepthwiseConv2D(node, channels) {
    const { name } = node
    const { kernel_size, ...how } = settings(node, depthwise)
    return {
      parameters: [depthwiseSpec(naming, name, [...kernel_size, channels, 1])],
      forward: (f, [x]) => activated(how.activation, f.depthwiseConv2d(name, x as tf.Tensor4D, strided(node, how))),
    }
  },
  BatchNormalization(node, channels) {
    settings(node, norm)
    return {
      parameters: normSpecs(naming, node.name, channels),
      forward: (f, [x]) => f.norm(node.name, x as tf.Tensor4D),
    }
  },
  ReLU(node) {
    const { max_value: most } = settings(node, v.looseObject({ max_value: v.optional(v.nullable(v.literal(6))) }))
    return plain(most === 6 ? tf.relu6 : tf.relu)
  },
  Activation(node) {
    const { activation: name } = settings(node, v.looseObject({ activation }))
    return plain((x) => activated(name, x))
  },
  Dropout: () => plain((x) => x),
  SpatialDropout2D: () => plain((x) => x),
  Add: () => ({ forward: (_, inputs) => inputs.reduce((sum, each) => tf.add(sum, each)) }),
  ZeroPadding2D(node) {
    const { padding } = settings(node, v.looseObject({ data_format: channelsLast, padding: sides }))
    return plain((x) => tf.pad(x, [[0, 0], ...padding, [0, 0]]))
  },
  Cropping2D(node) {
    const read = settings(node, v.looseObject({ data_format: channelsLast, cropping: sides }))
    const [[top, bottom], [left, right]] = read.cropping
    return plain((x) => {
      const [batch, height, width, channels] = x.shape as [number, number, number, number]
      return tf.slice(x, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels])
    })
  },
  MaxPooling2D(node) {
    const { pool_size: size, strides, padding } = settings(node, pool)
    return plain((x) => tf.maxPool(x as tf.Tensor4D, size, strides ?? size, padding))
  },
  AveragePooling2D(node) {
    const { pool_size: size, strides, padding } = settings(node, pool)
    return plain((x) => tf.avgPool(x as tf.Tensor4D, size, strides ?? size, padding))
  },
  Dense(node, channels) {
    const { units, use_bias: bias, activation: name } = settings(node, denseSchema)
    return {
      channels: units,
      parameters: linearSpecs(naming, node.name, channels, units, { bias }),
      forward: (f, [x]) => activated(name, f.linear(node.name, x as tf.Tensor, { bias })),
    }
  },
}

export function settings<Schema extends v.GenericSchema>(
  { name, kind, config }: KerasNode,
  schema: Schema,
): v.InferOutput<Schema> {
  const read = v.safeParse(schema, config)
  if (read.success) return read.output
  throw unread(name, `${kind} ${v.getDotPath(read.issues[0]) ?? ''}`.trim())
}

/** Settings that the engine's convolutions have. */
function strided(
  node: KerasNode,
  { strides: [down, across], padding }: { readonly strides: readonly [number, number]; readonly padding: string },
) {
  if (down !== across) throw unread(node.name, `${node.kind} strides`)
  return { stride: down, padding: padding === 'same' ? ('same' as const) : 0 }
}

/** Of the last layer's, the logits are what is wanted here. */
function activated<Shaped extends tf.Tensor>(name: string | null, x: Shaped): Shaped {
  return (activations[name ?? 'linear'] ?? ((value: tf.Tensor) => value))(x) as Shaped
}
