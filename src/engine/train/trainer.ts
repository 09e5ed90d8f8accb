/**
 * The part of the network that learns in one run: the head, and the thawed blocks of a model that the run owns. It
 * computes logits, takes one optimiser step, and remembers the best weights. What can be changed while a run goes on is
 * changed here: rates, dropout, the thaw line, and what the method is attached to.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Settings } from '../../shared/recipe/change.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { settingsAt } from '../../shared/recipe/steering.ts'
import { submitWork } from '../backends/submitWork.ts'
import type { Activations } from '../inputs/inputs.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import { differentiate } from '../nn/differentiate.ts'
import type { ParameterSpec } from '../nn/parameters.ts'
import type { Attachment } from '../tuning/method.ts'
import type { StoredTensor } from './checkpoint.ts'
import { disposeGradients, type Gradients, gradientsOf, type Piece } from './gradients.ts'
import type { Objective } from './objective.ts'
import { adamW, type Optimiser } from './optimiser.ts'
import { type ParameterGroups, parameterGroups } from './parameterGroups.ts'
import type { TrainerState } from './restoreTensors.ts'
import { scheduleMultiplier } from './schedule.ts'
import { plainBlocks, readOut, recomputedBlocks, stepLoss } from './stepLoss.ts'
import { learnables, type TrainableVariables } from './trainableVariables.ts'

export interface TrainerOptions {
  readonly model: LiveModel
  readonly attachment: Attachment
  /** First values of what the method adds, where they do not start by their own spec; by name. */
  readonly first: ReadonlyMap<string, Float32Array>
  readonly objective: Objective
  readonly recipe: Recipe
  /** Steps of the whole run, for the schedule. */
  readonly steps: number
  readonly random: Random
}

export interface Trainer {
  readonly trainableCount: number
  readonly attachment: Attachment
  /** The network as it stands: trained values, the model's own where it is frozen, and what the method adds. */
  readonly network: Network
  /** Activations at the thaw line → logits, in inference mode. */
  logits(features: Activations): tf.Tensor
  /**
   * One step over a batch in pieces; resolves to [loss, gradient norm], which the caller reads and disposes. Where the
   * gradients cannot be computed nothing has changed, so that the step can be tried again in more pieces.
   */
  step(pieces: readonly Piece[]): Promise<tf.Tensor1D>
  /** Asks for all that a step's gradients ask for, and changes nothing. Call inside a tidy. */
  rehearse(activations: Activations, rows: readonly number[]): void
  /** ParameterGroups rate, dropout and weight decay from the next step on. */
  adjust(settings: Settings): void
  /** Moves the thaw line: only what is above it learns from here on; activations are those at the new line. */
  moveTo(line: number): void
  /** Attaches the method further down: what it has trained stays as it is, the rest starts by `first` or by its own spec. */
  attach(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): void
  /** The most bytes that the backend held while a step's activations were all there. */
  peakBytes(): number
  /** ParameterGroups rate of the head at a step counted from 1, by the settings of now. */
  rate(step: number): number
  rememberBest(): void
  /** Puts the best weights in place. */
  restoreBest(): void
  /** ‖Δw‖/‖w‖ of each block since the last call, the head last. */
  updateRatios(): Promise<number[]>
  /** All that a checkpoint holds of it, without what equals a variable's value; the caller disposes of the tensors. */
  capture(): TrainerState
  /** Goes on from a checkpoint. @throws ThawError `weights-invalid` where it is of another run. */
  resume(tensors: ReadonlyMap<string, StoredTensor>, at: ResumedAt): void
  /** Hands the trained weights to the model, the head and what was added to the caller, and frees the rest. */
  finish(): TrainedWeights
  dispose(): void
}

export interface ResumedAt {
  readonly step: number
  readonly updates: Readonly<Record<string, number>>
  readonly hasBest: boolean
}

/** The tensors of the task's own layers, by name. */
export type Head = ReadonlyMap<string, tf.Tensor>

export interface TrainedWeights {
  readonly head: Head
  /** The method's own parameters, trained or not, by name. */
  readonly added: ReadonlyMap<string, tf.Tensor>
}

