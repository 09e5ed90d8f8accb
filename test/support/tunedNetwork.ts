/** A small network of a family, tuned for a task by a method, every number of it drawn; and what it answers. */
import * as tf from '@tensorflow/tfjs-core'
import { networkOf, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { randomModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { modelForTask } from '../../src/engine/models/modelForTask.ts'
import { forwardOf } from '../../src/engine/models/network.ts'
import { taskHead } from '../../src/engine/models/taskHead.ts'
import { forwardBlocks } from '../../src/engine/models/trunk.ts'
import { initialValues, type ParameterSpec } from '../../src/engine/nn/parameters.ts'
import type { MethodOptions } from '../../src/engine/tuning/method.ts'
import { methodEngines } from '../../src/methods/engines.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import { type Random, seeded } from '../../src/shared/random.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { fixtureText } from './fixtureText.ts'
import { readFixture } from './reference.ts'
import { modelFilesOf } from './referenceFixture.ts'
import { tinyText } from './tinyText.ts'
import { optionsOf } from './tuningNetwork.ts'

export interface TunedNetworkCase {
  /** Folder of test/fixtures/reference whose architecture it has. */
  readonly base: string
  readonly task: TaskId
  readonly method: MethodId
  readonly changed?: Partial<MethodOptions>
  /** Fields of config.json that differ from the fixture's. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Folder of test/fixtures/reference/tokenizers; without one texts are read word by word (`tinyText`). */
  readonly tokenizer?: string
}

export const labels = ['one', 'two', 'three'] as const

/** The caller disposes (`disposeTuned`). */
export async function tunedNetwork({
  base,
  task,
  method,
  changed = {},
  config = {},
  tokenizer,
}: TunedNetworkCase): Promise<TunedModel> {
  const files = await modelFilesOf(readFixture(base))
  // Of a file with other rows of tokens only the configuration counts.
  const weights = tokenizer ? { tensors: new Map(), metadata: {} } : files.weights
  const plain = trunkOf({ ...files, weights, config: { ...(files.config as object), ...config } })
  const random = seeded(`${base} ${task} ${method}`)
  const model = modelForTask(randomModel(plain, random), task)
  const { trunk } = model
  for (const spec of trunk.blocks.flatMap(({ parameters }) => parameters)) {
    const moved = drawn(spec, random, (await model.weight(spec.name).data()) as Float32Array)
    model.put(spec.name, moved)
  }
  const options = optionsOf(method, task, changed)
  const attachment = methodEngines[method].attach(trunk, options)
  const first = await attachment.first(model.weight)
  const values = new Map(
    attachment.added.map((spec) => {
      const begin = first.get(spec.name) ?? initialValues(spec, random)
      return [spec.name, spec.trained ? drawn(spec, random, begin) : tf.tensor(begin, [...spec.shape])]
    }),
  )
  const named = taskCard(task).fewestNames > 0 ? labels : []
  const head = taskHead(trunk, task, named.length).map((spec): [string, tf.Tensor] => [
    spec.name,
    drawn(spec, random, initialValues({ ...spec, deviation: 0.3 }, random)),
  ])
  return {
    ...{ task, model, method: options, base: { id: base, revision: 'main' }, labels: named },
    head: new Map(head),
    adapter: values.size > 0 ? { options, attachment, values } : null,
    text: trunk.input.kind === 'text' ? (tokenizer ? await fixtureText(tokenizer, trunk) : tinyText()) : null,
    maxTokens: trunk.input.kind === 'text' ? trunk.input.maxTokens - attachment.virtualTokens : 0,
  }
}

/** Turned up or down by up to a half, and shifted a little; a variance stays above zero. */
function drawn(spec: ParameterSpec, random: Random, values: Float32Array): tf.Tensor {
  const own = random.fork(spec.name)
  const moved = values.map((value) => value * (0.5 + own.next()) + 0.05 * own.normal())
  const kept = spec.role === 'variance' ? moved.map((value) => Math.abs(value) + 0.1) : moved
  return tf.tensor(kept, [...spec.shape])
}

/** What a network is fed with: pixels [batch, side, side, 3], or tokens. */
export type Fed =
  | { readonly kind: 'image'; readonly pixels: tf.Tensor4D }
  | { readonly kind: 'text'; readonly ids: tf.Tensor2D; readonly mask: tf.Tensor2D; readonly types: tf.Tensor2D | null }

/** [batch, outputs], or [batch, tokens, outputs]. */
export function logitsOf(tuned: TunedModel, fed: Fed): tf.Tensor {
  const network = networkOf(tuned)
  const { trunk } = network
  return tf.tidy(() => {
    const f = forwardOf(network, { mask: fed.kind === 'text' ? fed.mask : null })
    const top = forwardBlocks(trunk, f, inputOf(fed), 0, trunk.blocks.length)
    if (!taskCard(tuned.task).headed) return trunk.nextToken?.(f, top as tf.Tensor3D) as tf.Tensor
    if (!trunk.eachToken) return trunk.classifier.forward(f, trunk.pool(f, top))
    const [batch, tokens, width] = top.shape as [number, number, number]
    const rows = trunk.classifier.forward(f, tf.reshape(top, [batch * tokens, width]) as tf.Tensor2D)
    return tf.reshape(rows, [batch, tokens, rows.shape[1]])
  })
}

function inputOf(fed: Fed): tf.Tensor {
  if (fed.kind === 'image') return fed.pixels
  return fed.types ? tf.stack([fed.ids, fed.types], 2) : fed.ids
}

/** Random pixels, or texts of different lengths of which the first fills the width. */
export function drawnInput({ model: { trunk } }: TunedModel, batch: number, tokens: number): Fed {
  const random = seeded(`${batch} × ${tokens}`)
  if (trunk.input.kind === 'image') {
    const side = trunk.input.preprocessing.size
    const pixels = Float32Array.from({ length: batch * side * side * 3 }, () => random.normal())
    return { kind: 'image', pixels: tf.tensor4d(pixels, [batch, side, side, 3]) }
  }
  const { vocabulary, tokenTypes } = trunk.input
  const lengths = Array.from({ length: batch }, (_, row) => Math.max(1, tokens - row * Math.ceil(tokens / 4)))
  const cells = (value: (row: number, at: number) => number) =>
    lengths.flatMap((_, row) => Array.from({ length: tokens }, (__, at) => value(row, at)))
  const isToken = (row: number, at: number) => Number(at < (lengths[row] as number))
  const tensor = (values: number[], type: 'int32' | 'float32') => tf.tensor2d(values, [batch, tokens], type)
  return {
    kind: 'text',
    ids: tensor(
      cells((row, at) => isToken(row, at) * (1 + random.below(vocabulary - 1))),
      'int32',
    ),
    mask: tensor(cells(isToken), 'float32'),
    types: tokenTypes
      ? tensor(
          cells((row, at) => isToken(row, at) * Number(at > tokens / 2)),
          'int32',
        )
      : null,
  }
}
