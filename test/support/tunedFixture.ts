/** A reference network as a run would leave it: a method attached, every number of it drawn away from its beginning. */
import * as tf from '@tensorflow/tfjs-core'
import type { TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { type LiveModel, loadModel } from '../../src/engine/models/liveModel.ts'
import { initialValues, type ParameterSpec, sizeOf } from '../../src/engine/nn/parameters.ts'
import type { Attachment, MethodOptions } from '../../src/engine/tuning/method.ts'
import { methodEngines } from '../../src/methods/engines.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import { seeded } from '../../src/shared/random.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { peeredLogits } from './peftNetwork.ts'
import { readFixture } from './reference.ts'
import { modelFilesOf } from './referenceFixture.ts'
import { openNetwork } from './referenceNetwork.ts'
import { optionsOf } from './tuningNetwork.ts'

export interface TunedCase {
  readonly base: string
  readonly method: MethodId
  readonly task: TaskId
  readonly changed?: Partial<MethodOptions>
}

export interface TunedFixture {
  readonly tuned: TunedModel
  /** For the inputs of the network's own reference. */
  logits(): tf.Tensor
  dispose(): void
}

export async function tunedFixture({ base, method, task, changed = {} }: TunedCase): Promise<TunedFixture> {
  const fixture = readFixture(base)
  const original = await openNetwork(fixture)
  const { trunk } = original
  const model = loadModel(trunk, (await modelFilesOf(fixture)).weights)
  const options = optionsOf(method, task, changed)
  const attachment = methodEngines[method].attach(trunk, options)
  const added = await drawnValues(attachment, model)
  const own = new Map(attachment.trainables.map((name) => [name, moved(model.weight(name), name)]))
  for (const [name, tensor] of own) model.put(name, tf.clone(tensor))
  const labels = task === 'text-generation' ? [] : ['one', 'two', 'three']
  const head = new Map(
    (labels.length > 0 ? trunk.classifier.parameters(labels.length) : []).map((spec) => [spec.name, drawn(spec)]),
  )
  const tuned: TunedModel = {
    ...{ task, model, head, labels, text: null, method: options, base: { id: base, revision: 'main' } },
    adapter: added.size > 0 ? { options, attachment, values: added } : null,
    maxTokens: 11,
  }
  const values = new Map([...own, ...added, ...head])
  return {
    tuned,
    logits: () => peeredLogits({ original, task, attachment, values }),
    dispose() {
      model.dispose()
      tf.dispose([...values.values()])
      original.dispose()
    },
  }
}

async function drawnValues(attachment: Attachment, model: LiveModel): Promise<Map<string, tf.Tensor>> {
  const first = await attachment.first(model.weight)
  return new Map(
    attachment.added.map((spec) => {
      const random = seeded('adapter').fork(spec.name)
      const begin = first.get(spec.name) ?? initialValues(spec, random)
      const start = tf.tensor(begin, [...spec.shape])
      return [spec.name, spec.trained ? moved(start, spec.name) : start]
    }),
  )
}

/** Turned up or down by up to a half, and shifted a little. */
function moved(start: tf.Tensor, name: string): tf.Tensor {
  const random = seeded('moved').fork(name)
  const factors = Float32Array.from({ length: start.size }, () => 0.5 + random.next())
  const shifts = Float32Array.from({ length: start.size }, () => 0.1 * random.normal())
  return tf.tidy(() => tf.add(tf.mul(start, tf.tensor(factors, start.shape)), tf.tensor(shifts, start.shape)))
}

function drawn(spec: ParameterSpec): tf.Tensor {
  const random = seeded('head').fork(spec.name)
  return tf.tensor(
    Float32Array.from({ length: sizeOf(spec.shape) }, () => 0.4 * random.normal()),
    [...spec.shape],
  )
}
