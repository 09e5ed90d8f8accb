/** The WASM backend in Node, completed as in the page. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { completeWasm } from '../engine/backends/wasm/completeWasm.ts'
import { readKernels } from './kernels/readKernels.ts'

export async function startWasm(): Promise<void> {
  completeWasm(await readKernels())
  await tf.setBackend('wasm')
  await tf.ready()
}
