/**
 * A training that may take days: it keeps all that it stands on (weights, moments, course) every few minutes, in one file
 * that is whole or not there, and goes on from it to the same numbers, bit for bit.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { differentiate } from '../../engine/nn/differentiate.ts'
import { initialValues, isDecayed, type ParameterSpec, sizeOf } from '../../engine/nn/parameters.ts'
import { adamW } from '../../engine/train/optimiser.ts'
import { parseSafetensors, writeSafetensors } from '../../engine/weights/safetensors.ts'
import { type StoredTensor, widen } from '../../engine/weights/tensorFile.ts'
import type { Random } from '../../shared/random.ts'
import { bufferOf } from './learner.ts'
import { type SteadySchedule, steadyMultiplier } from './steadySchedule.ts'
import type { Team } from './team.ts'

export type Weight = (name: string) => tf.Tensor

export interface LongTraining {
  readonly specs: readonly ParameterSpec[]
  /** Times that a parameter's first values are taken smaller or larger than its own. */
  firstScale(spec: ParameterSpec): number
  /** Mean loss of this member's part of a step's batch, which depends on nothing but the step and the member. */
  loss(weight: Weight, step: number, team: Team): tf.Scalar
  /** Figures on what was held back; the last time they may take longer. */
  evaluate(weight: Weight, last: boolean): Promise<Record<string, number>>
  /** Called after each time that all was kept. */
  publish(weight: Weight, course: readonly object[]): Promise<void>
}

export interface LongOptions extends SteadySchedule {
  readonly rate: number
  readonly beta2: number
  readonly weightDecay: number
  readonly clipNorm: number
  /** The file that all is kept in. */
  readonly kept: string
  readonly resume: boolean
  readonly keepMinutes: number
  /** Steps from one line of the log to the next. */
  readonly every: number
  /** Minutes of the processor in this call after which it ends, with all kept; null for never. */
  readonly stopAfterMinutes: number | null
  readonly tokensPerStep: number
}

/** All but the tensors. */
interface Course {
  readonly step: number
  /** Of the processor, all threads together: other programs do not count. */
  readonly cpuSeconds: number
  readonly updates: Readonly<Record<string, number>>
  readonly log: readonly object[]
}

