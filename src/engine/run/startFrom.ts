/** Where a run begins that goes on with what was learned before: an adapter's numbers, its head, tuned norms. */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { type ParameterSpec, sizeOf } from '../nn/parameters.ts'
import type { Attachment } from '../tuning/method.ts'

export interface StartFrom {
  /** By name, in the engine's layout: what the method adds, the trunk's own that it trains, the head. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Where the method is attached, if its fields do not say. */
  readonly sites?: readonly string[]
}

export interface Beginning {
  readonly model: LiveModel
  readonly attachment: Attachment
  readonly head: readonly ParameterSpec[]
  /** First values that follow from the trunk. */
  readonly first: ReadonlyMap<string, Float32Array>
}

/**
 * First values of the run; those of the trunk are put into the model. Without `startFrom`, as the method begins.
 * @throws ThawError `adapter-invalid` where a value has no place in this run, or another size.
 */
export function firstValues(
  startFrom: StartFrom | undefined,
  { model, attachment, head, first }: Beginning,
): ReadonlyMap<string, Float32Array> {
  if (!startFrom) return first
  const trunk = new Map(model.trunk.blocks.flatMap((block) => block.parameters).map((spec) => [spec.name, spec]))
  const started = new Map([...attachment.added, ...head].map((spec) => [spec.name, spec]))
  for (const [name, values] of startFrom.values) {
    const spec = started.get(name) ?? trunk.get(name)
    if (!spec || sizeOf(spec.shape) !== values.length) throw misfit(name, values.length, spec)
    if (!started.has(name)) model.put(name, tf.tensor(values, [...spec.shape]))
  }
  return new Map([...first, ...[...startFrom.values].filter(([name]) => started.has(name))])
}

function misfit(name: string, received: number, spec: ParameterSpec | undefined): ThawError {
  const expected = spec ? { shape: spec.shape, numbers: sizeOf(spec.shape) } : null
  return new ThawError('adapter-invalid', 'startValueMisfit', { name, received, expected })
}