export function makeTrainer({ model, objective, recipe, random, ...options }: TrainerOptions): Trainer {
  const { trunk } = model
  const { head } = objective
  const values = learnables({ model, head, random })
  const learn = (attachment: Attachment, first: ReadonlyMap<string, Float32Array>): ParameterGroups => {
    values.begin(attachment, first)
    for (const block of trunk.blocks.slice(attachment.line)) model.rest(block) // trained copies take the place
    return parameterGroups(trunk, attachment, { head, recipe })
  }
  let settings = settingsAt(recipe, 0)
  let groups = learn(options.attachment, options.first)
  let line = options.attachment.lineAt?.(1) ?? options.attachment.line
  let [steps, peak] = [0, 0]
  const rate = (step: number) => settings.learningRate * scheduleMultiplier(recipe.schedule, step, options.steps)
  const { clipNorm } = recipe.regularisation
  const optimiser = adamW({
    ...{ ...recipe.optimiser, clipNorm },
    rate: (name, step) => rate(step) * groups.shareOf(name),
    weightDecay: () => settings.weightDecay,
    isDecayed: (name) => groups.isDecayed(name),
  })
  const network: Network = {
    trunk,
    weight: (name) => values.find(name) ?? model.weight(name),
    rest: model.rest,
    wrapForward: (f, draw) => groups.attachment.wrapForward(f, draw),
    virtualTokens: options.attachment.virtualTokens,
  }
  const trained = (names: readonly string[]) => names.map((name) => [name, values.variable(name)] as const)
  const nextStep = () => {
    const active = trained(groups.names.filter((name) => groups.blockOf(name) >= line))
    const draws = { method: random.fork(`method/${steps + 1}`), head: random.fork(`dropout/${steps + 1}`) }
    const run = recipe.recompute ? recomputedBlocks(active, groups.blockOf) : plainBlocks
    const onHeld = () => {
      peak = Math.max(peak, tf.memory().numBytes)
    }
    return { active, loss: stepLoss({ network, objective, line, run, onHeld, dropout: settings.dropout, draws }) }
  }
  return {
    get trainableCount() {
      return trained(groups.names).reduce((total, [, { size }]) => total + size, 0)
    },
    get attachment() {
      return groups.attachment
    },
    network,
    rate,
    peakBytes: () => peak,
    logits: ({ x, mask }) =>
      tf.tidy(() => {
        const f = forwardOf(network, { mask })
        const top = forwardBlocks(trunk, f, x, line, trunk.blocks.length)
        return objective.logits(f, readOut(top, { network, objective, line, f }))
      }),
    rehearse(activations, rows) {
      const { active, loss } = nextStep()
      const variables = active.map(([, variable]) => variable)
      tf.dispose(differentiate(() => loss(activations, rows), variables).gradients)
    },
    async step(pieces) {
      const { active, loss } = nextStep()
      const gradients = await gradientsOf(pieces, {
        variables: active,
        loss,
        weigh: objective.weigh,
      })
      steps += 1
      return applied(gradients, { optimiser, active, step: steps })
    },
    adjust(next) {
      settings = next
    },
    moveTo(next) {
      line = next
    },
    attach(attachment, first) {
      groups = learn(attachment, first)
    },
    rememberBest: values.rememberBest,
    restoreBest: values.restoreBest,
    updateRatios: () => values.updateRatios(groups.byBlock),
    capture() {
      const { tensors, updates } = optimiser.state()
      const moments = [...tensors].map(([key, tensor]) => [key, tf.clone(tensor)] as const)
      return { tensors: new Map([...values.capture(), ...moments]), updates }
    },
    resume(tensors, { step, ...at }) {
      values.restore(tensors, { ...at, optimiser })
      steps = step
    },
    finish() {
      const learned = trainedWeights(groups.attachment, { model, head, values })
      this.dispose()
      return learned
    },
    dispose() {
      optimiser.dispose()
      values.dispose()
    },
  }
}

interface Updating {
  readonly optimiser: Optimiser
  readonly active: readonly (readonly [string, tf.Variable])[]
  readonly step: number
}

/** Moves the variables; [loss, gradient norm]. Disposes of the gradients. */
function applied({ loss, of }: Gradients, { optimiser, active, step }: Updating): tf.Tensor1D {
  try {
    return tf.tidy(() => {
      const norm = optimiser.apply(of, { step, variables: Object.fromEntries(active) })
      return tf.stack([loss, norm]) as tf.Tensor1D
    })
  } finally {
    disposeGradients({ loss, of })
    submitWork()
  }
}

interface Ending {
  readonly model: LiveModel
  readonly head: readonly ParameterSpec[]
  readonly values: TrainableVariables
}

/** The model takes copies of what was trained of its own; the caller, of the head and of what was added. */
function trainedWeights({ trainables, added }: Attachment, { model, head, values }: Ending): TrainedWeights {
  for (const name of trainables) model.put(name, tf.clone(values.variable(name)))
  const copy = (name: string) => tf.clone(values.find(name) ?? values.variable(name))
  const copies = (specs: readonly ParameterSpec[]) => new Map(specs.map(({ name }) => [name, copy(name)]))
  return { head: copies(head), added: copies(added) }
}
