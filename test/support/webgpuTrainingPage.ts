/** The page's half of browser/webgpuTraining.test.ts, as the global `training`: the bench's own run, and what can go wrong. */
import '../../src/engine/backends/tfjs.ts'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend } from '../../src/engine/backends/choose.ts'
import { openers } from '../../src/engine/backends/openers.ts'
import { type Tuning, tune, tuningOf } from '../../src/engine/backends/webgpu/tuning.ts'
import { isOutOfMemory } from '../../src/engine/train/outOfMemory.ts'
import type { Job } from '../bench/work/job.ts'
import { makeRun } from '../bench/work/thawRun.ts'

export async function open(): Promise<Tuning> {
  await chooseBackend('webgpu', openers)
  // tfjs computes with small tensors on the CPU; here the GPU is held.
  tf.env().set('WEBGPU_CPU_FORWARD', false)
  return tuningOf(gpu())
}

/** The first losses of the job's run under a tuning. */
export async function losses(job: Job, steps: number, tuning: Tuning): Promise<number[]> {
  tune(gpu(), tuning)
  const run = await makeRun(job)
  const all = await run.steps(steps)
  run.dispose()
  return all
}

/** What is said of a tensor that is larger than the adapter binds, and whether training would take smaller pieces for it. */
export async function tooLarge(): Promise<{ said: string; memory: boolean; after: number }> {
  const { maxStorageBufferBindingSize, maxBufferSize } = gpu().device.limits
  const width = 1024
  const rows = Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / 4 / width) + 1
  const error = await failureOf(() => tf.tidy(() => tf.sum(tf.add(tf.zeros([rows, 1]), tf.ones([1, width])))))
  return { ...error, after: await two() }
}

/** The same of a fault that the device reports, rather than throws. */
export async function reported(): Promise<{ said: string; memory: boolean; after: number }> {
  const error = await failureOf(() => {
    gpu().device.createBuffer({ size: 4 * (gpu().device.limits.maxBufferSize + 4), usage: GPUBufferUsage.STORAGE })
    return tf.add(1, 1)
  })
  return { ...error, after: await two() }
}

export function lose(): void {
  gpu().device.destroy()
}

async function two(): Promise<number> {
  const sum = tf.add(tf.ones([64]), 1)
  const [value] = await sum.data()
  sum.dispose()
  return value as number
}

async function failureOf(compute: () => tf.Tensor): Promise<{ said: string; memory: boolean }> {
  let result: tf.Tensor | null = null
  try {
    result = compute()
    await result.data()
    return { said: 'nothing', memory: false }
  } catch (error) {
    return { said: String(error), memory: isOutOfMemory(error) }
  } finally {
    result?.dispose()
  }
}

function gpu(): WebGPUBackend {
  return tf.findBackend('webgpu') as WebGPUBackend
}
