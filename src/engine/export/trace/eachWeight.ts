/** The parameters of a tuned model for whoever writes them down, what its method learned merged into them. */
import type * as tf from '@tensorflow/tfjs-core'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { breathing } from '../../macrotask.ts'
import { sizeOf } from '../../nn/parameters.ts'
import { adapted } from '../../tuning/adapted.ts'
import type { ExportWatch } from '../exportWatch.ts'

/** Milliseconds between two turns of the event loop. */
const turn = 50

/**
 * Every one that was asked for, in the engine's layout: block by block, so that a large model is never held twice.
 * @param asked its shape, by name.
 */
export async function eachWeight(
  { model, head, adapter }: TunedModel,
  asked: ReadonlyMap<string, readonly number[]>,
  { signal, onProgress }: ExportWatch,
  take: (name: string, values: Float32Array) => void,
): Promise<void> {
  const merged = adapter?.attachment.merge?.(adapted(model, adapter).weight) ?? new Map<string, tf.Tensor>()
  const total = bytesOfAll(asked.values())
  const breathe = breathing(turn)
  let done = 0
  const give = async (name: string, tensor: () => tf.Tensor) => {
    const shape = asked.get(name)
    if (!shape) return
    signal.throwIfAborted()
    take(name, (await tensor().data()) as Float32Array)
    done += bytesOfAll([shape])
    onProgress(done, total)
    await breathe()
  }
  try {
    for (const block of model.trunk.blocks) {
      for (const { name } of block.parameters) await give(name, () => merged.get(name) ?? model.weight(name))
      model.rest(block)
    }
    for (const [name, tensor] of [...(adapter?.values ?? []), ...head]) await give(name, () => tensor)
  } finally {
    for (const tensor of merged.values()) tensor.dispose()
  }
}

/** In 32 bits. */
export function bytesOfAll(shapes: Iterable<readonly number[]>): number {
  return [...shapes].reduce((sum, shape) => sum + 4 * sizeOf(shape), 0)
}
