/**
 * The page's half of browser/webgpuKernels.test.ts, as the global `kernels`: each kernel of engine/backends/webgpu on
 * the GPU, beside a composition of tfjs's operations on the CPU backend.
 */
import '../../src/engine/backends/tfjs.ts'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend } from '../../src/engine/backends/choose.ts'
import { openers } from '../../src/engine/backends/openers.ts'
import { submitWork } from '../../src/engine/backends/submitWork.ts'
import { type Counts, countWork } from '../../src/engine/backends/webgpu/counts.ts'
import { prepareShaders } from '../../src/engine/backends/webgpu/prepareShaders.ts'
import { type Tuning, tune, tuningOf, withBarriers, withoutBarriers } from '../../src/engine/backends/webgpu/tuning.ts'
import { fusedAll } from '../../src/engine/nn/fused.ts'
import { packedMatrix } from '../../src/engine/nn/packed/packedMatrix.ts'
import { pickedRows } from '../../src/engine/nn/packed/packedRows.ts'
import { packFormats } from '../../src/engine/nn/packed/packFormats.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import { kernelCases } from './webgpuKernelsCases.ts'
import { type StepKind, startNetwork } from './webgpuKernelsNetwork.ts'

const tunings = {
  withoutBarriers,
  withBarriers,
  withSubgroups: { ...withBarriers, subgroups: true },
  withHalves: { ...withoutBarriers, half: true },
} satisfies Readonly<Record<string, Tuning>>

export type TuningName = keyof typeof tunings

export async function open(): Promise<{ report: BackendReport; tuning: Tuning; milliseconds: number }> {
  const start = performance.now()
  const report = await chooseBackend('webgpu', openers)
  return { report, tuning: tuningOf(gpu()), milliseconds: performance.now() - start }
}

/** Largest difference of each output from the CPU's, relative to the CPU's largest value; and tensors left over. */
export async function errorsOf(name: string, tuning: TuningName): Promise<{ errors: number[]; left: number }> {
  const found = kernelCases.find((each) => each.name === name)
  if (!found) throw new Error(`internal: no case ${name}`)
  tune(gpu(), tunings[tuning])
  const before = tf.memory().numTensors
  const actual = await valuesOn('webgpu', found.kernel)
  const expected = await valuesOn('cpu', found.composed)
  await tf.setBackend('webgpu')
  if (actual.length !== expected.length) throw new Error(`${name}: ${actual.length} outputs for ${expected.length}`)
  return {
    errors: actual.map((values, at) => apart(values, expected[at] as Values)),
    left: tf.memory().numTensors - before,
  }
}

/** What a packed matrix of these halves is widened to. */
export async function widened(halves: readonly number[], tuning: TuningName): Promise<number[]> {
  tune(gpu(), tunings[tuning])
  await tf.setBackend('webgpu')
  const source = {
    rows: 1,
    columns: halves.length,
    halves: {
      kind: 'f16' as const,
      bits: (from: number, to: number) => Uint16Array.from(halves.slice(from * halves.length, to * halves.length)),
    },
    read: () => new Float32Array(halves.length),
  }
  const rows = tf.tidy(() =>
    pickedRows(packedMatrix(packFormats['16bit'].pack(source), false), tf.tensor1d([0], 'int32')),
  )
  const values = await rows.data()
  rows.dispose()
  return [...values]
}

/** Counts of training steps of a small network, after two that warm it up, and how far its losses are apart from the CPU's. */
export async function countSteps(kind: StepKind, steps: number): Promise<{ counts: Counts; losses: number[] }> {
  tune(gpu(), withoutBarriers)
  const network = startNetwork(kind)
  const losses: tf.Tensor[] = []
  for (let step = 0; step < 2; step++) losses.push(network.step())
  submitWork()
  const counter = countWork()
  for (let step = 0; step < steps; step++) {
    losses.push(network.step())
    submitWork()
  }
  const counts = counter.read()
  counter.stop()
  const values = (await tf.stack(losses).data()) as Float32Array
  tf.dispose(losses)
  network.dispose()
  return { counts, losses: [...values] }
}

/** Steps of one kind and of the other in turns; milliseconds each, medians. */
export async function timeSteps(kinds: readonly StepKind[], turns: number): Promise<number[]> {
  tune(gpu(), withoutBarriers)
  const times = kinds.map((): number[] => [])
  const networks = kinds.map(startNetwork)
  for (let turn = -1; turn < turns; turn++)
    for (const [at, network] of networks.entries()) {
      const start = performance.now()
      const loss = network.step()
      await loss.data()
      loss.dispose()
      if (turn >= 0) times[at]?.push(performance.now() - start)
    }
  for (const network of networks) network.dispose()
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1] as number)
}

/** Progress while the shaders of an attention are prepared that nothing else here has, and pipelines compiled after that. */
export async function prepare(): Promise<{ progress: [number, number][]; compiledLater: number; value: number }> {
  tune(gpu(), withBarriers)
  const progress: [number, number][] = []
  const settings = { heads: 5, keyHeads: 5, scale: 1, causal: false, window: 0 }
  const run = () => {
    const given = { q: tf.ones([1, 3, 20]), k: tf.ones([1, 3, 20]), v: tf.fill([1, 3, 20], 2) }
    const [y, statistics] = fusedAll('Attention', given, settings) as [tf.Tensor, tf.Tensor]
    fusedAll('AttentionGrad', { ...given, y, statistics, dy: y }, settings)
    return y
  }
  await prepareShaders(
    () => void run(),
    (...now) => progress.push(now),
  )
  const before = pipelines()
  const y = tf.tidy(run)
  const [value] = await y.data()
  y.dispose()
  return { progress, compiledLater: pipelines() - before, value: value as number }
}

function pipelines(): number {
  return Object.keys((gpu() as unknown as { pipelineCache: object }).pipelineCache).length
}

function gpu(): WebGPUBackend {
  return tf.findBackend('webgpu') as WebGPUBackend
}

type Values = Float32Array | Int32Array | Uint8Array

async function valuesOn(backend: string, compute: () => tf.Tensor[]): Promise<Values[]> {
  await tf.setBackend(backend)
  const outputs = tf.tidy(compute)
  const values = await Promise.all(outputs.map((output) => output.data()))
  tf.dispose(outputs)
  return values
}

function apart(actual: Values, expected: Values): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  // What should be zero may be a rounding away from it.
  let [worst, most] = [0, 1e-2]
  for (const [at, value] of expected.entries()) {
    worst = Math.max(worst, Math.abs(value - (actual[at] as number)))
    most = Math.max(most, Math.abs(value))
    if (!Number.isFinite(actual[at])) return Number.POSITIVE_INFINITY
  }
  return worst / most
}
