/** Where a run begins: the values of its head, of what its method puts beside the trunk, and of what was learned before. */

import type { Random } from '../../../shared/random.ts'
import type { LiveModel } from '../../models/liveModel.ts'
import { fileShape, initialValues, type ParameterSpec, toFileLayout } from '../../nn/parameters.ts'
import { firstValues, type StartFrom } from '../../run/startFrom.ts'
import type { Attachment } from '../../tuning/method.ts'
import { safetensorsParts } from '../../weights/safetensors.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'

interface Started {
  readonly spec: ParameterSpec
  /** In the engine's layout. */
  readonly values: Float32Array
}

export interface Start {
  readonly head: readonly Started[]
  readonly added: readonly Started[]
  /** The trunk's own, where the run goes on with what was learned before. */
  readonly trunk: readonly Started[]
}

export interface StartOptions {
  /** Brought values of the trunk's own parameters are put into it, as a run does. */
  readonly model: LiveModel
  readonly attachment: Attachment
  readonly head: readonly ParameterSpec[]
  readonly startFrom: StartFrom | undefined
  readonly random: Random
}

/** As `runRecipe` and `Trainer` start them, from the same stream of randomness. */
export async function startOf({ model, attachment, head, startFrom, random }: StartOptions): Promise<Start> {
  const given = firstValues(startFrom, { model, attachment, head, first: await attachment.first(model.weight) })
  const started = (spec: ParameterSpec): Started => {
    return { spec, values: given.get(spec.name) ?? initialValues(spec, random.fork(spec.name)) }
  }
  const specs = model.trunk.blocks.flatMap((block) => block.parameters)
  return {
    head: head.map(started),
    added: attachment.added.filter(({ trained }) => trained).map(started),
    trunk: specs.flatMap((spec) => {
      const values = startFrom?.values.get(spec.name)
      return values ? [{ spec, values }] : []
    }),
  }
}

/**
 * initial.safetensors, in the files' layout and under their names.
 * @param joined the one tensor that all added parameters are in peft; absent: each is its own.
 */
export function startFile({ head, added, trunk }: Start, joined?: string): Blob {
  const apart = joined === undefined ? added : []
  const tensors: [string, StoredTensor][] = [...trunk, ...head, ...apart].map(({ spec, values }) => [
    spec.name,
    stored(fileShape(spec), toFileLayout(spec, values)),
  ])
  if (joined !== undefined) tensors.push([joined, sideBySide(added)])
  return new Blob(safetensorsParts(tensors, { format: 'pt' }) as Uint8Array<ArrayBuffer>[])
}

/** Tables of as many rows, column after column, as they were added: of a prefix [tokens, layers × 2 × width]. */
function sideBySide(parts: readonly Started[]): StoredTensor {
  const [tokens = 0] = parts[0]?.spec.shape ?? []
  const width = parts.reduce((sum, { spec }) => sum + (spec.shape[1] ?? 0), 0)
  const values = new Float32Array(tokens * width)
  let left = 0
  for (const { spec, values: own } of parts) {
    const columns = spec.shape[1] ?? 0
    for (let row = 0; row < tokens; row++)
      values.set(own.subarray(row * columns, (row + 1) * columns), row * width + left)
    left += columns
  }
  return stored([tokens, width], values)
}

function stored(shape: readonly number[], values: Float32Array): StoredTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return { dtype: 'F32', shape, bytes }
}
