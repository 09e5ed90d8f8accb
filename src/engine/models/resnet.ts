/**
 * ResNet (He et al. 2015) in the Hugging Face layout: config.json, model.safetensors. Both block types; stride on the
 * 3×3 convolution (v1.5) unless the configuration says otherwise. timm's files are read as well, their names and
 * configuration translated. Reference: transformers `modeling_resnet.py`.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { ConvOptions, Forward } from '../nn/forward.ts'
import { convSpec, normSpecs, type ParameterSpec } from '../nn/parameters.ts'
import { globalAveragePool } from '../nn/primitives.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { labelMaps, linearClassifier } from './linearClassifier.ts'
import { imageNet, readPreprocessing, readTimmPreprocessing } from './preprocessor.ts'
import { fromTimmName, isTimmResnet, readTimmResnet } from './timmResnet.ts'
import type { Block, Family } from './trunk.ts'

const width = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16384))
const configSchema = v.looseObject({
  model_type: v.literal('resnet'),
  num_channels: v.optional(v.literal(3), 3),
  embedding_size: v.optional(width, 64),
  hidden_sizes: v.pipe(v.array(width), v.minLength(1), v.maxLength(16)),
  depths: v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))),
  layer_type: v.optional(v.picklist(['basic', 'bottleneck']), 'bottleneck'),
  hidden_act: v.optional(v.literal('relu'), 'relu'),
  downsample_in_first_stage: v.optional(v.boolean(), false),
  downsample_in_bottleneck: v.optional(v.boolean(), false),
})
export type ResNetConfig = v.InferOutput<typeof configSchema>

const naming = 'torch'
const standard = { size: 224, cropShare: 0.875, resample: 'bicubic', ...imageNet } as const

export const resnet: Family = {
  id: 'resnet',
  needsShapes: true,
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal('resnet') }), config) || isTimmResnet(config),
  rename,
  readTrunk({ config: rawConfig, preprocessor, shapeOf }) {
    const timm = isTimmResnet(rawConfig) ? rawConfig : null
    const config = parseConfig(timm ? readTimmResnet(timm, shapeOf) : rawConfig)
    const preprocessing = timm ? readTimmPreprocessing(timm.pretrained_cfg) : readPreprocessing(preprocessor, standard)
    return {
      family: 'resnet',
      naming,
      normEpsilon: 1e-5,
      input: { kind: 'image', preprocessing },
      blocks: [embedder(config), ...stages(config)],
      pool: (_f, x) => globalAveragePool(x as tf.Tensor4D),
      featureSize: config.hidden_sizes.at(-1) as number,
      classifier: linearClassifier(naming, 'classifier.1', config.hidden_sizes.at(-1) as number),
      nextToken: null,
      config: (labels) => ({ ...config, architectures: ['ResNetForImageClassification'], ...labelMaps(labels ?? []) }),
      huggingFace: {
        ...plainFacts,
        limits: (repository) => (repository?.startsWith('timm/') ? { network: timmNames } : {}),
      },
    }
  },
}

const timmNames: Limit = {
  adapter: notice('timmLayersNamedOtherwise'),
  project: null, // it brings a copy of the weights under transformers' names
}

/** timm's names; those of a file that holds the trunk alone, without its prefix; counters of batches. */
function rename(name: string): string | null {
  if (name.endsWith('.num_batches_tracked')) return null
  if (name.startsWith('embedder.') || name.startsWith('encoder.')) return `resnet.${name}`
  return fromTimmName(name)
}

function parseConfig(raw: unknown): ResNetConfig {
  const parsed = v.safeParse(configSchema, raw)
  if (!parsed.success) {
    const [issue] = parsed.issues
    const field = v.getDotPath(issue) ?? null
    throw new ThawError('model-unsupported', 'resnetConfigUnknown', { field, detail: issue.message })
  }
  const [sizes, depths] = [parsed.output.hidden_sizes.length, parsed.output.depths.length]
  if (depths !== sizes) throw new ThawError('model-unsupported', 'resnetStagesDisagree', { sizes, depths })
  return parsed.output
}

