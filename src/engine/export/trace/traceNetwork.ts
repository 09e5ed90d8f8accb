/** A tuned network as steps from what it is fed with to what it answers, with a free number of examples and tokens. */
import * as tf from '@tensorflow/tfjs-core'
import { methodCard } from '../../../methods/cards.ts'
import type { ModelExportId } from '../../../shared/catalog/exports.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import { forwardBlocks, type Trunk } from '../../models/trunk.ts'
import type { Forward } from '../../nn/forward.ts'
import type { ParameterSpec } from '../../nn/parameters.ts'
import { exportRefused } from '../exportRefused.ts'
import { NotTraceable } from './notTraceable.ts'
import { recordingForward } from './recordingForward.ts'
import { type Kept, remembering } from './remembering.ts'
import { corners, type Sizes } from './sizes.ts'
import { generalised, type Source, type Step } from './steps.ts'
import { type Recording, recorded } from './traceBackend.ts'
import { givenInput, inputsOf, portNames } from './traceInputs.ts'

export interface TracedNetwork {
  readonly steps: readonly Step[]
  /** By their names in the graph. */
  readonly outputs: Readonly<Record<string, Source>>
}

/**
 * @param target for which it is traced, and which says it when no graph says what the network does.
 * @throws ThawError `export-refused` then, as of a prompt that stands before the first tokens alone.
 */
export function traceNetwork(tuned: TunedModel, target: ModelExportId): TracedNetwork {
  const { adapter, task } = tuned
  if (adapter && methodCard(adapter.options.id).leaves.graph?.(taskCard(task))) throw exportRefused(target)
  try {
    return traced(tuned)
  } catch (error) {
    throw error instanceof NotTraceable ? exportRefused(target) : error
  }
}

function traced(tuned: TunedModel): TracedNetwork {
  const free = freeOf(tuned)
  const least: Sizes = {
    batch_size: 2,
    ...(free.tokens && { sequence_length: 2 }),
    ...(free.past && { past_sequence_length: 0 }),
  }
  const elsewhere: Sizes = Object.fromEntries(Object.entries(least).map(([name, size], at) => [name, size + 3 - at]))
  const runs = corners(least).map((sizes) => runAt(tuned, sizes))
  const check = { sizes: elsewhere, steps: runAt(tuned, elsewhere).recording.steps }
  const steps = generalised(
    runs.map(({ recording }) => recording.steps),
    least,
    check,
  )
  const { names, recording } = runs[0] as Run
  return { steps, outputs: Object.fromEntries(names.map((name, at) => [name, recording.outputs[at] as Source])) }
}

function freeOf({ task, model: { trunk } }: TunedModel): { readonly tokens: boolean; readonly past: boolean } {
  return { tokens: trunk.input.kind === 'text', past: !taskCard(task).headed }
}

/** The parameters of trunk, method and head by name. */
function specsOf({ task, model: { trunk }, adapter, labels }: TunedModel): ReadonlyMap<string, ParameterSpec> {
  const all = [
    ...trunk.blocks.flatMap(({ parameters }) => parameters),
    ...(adapter?.attachment.added ?? []),
    ...taskHead(trunk, task, labels.length),
  ]
  return new Map(all.map((spec) => [spec.name, spec]))
}

interface Run {
  readonly recording: Recording
  /** Of its outputs. */
  readonly names: readonly string[]
}

function runAt(tuned: TunedModel, sizes: Sizes): Run {
  const { trunk } = tuned.model
  const specs = specsOf(tuned)
  const kept: Kept[] = []
  const shapeOf = (name: string) => {
    const spec = specs.get(name)
    if (!spec) throw new Error(`internal: the network asks for "${name}", which is none of its parameters`)
    return spec.shape
  }
  const recording = recorded((tape) => {
    const { x, mask, places } = inputsOf(trunk, tape, sizes)
    const { naming, normEpsilon } = trunk
    const { past_sequence_length: past } = sizes
    const plain = {
      ...recordingForward({ tape, naming, normEpsilon, shapeOf, mask, position: past ?? 0 }),
      ...(places && { places }),
    }
    const { attachment } = tuned.adapter ?? {}
    const dressed = attachment && !attachment.merge ? attachment.wrapForward(plain, null) : plain
    // Outside the method: what it puts before the keys is there at each token, and is not kept.
    const f =
      past === undefined
        ? dressed
        : remembering(dressed, (name, shape) => givenInput(tape, name, shape, 'float32'), past, kept)
    const logits = answered(tuned, f, forwardBlocks(trunk, f, x, 0, trunk.blocks.length))
    return [logits, ...kept.map(({ tensor }) => tensor)]
  })
  return { recording, names: [portNames.logits, ...kept.map(({ name }) => name)] }
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