export async function trainLong(model: LongTraining, options: LongOptions, team: Team, random: Random): Promise<void> {
  const { specs } = model
  const known = options.resume && existsSync(options.kept) ? await readKept(options.kept) : null
  const first = (spec: ParameterSpec) =>
    initialValues(spec, random.fork(spec.name)).map((value) => value * model.firstScale(spec))
  const variables = Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      tf.variable(known?.tensor(spec.name, spec.shape) ?? tf.tensor(first(spec), [...spec.shape])),
    ]),
  )
  const weight: Weight = (name) => variables[name] as tf.Variable
  const decayed = new Set(specs.filter(isDecayed).map(({ name }) => name))
  const optimiser = adamW({
    ...{ beta1: 0.9, beta2: options.beta2, epsilon: () => 1e-8, clipNorm: options.clipNorm },
    rate: (_, step) => options.rate * steadyMultiplier(step, options),
    weightDecay: (name) => (decayed.has(name) ? options.weightDecay : 0),
  })
  if (known) {
    const names = Object.keys(known.course.updates)
    const shapeOf = new Map(specs.map(({ name, shape }) => [name, shape]))
    const moments = names.flatMap((name) =>
      ['first', 'second'].map((kind) => {
        const key = `${kind}/${name}`
        return [key, known.tensor(key, shapeOf.get(name) ?? [])] as const
      }),
    )
    optimiser.restore({ tensors: new Map(moments), updates: known.course.updates })
    tf.dispose(moments.map(([, tensor]) => tensor))
  }
  const before: Course = known?.course ?? { step: 0, cpuSeconds: 0, updates: {}, log: [] }
  const log: object[] = [...before.log]
  const started = process.cpuUsage()
  const cpuSeconds = () => {
    const { user, system } = process.cpuUsage(started)
    return before.cpuSeconds + (user + system) / 1e6
  }
  const recent = { loss: 0, steps: 0, since: performance.now() }
  const line = { loss: 0, steps: 0, since: performance.now() }
  let keptAt = performance.now()

  for (let step = before.step + 1; step <= options.steps; step++) {
    const loss = takeStep(step)
    for (const tally of [recent, line]) {
      tally.loss += loss
      tally.steps++
    }
    if (!Number.isFinite(loss))
      throw new Error(`The loss of step ${step} is ${loss}: go on with --resume and a lower --rate.`)
    if (team.rank > 0) continue
    if (step % options.every === 0) tell(step)
    const minutes = (cpuSeconds() - before.cpuSeconds) / 60
    const ends = step === options.steps || (options.stopAfterMinutes !== null && minutes >= options.stopAfterMinutes)
    if (!ends && performance.now() - keptAt < 60_000 * options.keepMinutes) continue
    await check(step, step === options.steps)
    keptAt = performance.now()
    if (ends) return
  }

  function takeStep(step: number): number {
    return tf.tidy(() => {
      const names = Object.keys(variables)
      const all = names.map((name) => variables[name] as tf.Variable)
      const { value, gradients } = differentiate(() => model.loss(weight, step, team), all)
      const { loss, gradients: added } = together(value, gradients, team)
      optimiser.apply(Object.fromEntries(names.map((name, at) => [name, added[at] as tf.Tensor])), { step, variables })
      return loss
    })
  }

  function tell(step: number): void {
    const tokensPerSecond = Math.round((1000 * options.tokensPerStep * line.steps) / (performance.now() - line.since))
    const rate = options.rate * steadyMultiplier(step, options)
    console.log(
      JSON.stringify({
        step,
        loss: round(line.loss / line.steps),
        rate,
        tokensPerSecond,
        cpuSeconds: Math.round(cpuSeconds()),
      }),
    )
    Object.assign(line, { loss: 0, steps: 0, since: performance.now() })
  }

  async function check(step: number, last: boolean): Promise<void> {
    const figures = await model.evaluate(weight, last)
    const tokens = step * options.tokensPerStep
    log.push({
      step,
      tokens,
      loss: round(recent.loss / recent.steps),
      ...figures,
      cpuSeconds: Math.round(cpuSeconds()),
    })
    console.log(JSON.stringify(log.at(-1)))
    Object.assign(recent, { loss: 0, steps: 0 })
    await keep({ step, cpuSeconds: cpuSeconds(), updates: optimiser.state().updates, log })
    await model.publish(weight, log)
  }

  async function keep(course: Course): Promise<void> {
    const tensors: [string, StoredTensor][] = []
    for (const [name, tensor] of [...Object.entries(variables), ...optimiser.state().tensors])
      tensors.push([
        name,
        { dtype: 'F32', shape: tensor.shape, bytes: new Uint8Array((await tensor.data()).slice().buffer) },
      ])
    await mkdir(dirname(options.kept), { recursive: true })
    await writeFile(`${options.kept}.new`, writeSafetensors(tensors, { course: JSON.stringify(course) }))
    await rename(`${options.kept}.new`, options.kept)
  }
}

/** The loss and the gradients of the whole batch, where each member has the mean over its own part. */
function together(value: tf.Scalar, gradients: readonly tf.Tensor[], team: Team) {
  const [loss] = value.dataSync()
  if (team.size === 1) return { loss: loss as number, gradients }
  const values = new Float32Array(1 + gradients.reduce((sum, { size }) => sum + size, 0))
  values[0] = loss as number
  let at = 1
  for (const gradient of gradients) {
    values.set(gradient.dataSync() as Float32Array, at)
    at += gradient.size
  }
  team.add(values)
  const share = 1 / team.size
  at = 1
  const added = gradients.map(({ shape, size }) => {
    const own = values.slice(at, at + size)
    at += size
    return tf.mul(tf.tensor(own, shape), share)
  })
  return { loss: (values[0] as number) * share, gradients: added }
}

/** Numbers that `together` adds up: the loss, and the gradient of each parameter. */
export function valuesOf(specs: readonly ParameterSpec[]): number {
  return 1 + specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

async function readKept(file: string) {
  const { tensors, metadata } = parseSafetensors(bufferOf(await readFile(file)))
  return {
    course: JSON.parse(metadata.course ?? '') as Course,
    tensor(name: string, shape: readonly number[]): tf.Tensor {
      const stored = tensors.get(name)
      if (!stored || stored.shape.join() !== shape.join())
        throw new Error(
          `${file} holds "${name}" as [${stored?.shape ?? ''}], the network asks for [${shape}]: begin anew without --resume, or with the shape that it was begun with.`,
        )
      return tf.tensor(widen(stored), [...shape])
    },
  }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
