/**
 * What ViT, DeiT and DINOv2 share: a picture cut into patches, tokens of the network's own before them, layers that
 * norm first. Families differ in names, in those tokens and in layer scale; they say so in a `VisionTransformer`.
 */
import * as tf from '@tensorflow/tfjs-core'
import { gelu } from '../nn/activations.ts'
import type { Forward } from '../nn/forward.ts'
import { biasSpec, convSpec, layerNormSpecs, linearSpecs, type ParameterSpec } from '../nn/parameters.ts'
import { addPositions } from '../nn/textPrimitives.ts'
import { resizeGrid, scaleChannels } from '../nn/visionPrimitives.ts'
import { deviation } from './textParts.ts'
import { type Layer, layersReadAt, type TokensRead } from './tokensRead.ts'
import type { Block } from './trunk.ts'

export const naming = 'torch'

export interface VisionTransformer {
  /** Name of the trunk's module, the first part of all names. */
  readonly prefix: string
  readonly width: number
  readonly heads: number
  readonly layers: number
  /** Width between the two dense layers. */
  readonly inner: number
  /** Side of a patch, in pixels. */
  readonly patch: number
  /** Side of the grid of patches that the position table was trained for. */
  readonly grid: number
  readonly qkvBias: boolean
  /** Tokens before the patches; the first is what classifiers read. */
  readonly tokens: readonly string[]
  /** Which tokens are read above the layers. */
  readonly read: TokensRead
  readonly parts: LayerParts
}

/** Where a layer keeps what, below its own name. */
export interface LayerParts {
  readonly norms: readonly [string, string]
  readonly dense: readonly [string, string]
  /** Layer scales of the two branches (Touvron et al. 2021), or null. */
  readonly scales: readonly [string, string] | null
}

export function transformerBlocks(model: VisionTransformer): Block[] {
  const layers = Array.from({ length: model.layers }, (_, index) => layer(model, index))
  return [embeddings(model), ...layersReadAt(model.read, layers), finalNorm(model)]
}

function embeddings(model: VisionTransformer): Block {
  const site = `${model.prefix}.embeddings`
  const { width, patch, tokens, grid } = model
  const projection = `${site}.patch_embeddings.projection`
  const rows = grid * grid + tokens.length
  return {
    name: site,
    label: 'embedding',
    parameters: [
      ...tokens.map((token) => tableSpec(`${site}.${token}`, 1, width)),
      tableSpec(`${site}.position_embeddings`, rows, width),
      convSpec(naming, projection, [patch, patch, 3, width]),
      biasSpec(naming, projection, width),
    ],
    forward(f, x) {
      const patches = f.conv2d(projection, x as tf.Tensor4D, { stride: patch, padding: 0, bias: true })
      const [batch, side] = patches.shape
      const own = tokens.map((token) => tf.reshape(f.weight(`${site}.${token}`), [1, width]))
      const places = tf.reshape(f.weight(`${site}.position_embeddings`), [rows, width]) as tf.Tensor2D
      const first = tf.add(tf.concat(own, 0), tf.slice(places, [0, 0], [tokens.length, width]))
      const rest = resizeGrid(tf.slice(places, [tokens.length, 0], [grid * grid, width]), grid, side)
      // The own tokens begin as zeros, so that one table holds all that is alike in every picture.
      const padded: tf.Tensor3D = tf.pad(tf.reshape(patches, [batch, side * side, width]), [
        [0, 0],
        [tokens.length, 0],
        [0, 0],
      ])
      return addPositions(padded, tf.concat([first, rest], 0) as tf.Tensor2D, 0) // [batch, tokens, width]
    },
  }
}

function tableSpec(name: string, rows: number, width: number): ParameterSpec {
  return { name, shape: [1, rows, width], fileLayout: 'engine', role: 'kernel', deviation }
}

function layer(model: VisionTransformer, index: number): Layer {
  const name = `${model.prefix}.encoder.layer.${index}`
  const { parts } = model
  const scaled = (f: Forward, branch: 0 | 1, x: tf.Tensor) =>
    parts.scales ? scaleChannels(x, f.weight(`${name}.${parts.scales[branch]}`) as tf.Tensor1D) : x
  return {
    name,
    label: `layer ${index + 1}`,
    attention: { site: `${name}.attention`, width: model.width },
    parameters: layerSpecs(model, name),
    forward(f, x, read) {
      const normed = f.layerNorm(`${name}.${parts.norms[0]}`, x)
      const attended = attend(f, model, `${name}.attention`, { asker: read(normed), x: normed })
      const seen = tf.add(scaled(f, 0, attended), read(x))
      const wide = gelu(f.linear(`${name}.${parts.dense[0]}`, f.layerNorm(`${name}.${parts.norms[1]}`, seen)))
      return tf.add(scaled(f, 1, f.linear(`${name}.${parts.dense[1]}`, wide)), seen) // [batch, tokens, width]
    },
  }
}

function layerSpecs({ width, inner, qkvBias, parts }: VisionTransformer, name: string): ParameterSpec[] {
  const scale = (branch: 0 | 1): ParameterSpec[] =>
    parts.scales
      ? [{ name: `${name}.${parts.scales[branch]}`, shape: [width], fileLayout: 'engine', role: 'norm-scale' }]
      : []
  const projections = (['query', 'key', 'value'] as const).flatMap((part) =>
    linearSpecs(naming, `${name}.attention.attention.${part}`, width, width, { bias: qkvBias, deviation, part }),
  )
  return [
    ...layerNormSpecs(naming, `${name}.${parts.norms[0]}`, width),
    ...projections,
    ...linearSpecs(naming, `${name}.attention.output.dense`, width, width, { deviation, part: 'attention-output' }),
    ...scale(0),
    ...layerNormSpecs(naming, `${name}.${parts.norms[1]}`, width),
    ...linearSpecs(naming, `${name}.${parts.dense[0]}`, width, inner, { deviation, part: 'feed-forward-in' }),
    ...linearSpecs(naming, `${name}.${parts.dense[1]}`, inner, width, { deviation, part: 'feed-forward-out' }),
    ...scale(1),
  ]
}

interface Attending {
  readonly asker: tf.Tensor
  readonly x: tf.Tensor
}

function attend(f: Forward, model: VisionTransformer, site: string, { asker, x }: Attending): tf.Tensor {
  const { width, heads, qkvBias } = model
  const project = (role: string, of = x) => f.linear(`${site}.attention.${role}`, of, { bias: qkvBias }) as tf.Tensor3D
  const options = { heads, scale: (width / heads) ** -0.5, causal: false, window: null }
  const mixed = f.attention(site, project('query', asker), project('key'), project('value'), options)
  return f.linear(`${site}.output.dense`, mixed)
}

function finalNorm({ prefix, width }: VisionTransformer): Block {
  const name = `${prefix}.layernorm`
  return {
    name,
    label: 'final norm',
    parameters: layerNormSpecs(naming, name, width),
    forward: (f, x) => f.layerNorm(name, x),
  }
}
