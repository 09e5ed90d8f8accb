/** Takes checkpoints for a sink, between steps: what the device holds is read, and the run goes on. */
import type * as tf from '@tensorflow/tfjs-core'
import { type CheckpointSink, checkpointVersion, type Position, type StoredTensor } from './checkpoint.ts'
import { type Progress, positionOf } from './progress.ts'
import type { Trainer } from './trainer.ts'
import type { Checkpoints } from './trainOptions.ts'

/** The parts of a position that do not move while the loop goes on, or are known outside it. */
export type Around = Pick<Position, 'peakBytes' | 'prepareSeconds' | 'before' | 'lowestLine' | 'sites' | 'featureSize'>

/** Of a parameter: its value, two moments, its best value, its value at the epoch's start. */
const float32s = 5

export function takeCheckpoints(
  sink: CheckpointSink | null,
  trainer: Pick<Trainer, 'capture' | 'trainableCount'>,
  around: () => Around,
): Checkpoints {
  if (!sink) return { due: () => false, take: async () => {} }
  return {
    due: (at) => sink.due({ ...at, bytes: float32s * 4 * trainer.trainableCount }),
    async take(progress: Progress) {
      const started = performance.now()
      const { tensors: captured, updates } = trainer.capture()
      const position = { version: checkpointVersion, ...positionOf(progress), ...around(), updates } as const
      const tensors = await readTensors(captured)
      await sink.save({ position, tensors }, performance.now() - started)
    },
  }
}

/** Copies of the values; disposes of the tensors. */
export async function readTensors(tensors: ReadonlyMap<string, tf.Tensor>): Promise<Map<string, StoredTensor>> {
  const stored = new Map<string, StoredTensor>()
  try {
    for (const [name, tensor] of tensors)
      stored.set(name, { shape: tensor.shape, values: new Float32Array(await tensor.data()) })
    return stored
  } finally {
    for (const tensor of tensors.values()) tensor.dispose()
  }
}
