/** A reference network with a method attached: its parameters as tensors, its logits and its loss. */
import * as tf from '@tensorflow/tfjs-core'
import { forwardOf, type Network } from '../../src/engine/models/network.ts'
import { forwardBlocks, type Trunk } from '../../src/engine/models/trunk.ts'
import { crossEntropy } from '../../src/engine/nn/crossEntropy.ts'
import { initialValues, type ParameterSpec } from '../../src/engine/nn/parameters.ts'
import type { Attachment, MethodOptions } from '../../src/engine/tuning/method.ts'
import { methodCards } from '../../src/methods/cards.ts'
import { methodEngines } from '../../src/methods/engines.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import { seeded } from '../../src/shared/random.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { readFixture } from './reference.ts'
import { type Network as Original, openNetwork } from './referenceNetwork.ts'

export interface Tuned {
  readonly original: Original
  readonly trunk: Trunk
  readonly attachment: Attachment
  readonly specs: ReadonlyMap<string, ParameterSpec>
  /** What the method trains, by name: its own, and copies of the trunk's. */
  readonly trained: ReadonlyMap<string, tf.Variable>
  weight(name: string): tf.Tensor
  /** Logits of the fixture's batch; `weights` take the place of others of that name. */
  logits(weights?: ReadonlyMap<string, tf.Tensor>): tf.Tensor2D
  /** The same without the method. */
  plainLogits(weights?: ReadonlyMap<string, tf.Tensor>): tf.Tensor2D
  loss(): tf.Scalar
  dispose(): void
}

export const methodIds = methodCards.map(({ id }) => id)

export function optionsOf(id: MethodId, task: TaskId, changed: Partial<MethodOptions> = {}): MethodOptions {
  const own = recipeFields.filter(({ key }) => key.startsWith('method.'))
  const defaults = Object.fromEntries(own.map((field) => [field.key.slice('method.'.length), field.default]))
  return { ...defaults, thaw: 200, rank: 2, tokens: 3, reduction: 4, ...changed, id, task } as MethodOptions
}

export async function attachTo(name: string, id: MethodId, changed: Partial<MethodOptions> = {}): Promise<Tuned> {
  const original = await openNetwork(readFixture(name))
  const { trunk } = original
  const task = trunk.input.kind === 'image' ? 'image-classification' : 'text-classification'
  const attachment = methodEngines[id].attach(trunk, optionsOf(id, task, changed))
  const first = await attachment.first(original.weight)
  const specs = new Map(
    [...trunk.blocks.flatMap((block) => block.parameters), ...attachment.added].map((s) => [s.name, s]),
  )
  const random = seeded(7)
  const start = (spec: ParameterSpec) =>
    tf.tensor(first.get(spec.name) ?? initialValues(spec, random.fork(spec.name)), [...spec.shape])
  const added = new Map(attachment.added.map((spec) => [spec.name, owned(start(spec))]))
  const own = new Map(
    attachment.trainables.map((trainable) => [trainable, owned(tf.clone(original.weight(trainable)))]),
  )
  const trained = new Map([
    ...own,
    ...[...added].filter(([key]) => attachment.added.find((s) => s.name === key)?.trained),
  ])
  const weight = (key: string) => own.get(key) ?? added.get(key) ?? original.weight(key)
  const run = (f: ReturnType<typeof forwardOf>) => {
    const pooled = trunk.pool(f, forwardBlocks(trunk, f, original.input, 0, trunk.blocks.length))
    return trunk.classifier.forward(f, pooled)
  }
  const network = (weights: ReadonlyMap<string, tf.Tensor>): Network => ({
    trunk,
    weight: (key) => weights.get(key) ?? weight(key),
    rest: () => {},
  })
  const at = { mask: original.f.mask }
  const none = new Map<string, tf.Tensor>()
  const logits = (weights = none) =>
    tf.tidy(() => run(forwardOf({ ...network(weights), wrapForward: attachment.wrapForward }, at)))
  return {
    original,
    trunk,
    attachment,
    specs,
    trained,
    weight,
    logits,
    plainLogits: (weights = none) => tf.tidy(() => run(forwardOf(network(weights), at))),
    loss: () => crossEntropy(logits(), tf.tensor1d(original.reference.integers('labels'), 'int32')),
    dispose() {
      tf.dispose([...own.values(), ...added.values()])
      original.dispose()
    },
  }
}

function owned(tensor: tf.Tensor): tf.Variable {
  const variable = tf.variable(tensor)
  tensor.dispose()
  return variable
}
