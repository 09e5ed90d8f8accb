/**
 * Bytes of the buffers that hold tensors' values. tfjs counts a tensor's bytes anew for each tensor that shares them
 * (`tf.memory().numBytes`): by that a clone, or another shape, of a table of words is the table once more. So the engine
 * is listened to when a buffer gets its first tensor and when it loses its last, from the moment this file is loaded,
 * which is before any tensor is made.
 */
import * as tf from '@tensorflow/tfjs-core'

const sizes = new WeakMap<object, number>()
let held = 0

export function heldBytes(): number {
  return held
}

listen(tf.engine())

function listen(engine: ReturnType<typeof tf.engine>): void {
  const { trackTensor, removeDataId } = engine
  engine.trackTensor = (tensor, backend) => {
    const isFirst = !engine.state.tensorInfo.has(tensor.dataId)
    trackTensor.call(engine, tensor, backend)
    if (!isFirst || tensor.dtype === 'complex64' || tensor.dtype === 'string') return
    const bytes = tensor.size * tf.util.bytesPerElement(tensor.dtype)
    sizes.set(tensor.dataId, bytes)
    held += bytes
  }
  engine.removeDataId = (dataId, backend) => {
    removeDataId.call(engine, dataId, backend)
    if (engine.state.tensorInfo.has(dataId)) return
    held -= sizes.get(dataId) ?? 0
    sizes.delete(dataId)
  }
}
