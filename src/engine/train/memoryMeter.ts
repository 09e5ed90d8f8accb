/** Tensors on the backend, in the midst of a step too, features kept on the host, and the weights that wait in their file's own type. */
import * as tf from '@tensorflow/tfjs-core'
import { heldBytes } from '../backends/heldBytes.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { FeatureSource } from './features.ts'

export interface MemoryMeter {
  read(features: Pick<FeatureSource, 'keptBytes'>): { tensors: number; bytes: number; peakBytes: number }
  peakBytes(): number
}

/** @param stepBytes the most that a step held on the backend @param peak the most before a run went on. */
export function memoryMeter(model: LiveModel, stepBytes: () => number, peak = 0): MemoryMeter {
  let most = peak
  return {
    read({ keptBytes }) {
      const { numTensors } = tf.memory()
      const held = heldBytes()
      const beside = keptBytes + (model.waitingBytes ?? 0)
      most = Math.max(most, held + beside, stepBytes() + beside)
      return { tensors: numTensors, bytes: held + beside, peakBytes: most }
    },
    peakBytes: () => most,
  }
}
