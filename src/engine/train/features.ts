/**
 * What the layers above the thaw line are fed with: the activations at the line, computed anew at each batch or once
 * and kept. Both give the same values, since both run the same code over the same views.
 */
import * as tf from '@tensorflow/tfjs-core'
import { macrotask } from '../macrotask.ts'
import { forwardOf, type Network } from '../models/network.ts'
import type { Forward } from '../nn/forward.ts'
import { type Activations, disposeActivations, type InputSource, type View } from './inputs.ts'

export interface FeatureSource {
  /** At the thaw line; with everything frozen, what the head sees. The caller disposes. */
  batch(views: readonly View[]): Promise<Activations>
  readonly keptBytes: number
}

export interface FrozenPart {
  readonly network: Network
  /** Blocks [0, line) are frozen. */
  readonly line: number
  /** From the top of the trunk to what the head sees; applied when no block is above the line. */
  readonly readout: (f: Forward, x: tf.Tensor) => tf.Tensor
}

/** Features whose line can move while the run goes on: the cache follows, the one before is let go. */
export interface MovingFeatures extends FeatureSource {
  /** `keep: false` computes them when they are asked for, since it will be once only. */
  moveTo(line: number, options?: { readonly keep: boolean }): Promise<void>
}

export async function movingFeatures(
  line: number,
  prepare: (line: number, options: { readonly keep: boolean }) => Promise<FeatureSource>,
): Promise<MovingFeatures> {
  let at = line
  let source: FeatureSource | null = await prepare(line, { keep: true })
  const current = () => source ?? nothing
  return {
    get keptBytes() {
      return current().keptBytes
    },
    batch: (views) => current().batch(views),
    async moveTo(next, options = { keep: true }) {
      if (next === at) return
      source = null // never both caches at once
      source = await prepare(next, options)
      at = next
    },
  }
}

const nothing: FeatureSource = {
  keptBytes: 0,
  batch() {
    throw new Error('internal: features were asked for while the thaw line moved')
  },
}

/** Runs the frozen blocks at each call. */
export function computedFeatures(part: FrozenPart, input: InputSource): FeatureSource {
  return {
    keptBytes: 0,
    async batch(views) {
      const { x, mask } = await input.batch(views)
      try {
        return { x: runFrozen(part, x, mask), mask }
      } catch (error) {
        mask?.dispose()
        throw error
      }
    },
  }
}

/** Disposes of the input; block by block, so that a large model's weights need not all be wide at once. */
export function runFrozen(
  { network, line, readout }: FrozenPart,
  input: tf.Tensor,
  mask: tf.Tensor2D | null,
): tf.Tensor {
  const { trunk } = network
  const f = forwardOf(network, { mask })
  let x = input
  const move = (run: (below: tf.Tensor) => tf.Tensor) => {
    const below = x
    x = tf.tidy(() => run(below))
    below.dispose()
  }
  try {
    for (const block of trunk.blocks.slice(0, line)) {
      move((below) => f.hidden(block.name, block.forward(f, below)))
      network.rest(block)
    }
    if (line === trunk.blocks.length) move((top) => readout(f, top).clone())
    return x
  } catch (error) {
    x.dispose()
    throw error
  }
}

export interface CacheOptions {
  readonly views: readonly View[]
  readonly batch: number
  readonly onProgress: (done: number, total: number, keptBytes: number) => void
  readonly signal: AbortSignal
}

/** Rows of one width kept on the host; of a text, the tokens without the padding. */
interface KeptRow {
  readonly values: Float32Array
  readonly tokens: number | null
}

/** Computes every view once and keeps the rows on the host. */
export async function cachedFeatures(
  source: FeatureSource,
  input: InputSource,
  { views, batch, onProgress, signal }: CacheOptions,
): Promise<FeatureSource> {
  const rows = new Map<string, KeptRow>()
  let shape: number[] = []
  let keptBytes = 0
  // Equal lengths together: less padding is computed.
  const ordered = views.toSorted((a, b) => (input.tokens(a.example) ?? 0) - (input.tokens(b.example) ?? 0))
  for (let at = 0; at < ordered.length; at += batch) {
    signal.throwIfAborted()
    const some = ordered.slice(at, at + batch)
    const activations = await source.batch(some)
    shape = activations.x.shape.slice(1)
    const values = (await activations.x.data()) as Float32Array
    disposeActivations(activations)
    const width = values.length / some.length
    for (const [index, view] of some.entries()) {
      const row = keptRow(values.subarray(index * width, (index + 1) * width), shape, input.tokens(view.example))
      rows.set(keyOf(view), row)
      keptBytes += row.values.byteLength
    }
    onProgress(Math.min(ordered.length, at + batch), ordered.length, keptBytes)
    await macrotask()
  }
  return {
    keptBytes,
    batch: async (wanted) =>
      joined(
        wanted.map((view) => rows.get(keyOf(view)) as KeptRow),
        shape,
      ),
  }
}

/** [tokens, width] loses its padding; a pooled [features] and a picture's activations have none. */
function keptRow(values: Float32Array, shape: readonly number[], tokens: number | null): KeptRow {
  const perToken = shape.length === 2 && tokens !== null
  const kept = perToken ? values.slice(0, tokens * (shape[1] as number)) : values.slice()
  return { values: kept, tokens: perToken ? tokens : null }
}

function joined(rows: readonly KeptRow[], shape: readonly number[]): Activations {
  const longest = Math.max(...rows.map((row) => row.tokens ?? 0))
  const each = longest > 0 ? [longest, shape[1] as number] : shape
  const width = each.reduce((a, b) => a * b, 1)
  const values = new Float32Array(rows.length * width)
  rows.forEach((row, index) => {
    values.set(row.values, index * width)
  })
  const padded = longest > 0 && rows.some((row) => row.tokens !== longest)
  return { x: tf.tensor(values, [rows.length, ...each]), mask: padded ? maskOf(rows, longest) : null }
}

function maskOf(rows: readonly KeptRow[], longest: number): tf.Tensor2D {
  const mask = new Float32Array(rows.length * longest)
  rows.forEach((row, index) => {
    mask.fill(1, index * longest, index * longest + (row.tokens ?? 0))
  })
  return tf.tensor2d(mask, [rows.length, longest])
}

function keyOf({ example, view }: View): string {
  return `${example}/${view}`
}