function embedder(config: ResNetConfig): Block {
  const site = 'resnet.embedder.embedder'
  return {
    name: 'resnet.embedder',
    label: 'embedding',
    parameters: convNormSpecs(site, [7, 7, 3, config.embedding_size]),
    forward(f, x) {
      const seen = tf.relu(convNorm(f, site, x as tf.Tensor4D, { stride: 2, padding: 3 }))
      // torch pads max pooling with −∞; after ReLU zeros do the same.
      const padded = tf.pad(seen, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ])
      return tf.maxPool(padded, 3, 2, 'valid') // [batch, size/4, size/4, embedding]
    },
  }
}

function stages(config: ResNetConfig): Block[] {
  const blocks: Block[] = []
  let inputs = config.embedding_size
  config.hidden_sizes.forEach((outputs, stage) => {
    const depth = config.depths[stage] as number
    for (let layer = 0; layer < depth; layer++) {
      const downsamples = layer === 0 && (stage > 0 || config.downsample_in_first_stage)
      blocks.push(residual(config, { stage, layer, inputs, outputs, stride: downsamples ? 2 : 1 }))
      inputs = outputs
    }
  })
  return blocks
}

interface Place {
  readonly stage: number
  readonly layer: number
  readonly inputs: number
  readonly outputs: number
  readonly stride: number
}

function residual(config: ResNetConfig, place: Place): Block {
  const name = `resnet.encoder.stages.${place.stage}.layers.${place.layer}`
  const convolutions = config.layer_type === 'basic' ? basic(place) : bottleneck(place, config.downsample_in_bottleneck)
  const projects = place.inputs !== place.outputs || place.stride !== 1
  const parameters = convolutions.flatMap(({ shape }, index) => convNormSpecs(`${name}.layer.${index}`, shape))
  if (projects) parameters.push(...convNormSpecs(`${name}.shortcut`, [1, 1, place.inputs, place.outputs]))
  return {
    name,
    label: `stage ${place.stage + 1}, block ${place.layer + 1}`,
    parameters,
    forward(f, x) {
      const input = x as tf.Tensor4D
      const last = convolutions.length - 1
      const branch = convolutions.reduce((value, { options }, index) => {
        const normed = convNorm(f, `${name}.layer.${index}`, value, options)
        return index < last ? tf.relu(normed) : normed
      }, input)
      const shortcut = projects ? convNorm(f, `${name}.shortcut`, input, { stride: place.stride, padding: 0 }) : input
      return tf.relu(tf.add(branch, shortcut)) // [batch, h, w, outputs]
    },
  }
}

interface Convolution {
  readonly shape: readonly [number, number, number, number]
  readonly options: ConvOptions
}

function basic({ inputs, outputs, stride }: Place): Convolution[] {
  return [
    { shape: [3, 3, inputs, outputs], options: { stride, padding: 1 } },
    { shape: [3, 3, outputs, outputs], options: { stride: 1, padding: 1 } },
  ]
}

function bottleneck({ inputs, outputs, stride }: Place, early: boolean): Convolution[] {
  const narrow = Math.floor(outputs / 4)
  return [
    { shape: [1, 1, inputs, narrow], options: { stride: early ? stride : 1, padding: 0 } },
    { shape: [3, 3, narrow, narrow], options: { stride: early ? 1 : stride, padding: 1 } },
    { shape: [1, 1, narrow, outputs], options: { stride: 1, padding: 0 } },
  ]
}

function convNormSpecs(site: string, shape: readonly [number, number, number, number]): ParameterSpec[] {
  return [convSpec(naming, `${site}.convolution`, shape), ...normSpecs(naming, `${site}.normalization`, shape[3])]
}

function convNorm(f: Forward, site: string, x: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  return f.norm(`${site}.normalization`, f.conv2d(`${site}.convolution`, x, options))
}
