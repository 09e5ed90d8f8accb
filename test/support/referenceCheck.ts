/**
 * Holds a network on the current backend to its original: every block's output, the features, logits, losses and the
 * gradient of every parameter. Knows no test runner and no platform, so that Node and a page run the very same checks.
 */
import * as tf from '@tensorflow/tfjs-core'
import { forwardBlocks, type Trunk } from '../../src/engine/models/trunk.ts'
import { crossEntropy } from '../../src/engine/nn/crossEntropy.ts'
import { isLearned, type ParameterSpec, toFileLayout } from '../../src/engine/nn/parameters.ts'
import type { Fixture, Reference } from './referenceFixture.ts'
import { headSpecs, type Network, openNetwork } from './referenceNetwork.ts'
import { relativeError } from './relativeError.ts'

export interface Comparison {
  /** The tensor's name in reference.safetensors. */
  readonly key: string
  /** `vanishing`: a gradient that is zero but for rounding. */
  readonly kind: 'output' | 'gradient' | 'vanishing'
  /** Relative to the largest value; of a vanishing gradient the largest value itself. */
  readonly error: number
}

/** @throws Error when the network asks for other tensors than the original has, or leaves tensors behind. */
export async function compareWithOriginal(fixture: Fixture): Promise<Comparison[]> {
  const before = tf.memory().numTensors
  const network = await openNetwork(fixture)
  const comparisons = [...(await outputsOf(network)), ...(await classGradients(network))]
  if (network.trunk.nextToken) comparisons.push(...(await nextTokenGradients(network)))
  network.dispose()
  const left = tf.memory().numTensors - before
  if (left !== 0) throw new Error(`Expected no tensor to be left, received ${left}.`)
  return comparisons
}

async function outputsOf(network: Network): Promise<Comparison[]> {
  const { trunk, f, reference, input } = network
  const named = tf.tidy(() => {
    const outputs = new Map<string, tf.Tensor>()
    let x = input
    for (const [index, block] of trunk.blocks.entries()) {
      x = forwardBlocks(trunk, f, x, index, index + 1)
      outputs.set(`block.${block.name}`, x)
    }
    const pooled = trunk.pool(f, x)
    outputs.set('pooled', pooled)
    outputs.set('logits', trunk.classifier.forward(f, pooled))
    if (trunk.nextToken) outputs.set('next.logits', trunk.nextToken(f, x as tf.Tensor3D))
    return Object.fromEntries(outputs)
  })
  const comparisons: Comparison[] = []
  for (const [key, output] of Object.entries(named)) comparisons.push(await outputComparison(key, output, reference))
  tf.dispose(named)
  return comparisons
}

async function outputComparison(key: string, output: tf.Tensor, reference: Reference): Promise<Comparison> {
  const truth = { shape: reference.shape(key), values: reference.values(key) }
  const own = { shape: output.shape, values: await output.data<'float32'>() }
  // The top layer answers for the first token alone where no other is read.
  const expected = own.shape.length === 3 && own.shape[1] === 1 ? firstOfEach(truth) : truth
  if (own.shape.join() !== expected.shape.join())
    throw new Error(`Expected "${key}" to have the shape [${expected.shape}], received [${own.shape}].`)
  return { key, kind: 'output', error: relativeError(seen(own, reference), seen(expected, reference)) }
}

