/** The parameters of a tuned model for whoever writes them down, what its method learned merged into them. */
import type * as tf from '@tensorflow/tfjs-core'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { breathing } from '../../macrotask.ts'
import { sizeOf } from '../../nn/parameters.ts'
import { adapted } from '../../tuning/adapted.ts'
import type { ExportWatch } from '../exportWatch.ts'

/** Milliseconds between two turns of the event loop. */
const turn = 50

type Watch = Pick<ExportWatch, 'signal' | 'onProgress'>

/**
 * Every one that was asked for, in the engine's layout: block by block, so that a large model is never held twice.
 * @param asked its shape, by name.
 */
export async function eachWeight(
  tuned: TunedModel,
  asked: ReadonlyMap<string, readonly number[]>,
  watch: Watch,
  take: (name: string, values: Float32Array) => void,
): Promise<void> {
  for await (const [name, values] of weightsOf(tuned, asked, watch)) take(name, values)
}

/** The same, each when it is asked for, in the order of `weightOrder`. */
export async function* weightsOf(
  { model, head, adapter }: TunedModel,
  asked: ReadonlyMap<string, readonly number[]>,
  { signal, onProgress }: Watch,
): AsyncGenerator<readonly [name: string, values: Float32Array]> {
  let merged: ReadonlyMap<string, tf.Tensor> = new Map()
  const rest = () => {
    for (const tensor of merged.values()) tensor.dispose()
    merged = new Map()
  }
  const total = bytesOfAll(asked.values())
  const breathe = breathing(turn)
  let done = 0
  async function* given(name: string, tensor: () => tf.Tensor) {
    const shape = asked.get(name)
    if (!shape) return
    signal.throwIfAborted()
    yield [name, (await tensor().data()) as Float32Array] as const
    done += bytesOfAll([shape])
    onProgress(done, total)
    await breathe()
  }
  try {
    for (const block of model.trunk.blocks) {
      const names = new Set(block.parameters.map(({ name }) => name))
      const wanted = (name: string) => names.has(name) && asked.has(name)
      merged = adapter?.attachment.merge?.(adapted(model, adapter).weight, wanted) ?? merged
      for (const name of names) yield* given(name, () => merged.get(name) ?? model.weight(name))
      rest()
      model.rest(block)
    }
    for (const [name, tensor] of [...(adapter?.values ?? []), ...head]) yield* given(name, () => tensor)
  } finally {
    rest()
  }
}

/** All names, in the order in which their values come. */
export function weightOrder({ model, head, adapter }: TunedModel): string[] {
  const trunk = model.trunk.blocks.flatMap(({ parameters }) => parameters.map(({ name }) => name))
  return [...trunk, ...(adapter?.values.keys() ?? []), ...head.keys()]
}

/** In 32 bits. */
export function bytesOfAll(shapes: Iterable<readonly number[]>): number {
  return [...shapes].reduce((sum, shape) => sum + 4 * sizeOf(shape), 0)
}
