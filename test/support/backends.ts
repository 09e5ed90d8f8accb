/**
 * tfjs's backends in Node, as the page has them. Node has two copies of tfjs's core, of which the first one makes all
 * tensors: the whole one must come before the gradients.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { readKernels } from '../../src/commands/kernels/readKernels.ts'
import { completeCpu } from '../../src/engine/backends/cpu/completeCpu.ts'
import { completeWasm } from '../../src/engine/backends/wasm/completeWasm.ts'

/** The backend with all that the page adds to it. */
export async function startBackend(backend: 'cpu' | 'wasm'): Promise<void> {
  if (backend === 'cpu') completeCpu()
  else completeWasm(await readKernels())
  await tf.setBackend(backend)
  await tf.ready()
}

/** tfjs's own CPU backend, without what the page adds: as long as the test file has not started the page's. */
export async function startPlainCpu(): Promise<void> {
  await tf.setBackend('cpu')
  await tf.ready()
}

/** As `valuesOn`, on `startPlainCpu`'s backend. */
export async function truthOf(compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await startPlainCpu()
  return valuesOf(compute)
}

/** Runs `compute` on a backend and gives the values of each tensor that it returns; leaves no tensor. */
export async function valuesOn(backend: 'cpu' | 'wasm', compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await startBackend(backend)
  return valuesOf(compute)
}

async function valuesOf(compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  const before = tf.memory().numTensors
  const tensors = tf.tidy(compute)
  const values = await Promise.all(tensors.map(async (tensor) => new Float32Array(await tensor.data())))
  tf.dispose(tensors)
  if (tf.memory().numTensors !== before) throw new Error(`leaked ${tf.memory().numTensors - before} tensors`)
  return values
}