interface States {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

/** [batch, tokens, width] → [batch, 1, width] */
function firstOfEach({ shape, values }: States): States {
  const [batch, tokens, width] = shape as [number, number, number]
  const kept = Array.from({ length: batch * width }, (_, at) => {
    const row = Math.floor(at / width)
    return values[row * tokens * width + (at % width)] as number
  })
  return { shape: [batch, 1, width], values: kept }
}

/** What stands at padding is nobody's business: a window that holds nothing else attends to it in its own way. */
function seen({ shape, values }: States, reference: Reference): ArrayLike<number> {
  if (shape.length !== 3 || !reference.keys.includes('mask')) return values
  const mask = reference.integers('mask')
  const [batch, tokens, width] = shape as [number, number, number]
  const perRow = mask.length / batch
  return Array.from(values, (value, at) => {
    const place = Math.floor(at / width)
    return value * (mask[Math.floor(place / tokens) * perRow + (place % tokens)] as number)
  })
}

function classGradients(network: Network): Promise<Comparison[]> {
  const { f, reference, input } = network
  const trunk = network.trunk.withoutWriter?.() ?? network.trunk
  const loss = () => {
    const pooled = trunk.pool(f, forwardBlocks(trunk, f, input, 0, trunk.blocks.length))
    return crossEntropy(trunk.classifier.forward(f, pooled), tf.tensor1d(reference.integers('labels'), 'int32'))
  }
  return gradientsOf(network, loss, [...blockSpecs(trunk), ...headSpecs(trunk, reference)], '')
}

/** The loss over all places of which the next token is no padding. */
function nextTokenGradients(network: Network): Promise<Comparison[]> {
  const { trunk, f, reference, input } = network
  const { rows, targets } = nextTargets(reference)
  const loss = () => {
    const x = forwardBlocks(trunk, f, input, 0, trunk.blocks.length) as tf.Tensor3D
    const logits = trunk.nextToken?.(f, x) as tf.Tensor3D
    const flat = tf.reshape(logits, [-1, logits.shape[2]]) as tf.Tensor2D
    return crossEntropy(tf.gather(flat, tf.tensor1d(rows, 'int32')), tf.tensor1d(targets, 'int32'))
  }
  return gradientsOf(network, loss, blockSpecs(trunk), 'next.')
}

function blockSpecs(trunk: Trunk): ParameterSpec[] {
  return trunk.blocks.flatMap((block) => block.parameters)
}

function nextTargets(reference: Reference): { rows: number[]; targets: number[] } {
  const tokens = reference.shape('ids')[1] as number
  const ids = reference.integers('ids')
  const mask = reference.integers('mask')
  const rows = ids.flatMap((_, at) => ((at + 1) % tokens !== 0 && mask[at + 1] === 1 ? [at] : []))
  return { rows, targets: rows.map((at) => ids[at + 1] as number) }
}

/** A loss and its gradients by everything that can be learned: exactly what the original has gradients for. */
async function gradientsOf(
  { reference, rename, weight }: Network,
  loss: () => tf.Scalar,
  specs: readonly ParameterSpec[],
  prefix: string,
): Promise<Comparison[]> {
  const learned = specs.filter(isLearned)
  const keys = gradientKeys(reference, `${prefix}grad.`, rename)
  const names = learned.map(({ name }) => name)
  if ([...keys.keys()].sort().join() !== names.toSorted().join())
    throw new Error(`Expected gradients of ${[...keys.keys()]}, received those of ${names}.`)
  const { value, grads } = tf.valueAndGrads(loss)(names.map(weight))
  const comparisons = [await outputComparison(`${prefix}loss`, value, reference)]
  for (const [index, spec] of learned.entries()) {
    const own = toFileLayout(spec, new Float32Array(await (grads[index] as tf.Tensor).data()))
    comparisons.push(gradientComparison(keys.get(spec.name) as string, own, reference))
  }
  tf.dispose([value, ...grads])
  return comparisons
}

/** This family's name of each parameter → the key of its gradient. */
function gradientKeys(reference: Reference, prefix: string, rename: Network['rename']): Map<string, string> {
  const keys = reference.keys.filter((key) => key.startsWith(prefix))
  return new Map(keys.map((key) => [rename(key.slice(prefix.length)) ?? key, key]))
}

function gradientComparison(key: string, own: Float32Array, reference: Reference): Comparison {
  // A key's bias shifts all of a query's scores alike, which softmax forgets.
  if (/\.(key|k_lin)\.bias$/.test(key)) return { key, kind: 'vanishing', error: Math.max(...own.map(Math.abs)) }
  return { key, kind: 'gradient', error: relativeError(own, reference.values(key)) }
}
