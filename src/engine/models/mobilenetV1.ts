/**
 * MobileNet v1 (Howard et al. 2017) as Google hosts it for tfjs: a manifest with Keras names, TensorFlow's 'same'
 * padding, batch norm with ε 1e-3, ReLU6, inputs in [−1, 1]. Widths and the input side are read from the files.
 * Reference: keras.applications.mobilenet.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { ConvOptions, Forward } from '../nn/forward.ts'
import { convSpec, depthwiseSpec, normSpecs } from '../nn/parameters.ts'
import { globalAveragePool } from '../nn/primitives.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import type { Block, Family } from './trunk.ts'

const naming = 'keras'
/** Strides of the thirteen depthwise convolutions (table 1 of the paper). */
const strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1] as const
const defaultSide = 224
const half = [0.5, 0.5, 0.5] as const

const exportedConfig = v.looseObject({ model_type: v.literal('mobilenet_v1_keras'), image_size: v.number() })
const inputLayer = v.looseObject({
  config: v.looseObject({ batch_input_shape: v.tuple([v.unknown(), v.number(), v.number(), v.number()]) }),
})
const kerasTopology = v.looseObject({
  model_config: v.looseObject({ config: v.looseObject({ layers: v.array(v.unknown()) }) }),
})

export const mobilenetV1: Family = {
  id: 'mobilenet-v1',
  needsShapes: true,
  recognises(config, names) {
    const all = new Set(names)
    return v.is(exportedConfig, config) || (all.has('conv_dw_1/depthwise_kernel') && all.has('conv_pw_13/kernel'))
  },
  readTrunk({ config, shapeOf }) {
    const size = inputSide(config)
    const blocks = [stem(shapeOf), ...strides.map((stride, index) => separable(index + 1, stride, shapeOf))]
    const featureSize = kernelShape(shapeOf, 'conv_pw_13/kernel')[3]
    return {
      family: 'mobilenet-v1',
      naming,
      normEpsilon: 1e-3,
      input: { kind: 'image', preprocessing: { size, cropShare: 0.875, resample: 'bilinear', mean: half, std: half } },
      blocks,
      pool: (_f, x) => globalAveragePool(x as tf.Tensor4D),
      featureSize,
      classifier: linearClassifier(naming, 'head', featureSize),
      nextToken: null,
      config: (labels) => ({
        architectures: ['MobileNetV1'],
        model_type: 'mobilenet_v1_keras',
        image_size: size,
        ...labelMaps(labels ?? []),
      }),
      huggingFace: {
        ...plainFacts,
        inTransformersJs: { model_type: 'mobilenet_v1', architectures: ['MobileNetV1ForImageClassification'] },
        limits: () => ({ network: noNetwork }),
      },
    }
  },
}

const noNetwork: Limit = {
  adapter: notice('kerasMobilenetNotInPython'),
  project: notice('tfjsLayoutNotInPython'),
}

type ShapeOf = (name: string) => readonly number[] | null

function inputSide(config: unknown): number {
  if (v.is(exportedConfig, config)) return config.image_size
  const topology = v.safeParse(kerasTopology, config)
  if (!topology.success) return defaultSide
  const layer = v.safeParse(inputLayer, topology.output.model_config.config.layers[0])
  return layer.success ? layer.output.config.batch_input_shape[1] : defaultSide
}

function kernelShape(shapeOf: ShapeOf, name: string): [number, number, number, number] {
  const shape = shapeOf(name)
  if (shape?.length === 4) return shape as [number, number, number, number]
  throw new ThawError('model-unsupported', 'kerasKernelLacking', { name, shape: shape ?? null })
}

function stem(shapeOf: ShapeOf): Block {
  const shape = kernelShape(shapeOf, 'conv1/kernel')
  return {
    name: 'conv1',
    label: 'embedding',
    parameters: [convSpec(naming, 'conv1', shape), ...normSpecs(naming, 'conv1_bn', shape[3])],
    forward: (f, x) => convNorm(f, 'conv1', x as tf.Tensor4D, { stride: 2, padding: 'same' }),
  }
}

/** Depthwise 3×3, then pointwise 1×1, each with batch norm and ReLU6. */
function separable(index: number, stride: number, shapeOf: ShapeOf): Block {
  const depthwise = kernelShape(shapeOf, `conv_dw_${index}/depthwise_kernel`)
  const pointwise = kernelShape(shapeOf, `conv_pw_${index}/kernel`)
  return {
    name: `conv_pw_${index}`,
    label: `block ${index}`,
    parameters: [
      depthwiseSpec(naming, `conv_dw_${index}`, depthwise),
      ...normSpecs(naming, `conv_dw_${index}_bn`, depthwise[2]),
      convSpec(naming, `conv_pw_${index}`, pointwise),
      ...normSpecs(naming, `conv_pw_${index}_bn`, pointwise[3]),
    ],
    forward(f, x) {
      const site = `conv_dw_${index}`
      const filtered = f.depthwiseConv2d(site, x as tf.Tensor4D, { stride, padding: 'same' })
      const spread = tf.relu6(f.norm(`${site}_bn`, filtered))
      return convNorm(f, `conv_pw_${index}`, spread, { stride: 1, padding: 'same' })
    },
  }
}

function convNorm(f: Forward, site: string, x: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  return tf.relu6(f.norm(`${site}_bn`, f.conv2d(site, x, options)))
}
