/** Measures a model on this device: time and activations of each block, from which the page estimates a run. */
import * as tf from '@tensorflow/tfjs-core'
import type { BlockSummary } from '../../shared/domain/blocks.ts'
import { heldBytes } from '../backends/heldBytes.ts'
import { isLearned, type Role, sizeOf } from '../nn/parameters.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { LiveModel } from './liveModel.ts'
import { sitesFrom } from './sites.ts'
import { type Block, forwardBlock, type Trunk } from './trunk.ts'

/** The first timings include compiling, and any may be disturbed: the best of several, within so many milliseconds. */
const [mostTimings, longEnough] = [6, 400]

export async function profileModel(model: LiveModel, batch = 4): Promise<BlockSummary[]> {
  const { trunk, weight } = model
  const { naming, normEpsilon } = trunk
  const tables = waitingTables(model)
  // The probe's tokens are all the first of the vocabulary, so that no more is read of a table of a hundred thousand.
  const kernel = (name: string) => (tables.has(name) ? model.firstRows(name, 1) : (weight(name) as tf.Tensor2D))
  const f = weightedForward({ naming, normEpsilon, training: false, weight, kernel })
  const summaries: BlockSummary[] = []
  const ofEachToken = trunk.atTokens && new Set(trunk.atTokens().blocks.map(({ name }) => name))
  let x = probe(trunk, batch)
  try {
    for (const [index, block] of trunk.blocks.entries()) {
      const run = (input: tf.Tensor) => forwardBlock(block, f, input)
      const input = x
      const ms = await bestTime(run, input)
      const bytes = activationBytes(() => run(input)) // its weights are there by now, and do not count
      x = tf.tidy(() => run(input))
      input.dispose()
      model.rest(block)
      summaries.push({
        name: block.name,
        label: block.label,
        parameters: block.parameters.filter(isLearned).reduce((total, spec) => total + sizeOf(spec.shape), 0),
        outputShape: x.shape.slice(1),
        forwardMs: ms / batch,
        activationBytes: bytes / batch,
        ...summariseParameters(trunk, index),
        ...(ofEachToken?.has(block.name) === false && { ofWholeText: true }),
      })
    }
  } finally {
    x.dispose()
  }
  return summaries
}

/** Names of the tables of tokens that are still in their file. */
function waitingTables({ trunk, waitingBytes }: LiveModel): ReadonlySet<string> {
  if (waitingBytes === null) return new Set()
  const specs = trunk.blocks.flatMap(({ parameters }) => parameters)
  return new Set(specs.filter(({ layer }) => layer === 'embedding').map(({ name }) => name))
}

/** The places that methods may attach to, and how many parameters are of which kind. */
function summariseParameters(
  trunk: Trunk,
  index: number,
): Pick<BlockSummary, 'sites' | 'biases' | 'norms' | 'attentionWidth'> {
  const block = trunk.blocks[index] as Block
  const count = (...roles: Role[]) =>
    block.parameters.filter(({ role }) => roles.includes(role)).reduce((total, { shape }) => total + sizeOf(shape), 0)
  const sites = sitesFrom({ ...trunk, blocks: [block] }, 0).map(({ kind, part, inputs, outputs, kernel }) => {
    return { kind, part, inputs, outputs, area: sizeOf(kernel.shape) / (inputs * outputs) }
  })
  return {
    sites,
    biases: count('bias', 'norm-shift'),
    norms: count('norm-scale', 'norm-shift'),
    attentionWidth: block.attention?.width ?? null,
  }
}

/** Texts of this many tokens are timed. */
const probeTokens = 64

function probe({ input }: Trunk, batch: number): tf.Tensor {
  if (input.kind === 'text') return tf.zeros([batch, Math.min(probeTokens, input.maxTokens)], 'int32')
  const { size } = input.preprocessing
  return tf.zeros([batch, size, size, 3])
}

async function bestTime(run: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Promise<number> {
  let [best, spent] = [Number.POSITIVE_INFINITY, 0]
  for (let timing = 0; timing < mostTimings && spent < longEnough; timing++) {
    const ms = await timed(run, x)
    spent += ms
    best = Math.min(best, ms)
  }
  return best
}

async function timed(run: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Promise<number> {
  const started = performance.now()
  const output = tf.tidy(() => run(x))
  await output.data()
  output.dispose()
  return performance.now() - started
}

/** Bytes of everything that a backward pass would find kept. */
function activationBytes(run: () => tf.Tensor): number {
  const before = heldBytes()
  let held = 0
  tf.tidy(() => {
    run()
    held = heldBytes() - before
  })
  return held
}
