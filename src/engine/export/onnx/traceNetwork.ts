/** A tuned network as steps from what it is fed with to what it answers, with a free number of examples and tokens. */
import * as tf from '@tensorflow/tfjs-core'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import { forwardBlocks, type Trunk } from '../../models/trunk.ts'
import type { Forward } from '../../nn/forward.ts'
import type { ParameterSpec } from '../../nn/parameters.ts'
import { exportRefused } from '../exportRefused.ts'
import { recordingForward } from './recordingForward.ts'
import { corners, type Sizes } from './sizes.ts'
import { generalised, type Source, type Step } from './steps.ts'
import { type Recording, recorded, type Tape } from './traceBackend.ts'

export interface TracedNetwork {
  readonly steps: readonly Step[]
  readonly outputs: readonly Source[]
}

/** Names that transformers' exports give what goes in and comes out. */
export const portNames = {
  ids: 'input_ids',
  mask: 'attention_mask',
  types: 'token_type_ids',
  pixels: 'pixel_values',
  logits: 'logits',
} as const

export function traceNetwork(tuned: TunedModel): TracedNetwork {
  const { trunk } = tuned.model
  if (!taskCard(tuned.task).headed) throw exportRefused('onnx')
  const least: Sizes = { batch_size: 2, ...(trunk.input.kind === 'text' && { sequence_length: 2 }) }
  const runs = corners(least).map((sizes) => runAt(tuned, sizes))
  const elsewhere: Sizes = { batch_size: 5, ...(trunk.input.kind === 'text' && { sequence_length: 4 }) }
  const steps = generalised(
    runs.map((run) => run.steps),
    least,
    { sizes: elsewhere, steps: runAt(tuned, elsewhere).steps },
  )
  return { steps, outputs: (runs[0] as Recording).outputs }
}

/** The parameters of trunk, method and head by name: what merges is not asked for as a parameter of its own. */
export function specsOf({ task, model: { trunk }, adapter, labels }: TunedModel): ReadonlyMap<string, ParameterSpec> {
  const all = [
    ...trunk.blocks.flatMap(({ parameters }) => parameters),
    ...(adapter?.attachment.added ?? []),
    ...taskHead(trunk, task, labels.length),
  ]
  return new Map(all.map((spec) => [spec.name, spec]))
}

function runAt(tuned: TunedModel, sizes: Sizes): Recording {
  const { trunk } = tuned.model
  const specs = specsOf(tuned)
  const shapeOf = (name: string) => {
    const spec = specs.get(name)
    if (!spec) throw new Error(`internal: the network asks for "${name}", which is none of its parameters`)
    return spec.shape
  }
  return recorded((tape) => {
    const { x, mask } = inputsOf(trunk, tape, sizes)
    const { naming, normEpsilon } = trunk
    const plain = recordingForward({ tape, naming, normEpsilon, shapeOf, mask, position: 0 })
    const { attachment } = tuned.adapter ?? {}
    const f = attachment && !attachment.merge ? attachment.wrapForward(plain, null) : plain
    return [answered(tuned, f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))]
  })
}

/** [batch, outputs], or [batch, tokens, outputs] where something is asked of each token. */
function answered({ task, model: { trunk }, constants }: TunedModel, f: Forward, top: tf.Tensor): tf.Tensor {
  if (!taskCard(task).headed && trunk.nextToken) return trunk.nextToken(f, top as tf.Tensor3D)
  const logits = trunk.eachToken ? eachAnswered(trunk, f, top) : trunk.classifier.forward(f, trunk.pool(f, top))
  const [shift] = constants?.shift ?? []
  return shift === undefined ? logits : tf.add(logits, shift)
}

/** A classifier answers rows; here each is a token. */
function eachAnswered(trunk: Trunk, f: Forward, top: tf.Tensor): tf.Tensor {
  const [batch, tokens, width] = top.shape as [number, number, number]
  const rows = trunk.classifier.forward(f, tf.reshape(top, [batch * tokens, width]) as tf.Tensor2D)
  return tf.reshape(rows, [batch, tokens, rows.shape[1]])
}

interface Inputs {
  readonly x: tf.Tensor
  readonly mask: tf.Tensor2D | null
}

function inputsOf({ input }: Trunk, tape: Tape, { batch_size: batch = 0, sequence_length: tokens = 0 }: Sizes): Inputs {
  if (input.kind === 'image') {
    const { size } = input.preprocessing
    return { x: given(tape, portNames.pixels, [batch, size, size, 3], 'float32'), mask: null }
  }
  const whole = (name: string) => given(tape, name, [batch, tokens], 'int32')
  const ids = whole(portNames.ids)
  const mask = tf.cast(whole(portNames.mask), 'float32') as tf.Tensor2D
  return { x: input.tokenTypes ? tf.concat([apart(ids), apart(whole(portNames.types))], 2) : ids, mask }
}

function apart(ids: tf.Tensor): tf.Tensor {
  return tf.reshape(ids, [...ids.shape, 1])
}

function given(tape: Tape, name: string, shape: readonly number[], type: 'float32' | 'int32'): tf.Tensor {
  return tape.emit({ op: 'input', name }, [], [{ shape, type }])[0] as tf.Tensor
}
