/**
 * Whatever convolves and comes as Keras layers for TensorFlow.js with a statement of its pictures, as Teachable Machine
 * exports it: a network up to a global average, dense layers behind it. Its blocks are cut where one tensor alone goes on.
 */
import type * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import { globalAveragePool } from '../nn/primitives.ts'
import { type Limit, plainFacts } from './huggingFace.ts'
import { type KerasNode, kerasGraph, unread } from './kerasGraph.ts'
import { denseSchema, type KerasLayer, kerasLayer, settings } from './kerasLayers.ts'
import { labelMaps } from './linearClassifier.ts'
import { readConfig } from './readConfig.ts'
import type { Block, Classifier, Family } from './trunk.ts'

const layersModelType = 'tfjs_layers'

const shape = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(2048))
const three = v.tuple([v.number(), v.number(), v.number()])
const configSchema = v.looseObject({
  model_type: v.literal(layersModelType),
  image_size: shape,
  image_mean: three,
  image_std: three,
  model_config: v.unknown(),
})

export const tfjsLayers: Family = {
  id: 'tfjs-layers',
  recognises: (config) => v.is(v.looseObject({ model_type: v.literal(layersModelType) }), config),
  readTrunk({ config: raw }) {
    const config = readConfig(configSchema, raw, 'tfjs')
    const { image_size: size, image_mean: mean, image_std: std } = config
    const nodes = kerasGraph(config.model_config)
    const averaged = nodes.findIndex(({ kind }) => kind === 'GlobalAveragePooling2D')
    if (nodes[0]?.kind !== 'InputLayer' || averaged < 1) throw new ThawError('model-unsupported', 'kerasNetworkOther')
    const body = nodes.slice(0, averaged)
    const layers = layersOf(body)
    const featureSize = layers.at(-1)?.channels ?? 0
    return {
      family: 'tfjs-layers',
      naming: 'keras',
      normEpsilon: epsilonOf(body),
      input: { kind: 'image', preprocessing: { size, cropShare: 1, resample: 'bilinear', mean, std } },
      blocks: segments(body, layers).map((places, index) => blockOf(body, layers, places, index)),
      pool: (_f, x) => globalAveragePool(x as tf.Tensor4D),
      featureSize,
      classifier: classifierOf(nodes.slice(averaged + 1), featureSize),
      nextToken: null,
      config: (labels) => ({ ...config, ...labelMaps(labels ?? []) }),
      huggingFace: { ...plainFacts, limits: () => ({ network: noNetwork }) },
    }
  },
}

const noNetwork: Limit = { adapter: notice('kerasNetworkNotInPython'), project: notice('kerasLayoutNotInPython') }

function layersOf(body: readonly KerasNode[]): readonly KerasLayer[] {
  const layers: KerasLayer[] = []
  for (const node of body) {
    const [first = 0] = node.inputs
    const entered = node.kind === 'InputLayer'
    layers.push(entered ? entrance : kerasLayer(node, layers[first]?.channels ?? 0))
  }
  return layers
}

const entrance: KerasLayer = { parameters: [], channels: 3, weighs: false, forward: (_, [x]) => x as tf.Tensor }

/** One for all of a network's batch norms, as the engine has it. */
function epsilonOf(body: readonly KerasNode[]): number {
  const norms = body.filter(({ kind }) => kind === 'BatchNormalization')
  const all = new Set(norms.map((node) => settings(node, v.looseObject({ epsilon: v.number() })).epsilon))
  const [first = 1e-3] = all
  if (all.size > 1) throw unread(norms[0]?.name ?? '', 'BatchNormalization epsilon')
  return first
}

/** Kernels that a block has at least, unless a sum ends it: an inverted residual has three. */
const kernels = 3

/** Places of the layers of each block, from the input upwards; the entrance is in none. */
function segments(body: readonly KerasNode[], layers: readonly KerasLayer[]): number[][] {
  const lastUse = body.map((_, place) => place)
  body.forEach(({ inputs }, place) => {
    for (const from of inputs) lastUse[from] = place
  })
  const found: number[][] = [[]]
  /** Up to where a tensor is used that is older than the one before. */
  let reach = 0
  body.forEach((node, place) => {
    if (place === 0) return
    const current = found.at(-1) as number[]
    const next = layers[place]?.weighs === true || ['ZeroPadding2D', 'MaxPooling2D'].includes(node.kind)
    if (reach < place && next && isFull(current, body, layers)) found.push([place])
    else current.push(place)
    reach = Math.max(reach, lastUse[place - 1] as number)
  })
  const last = found.at(-1) as number[]
  return found.length > 1 && !last.some((place) => layers[place]?.weighs)
    ? [...found.slice(0, -2), [...(found.at(-2) as number[]), ...last]]
    : found
}

function isFull(places: readonly number[], body: readonly KerasNode[], layers: readonly KerasLayer[]): boolean {
  const weighing = places.filter((place) => layers[place]?.weighs).length
  return weighing >= kernels || (weighing > 0 && body[places.at(-1) ?? 0]?.kind === 'Add')
}

function blockOf(
  body: readonly KerasNode[],
  layers: readonly KerasLayer[],
  places: readonly number[],
  index: number,
): Block {
  const first = places[0] as number
  return {
    name: body[places.at(-1) as number]?.name ?? '',
    label: index === 0 ? 'embedding' : `block ${index}`,
    parameters: places.flatMap((place) => layers[place]?.parameters ?? []),
    forward(f, x) {
      const values = new Map<number, tf.Tensor>([[first - 1, x]])
      for (const place of places) {
        const inputs = (body[place] as KerasNode).inputs.map((from) => values.get(from) as tf.Tensor)
        values.set(place, (layers[place] as KerasLayer).forward(f, inputs))
      }
      return values.get(places.at(-1) as number) as tf.Tensor
    },
  }
}

/** The dense layers; the last one has as many outputs as there are classes, and gives logits. */
function classifierOf(nodes: readonly KerasNode[], features: number): Classifier {
  const last = nodes.findLastIndex(({ kind }) => kind === 'Dense')
  if (last < 0) throw new ThawError('model-unsupported', 'kerasNetworkOther')
  const layersFor = (classes: number | null) => {
    const layers: KerasLayer[] = []
    nodes.slice(0, last + 1).forEach((node, place) => {
      const given = place === last && classes !== null ? { ...node.config, units: classes } : node.config
      const config = place === last ? { ...given, activation: 'linear' } : given
      layers.push(kerasLayer({ ...node, config }, layers.at(-1)?.channels ?? features))
    })
    return layers
  }
  settings(nodes[last] as KerasNode, denseSchema)
  const plain = layersFor(null)
  return {
    parameters: (classes) => layersFor(classes).flatMap(({ parameters }) => parameters),
    forward: (f, x) => plain.reduce<tf.Tensor>((value, layer) => layer.forward(f, [value]), x) as tf.Tensor2D,
  }
}
