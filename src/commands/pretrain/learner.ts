/** What every pre-training shares: named variables that one AdamW moves, a schedule, and files to go on from. */
import * as tf from '@tensorflow/tfjs-core'
import { narrow } from '../../engine/halfPrecision.ts'
import { fileShape, type ParameterSpec, toFileLayout } from '../../engine/nn/parameters.ts'
import {
  chain,
  clipByGlobalNorm,
  decayWeights,
  scaleByAdam,
  scaleByRate,
} from '../../engine/train/gradientTransforms.ts'
import { scheduleMultiplier } from '../../engine/train/schedule.ts'
import { writeSafetensors } from '../../engine/weights/safetensors.ts'
import type { StoredTensor } from '../../engine/weights/tensorFile.ts'

export interface TrainSetupOptions {
  /** What is learned, by name; the learner owns the tensors from here on. */
  readonly start: ReadonlyMap<string, tf.Tensor>
  readonly isDecayed: (name: string) => boolean
  readonly rate: number
  /** Share of the whole training over which the rate rises; it falls along a cosine after. */
  readonly warmup: number
  /** Share of the whole training that lies behind at a step, which counts from 1. */
  readonly progress: (step: number) => number
  readonly clipNorm: number
  readonly weightDecay: number
  readonly beta2: number
}

export interface Learner {
  weight(name: string): tf.Variable | undefined
  readonly rate: (step: number) => number
  /** One step; `step` counts from 1. Returns the loss. */
  step(step: number, loss: () => tf.Scalar): Promise<number>
}

/** Parts of the whole in which a schedule counts. */
const fine = 1e6

export function makeLearner(options: TrainSetupOptions): Learner {
  const variables = new Map([...options.start].map(([name, tensor]) => [name, tf.variable(tensor)]))
  const schedule = { shape: 'cosine', warmup: options.warmup } as const
  const rate = (step: number) => options.rate * scheduleMultiplier(schedule, options.progress(step) * fine, fine)
  const optimiser = chain(
    clipByGlobalNorm(options.clipNorm),
    scaleByAdam({ beta1: 0.9, beta2: options.beta2, epsilon: () => 1e-8 }),
    decayWeights((name) => (options.isDecayed(name) ? options.weightDecay : 0)),
    scaleByRate((_, step) => rate(step)),
  )
  return {
    weight: (name) => variables.get(name),
    rate,
    async step(step, loss) {
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, [...variables.values()])
        const named = Object.fromEntries(
          [...variables].map(([name, variable]) => [name, grads[variable.name] as tf.Tensor]),
        )
        const updates = optimiser.update(named, { step, parameters: Object.fromEntries(variables) })
        for (const [name, variable] of variables) variable.assign(tf.sub(variable, updates[name] as tf.Tensor))
        return value
      })
      const [loss0] = await value.data()
      value.dispose()
      return loss0 as number
    },
  }
}

/** model.safetensors of a trunk, in F32 to go on from, or in F16 to publish. */
export async function weightsFile(
  specs: readonly ParameterSpec[],
  weight: (name: string) => tf.Tensor,
  { half }: { readonly half: boolean },
): Promise<Uint8Array> {
  const tensors: [string, StoredTensor][] = []
  for (const spec of specs) {
    const values = toFileLayout(spec, new Float32Array(await weight(spec.name).data()))
    const bytes = half ? narrow(values) : new Uint8Array(values.buffer)
    tensors.push([spec.name, { dtype: half ? 'F16' : 'F32', shape: fileShape(spec), bytes }])
  }
  return writeSafetensors(tensors, { format: 'pt' })
}

export function bufferOf(file: Buffer): ArrayBuffer {
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
}
