/**
 * MobileNet v2 (Sandler et al. 2018) in the Hugging Face layout, converted from Google's: TensorFlow's 'same' padding,
 * batch norm with ε 1e-3, ReLU6 everywhere but after the narrow ends. Reference: transformers
 * `modeling_mobilenet_v2.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { notice } from '../../shared/messages/say.ts'
import type { Forward } from '../nn/forward.ts'
import { convSpec, depthwiseSpec, normSpecs, type ParameterSpec } from '../nn/parameters.ts'
import { globalAveragePool } from '../nn/primitives.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { type MobileNetV2Config, mobilenetV2Config, scaledWidth } from './mobilenetV2Config.ts'
import { half, readPreprocessing } from './preprocessor.ts'
import { readConfig } from './readConfig.ts'
import type { Block, Family } from './trunk.ts'

const naming = 'torch'
/** Output channels and strides of the inverted residuals, the first of which is the stem's (table 2 of the paper). */
const channels = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320] as const
const strides = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1] as const

export const mobilenetV2: Family = {
  id: 'mobilenet-v2',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('mobilenet_v2') }), config),
  rename(name) {
    if (name.endsWith('.num_batches_tracked')) return null
    return /^(conv_stem|layer|conv_1x1)\./.test(name) ? `mobilenet_v2.${name}` : name
  },
  readTrunk({ config: rawConfig, preprocessor }) {
    const config = readConfig(mobilenetV2Config, rawConfig, 'MobileNet v2')
    const widths = channels.map((width) => scaledWidth(config, width * config.depth_multiplier))
    const fine = config.finegrained_output && config.depth_multiplier < 1
    const featureSize = fine ? 1280 : scaledWidth(config, 1280 * config.depth_multiplier)
    const standard = { size: 224, cropShare: 0.875, resample: 'bilinear', ...half } as const
    return {
      family: 'mobilenet-v2',
      naming,
      normEpsilon: config.layer_norm_eps,
      input: { kind: 'image', preprocessing: readPreprocessing(preprocessor, standard) },
      blocks: [
        stem(config, widths[0] as number),
        ...strides.map((stride, index) => invertedResidual(config, widths, index, stride)),
        block(config, { name: 'conv_1x1', label: 'last convolution' }, [
          pointwise('', widths.at(-1) as number, featureSize),
        ]),
      ],
      pool: (_f, x) => globalAveragePool(x as tf.Tensor4D),
      featureSize,
      classifier: linearClassifier(naming, 'classifier', featureSize),
      nextToken: null,
      config: (labels) => ({
        ...config,
        architectures: ['MobileNetV2ForImageClassification'],
        ...labelMaps(labels ?? []),
      }),
      huggingFace: { ...plainFacts, limits: () => (config.tf_padding ? { layers: asksForStrides } : {}) },
    }
  },
}

/** With TensorFlow's padding, which all published files have, transformers looks at the convolutions themselves. */
const asksForStrides: Limit = {
  adapter: notice('mobilenetAsksForStrides'),
  project: notice('peftLayersLackStride'),
}

function stem(config: MobileNetV2Config, outputs: number): Block {
  const width = scaledWidth(config, 32 * config.depth_multiplier)
  const expand = config.first_layer_is_expansion ? [] : [pointwise('expand_1x1', width, width)]
  return block(config, { name: 'conv_stem', label: 'embedding' }, [
    { ...plain, part: 'first_conv', shape: [3, 3, 3, width], stride: 2 },
    ...expand,
    depthwise('conv_3x3', width, 1),
    narrowing('reduce_1x1', width, outputs),
  ])
}

function invertedResidual(config: MobileNetV2Config, widths: readonly number[], index: number, stride: number): Block {
  const [inputs, outputs] = [widths[index] as number, widths[index + 1] as number]
  const expanded = scaledWidth(config, inputs * config.expand_ratio)
  const residual = stride === 1 && inputs === outputs
  return block(config, { name: `layer.${index}`, label: `block ${index + 1}`, residual }, [
    pointwise('expand_1x1', inputs, expanded),
    depthwise('conv_3x3', expanded, stride),
    narrowing('reduce_1x1', expanded, outputs),
  ])
}

/** Convolution, batch norm and, unless it is a narrow end, ReLU6. */
interface Layer {
  /** Below the block's own name; empty where the block is this layer. */
  readonly part: string
  readonly shape: readonly [number, number, number, number]
  readonly stride: number
  readonly depthwise: boolean
  readonly activated: boolean
}

const plain = { stride: 1, depthwise: false, activated: true } as const

function pointwise(part: string, inputs: number, outputs: number): Layer {
  return { ...plain, part, shape: [1, 1, inputs, outputs] }
}

function narrowing(part: string, inputs: number, outputs: number): Layer {
  return { ...pointwise(part, inputs, outputs), activated: false }
}

function depthwise(part: string, width: number, stride: number): Layer {
  return { ...plain, part, shape: [3, 3, width, 1], stride, depthwise: true }
}

function block(
  config: MobileNetV2Config,
  { name, label, residual = false }: { name: string; label: string; residual?: boolean },
  layers: readonly Layer[],
): Block {
  const path = `mobilenet_v2.${name}`
  return {
    name: path,
    label,
    parameters: layers.flatMap((layer) => layerSpecs(path, layer)),
    forward(f, x) {
      const input = x as tf.Tensor4D
      const output = layers.reduce((value, layer) => forwardLayer(f, config, path, layer, value), input)
      return residual ? tf.add(input, output) : output // [batch, h, w, outputs]
    },
  }
}

function layerSpecs(path: string, layer: Layer): ParameterSpec[] {
  const site = siteOf(path, layer)
  const [, , inputs, outputs] = layer.shape
  const kernel = (layer.depthwise ? depthwiseSpec : convSpec)(naming, `${site}.convolution`, layer.shape)
  return [kernel, ...normSpecs(naming, `${site}.normalization`, layer.depthwise ? inputs : outputs)]
}

function forwardLayer(
  f: Forward,
  { tf_padding }: MobileNetV2Config,
  path: string,
  layer: Layer,
  x: tf.Tensor4D,
): tf.Tensor4D {
  const site = siteOf(path, layer)
  const padding = tf_padding ? 'same' : (layer.shape[0] - 1) / 2
  const options = { stride: layer.stride, padding } as const
  const filtered = layer.depthwise
    ? f.depthwiseConv2d(`${site}.convolution`, x, options)
    : f.conv2d(`${site}.convolution`, x, options)
  const normed = f.norm(`${site}.normalization`, filtered)
  return layer.activated ? tf.relu6(normed) : normed
}

function siteOf(path: string, { part }: Layer): string {
  return part ? `${path}.${part}` : path
}
