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
import { heldBytes } from '../backends/heldBytes.ts'
import { submitWork } from '../backends/submitWork.ts'
import type { Activations } from '../inputs/inputs.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import { differentiate } from '../nn/differentiate.ts'
import type { Forward } from '../nn/forward.ts'
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
import { TrainableVariables } from './trainableVariables.ts'

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

export class Trainer {
  readonly #model: LiveModel
  readonly #objective: Objective
  readonly #recipe: Recipe
  /** Steps of the whole run, for the schedule. */
  readonly #planned: number
  readonly #random: Random
  readonly #values: TrainableVariables
  readonly #optimiser: Optimiser
  #groups: ParameterGroups
  /** Root mean square of the numbers that the head reads; rate, epsilon and decay of what reads them are for 1. */
  featureSize = 1
  #settings: Settings
  #line: number
  #steps = 0
  #peakBytes = 0
  /** The network as it stands: trained values, the model's own where it is frozen, and what the method adds. */
  readonly network: Network

  constructor({ model, attachment, first, objective, recipe, steps, random }: TrainerOptions) {
    this.#model = model
    this.#objective = objective
    this.#recipe = recipe
    this.#planned = steps
    this.#random = random
    this.#values = new TrainableVariables({ model, head: objective.head, random })
    this.#settings = settingsAt(recipe, 0)
    this.#groups = this.#begin(attachment, first)
    this.#line = attachment.lineAt?.(1) ?? attachment.line
    this.#optimiser = adamW({
      ...{ ...recipe.optimiser, clipNorm: recipe.regularisation.clipNorm },
      epsilon: (name) => this.#epsilonFor(name),
      rate: (name, step) => (this.rate(step) * this.#groups.shareOf(name)) / this.#sizeFor(name),
      weightDecay: (name) => (this.#groups.isDecayed(name) ? this.#settings.weightDecay * this.#sizeFor(name) : 0),
    })
    this.network = {
      trunk: model.trunk,
      weight: (name) => this.#values.find(name) ?? model.weight(name),
      kernel: (name) => (this.#values.find(name) as tf.Tensor2D | undefined) ?? model.kernel(name),
      rest: model.rest,
      wrapForward: (f, draw) => this.#groups.attachment.wrapForward(f, draw),
      virtualTokens: attachment.virtualTokens,
    }
  }

  get trainableCount(): number {
    return this.#trained(this.#groups.names).reduce((total, [, { size }]) => total + size, 0)
  }

  get attachment(): Attachment {
    return this.#groups.attachment
  }

  /** Learning rate of the head at a step counted from 1, by the settings of now. */
  rate(step: number): number {
    return this.#settings.learningRate * scheduleMultiplier(this.#recipe.schedule, step, this.#planned)
  }

  /** The most bytes that the backend held while a step's activations were all there. */
  peakBytes(): number {
    return this.#peakBytes
  }

  /** Activations at the thaw line → the objective's outputs, in inference mode. */
  outputs({ x, mask }: Activations, rows: readonly number[]): tf.Tensor {
    return tf.tidy(() => {
      const f = forwardOf(this.network, { mask })
      return this.#objective.outputs(f, this.#seen(x, f), rows)
    })
  }

  /** Activations at the thaw line → what the head sees, in inference mode. */
  features({ x, mask }: Activations): tf.Tensor {
    return tf.tidy(() => this.#seen(x, forwardOf(this.network, { mask })).clone())
  }

  /** Asks for all that a step's gradients ask for, and changes nothing. Call inside a tidy. */
  rehearse(activations: Activations, rows: readonly number[]): void {
    const { active, loss } = this.#nextStep()
    const variables = active.map(([, variable]) => variable)
    tf.dispose(differentiate(() => loss(activations, rows), variables).gradients)
  }

  /**
   * One step over a batch in pieces; resolves to [loss, gradient norm], which the caller reads and disposes. Where the
   * gradients cannot be computed nothing has changed, so that the step can be tried again in more pieces.
   */
  async step(pieces: readonly Piece[]): Promise<tf.Tensor1D> {
    const { active, loss } = this.#nextStep()
    const gradients = await gradientsOf(pieces, { variables: active, loss, weigh: this.#objective.weigh })
    this.#steps += 1
    return applied(gradients, { optimiser: this.#optimiser, active, step: this.#steps })
  }

  /** Learning rate, dropout and weight decay from the next step on. */
  adjust(settings: Settings): void {
    this.#settings = settings
  }

  /** Moves the thaw line: only what is above it learns from here on; activations are those at the new line. */
  moveTo(line: number): void {
    this.#line = line
  }

  /** Attaches the method further down: what it has trained stays as it is, the rest starts by `first` or by its own spec. */
  attach(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): void {
    this.#groups = this.#begin(attachment, first)
  }

  rememberBest(): void {
    this.#values.rememberBest()
  }

  /** Puts the best weights in place. */
  restoreBest(): void {
    this.#values.restoreBest()
  }

  /** ‖Δw‖/‖w‖ of each block since the last call, the head last. */
  updateRatios(): Promise<number[]> {
    return this.#values.updateRatios(this.#groups.byBlock)
  }

  /** All that a checkpoint holds of it, without what equals a variable's value; the caller disposes of the tensors. */
  capture(): TrainerState {
    const { tensors, updates } = this.#optimiser.state()
    const moments = [...tensors].map(([key, tensor]) => [key, tf.clone(tensor)] as const)
    return { tensors: new Map([...this.#values.capture(), ...moments]), updates }
  }

  /** Goes on from a checkpoint. @throws ThawError `weights-invalid` where it is of another run. */
  resume(tensors: ReadonlyMap<string, StoredTensor>, { step, ...at }: ResumedAt): void {
    this.#values.restore(tensors, { ...at, optimiser: this.#optimiser })
    this.#steps = step
  }

  /** Hands the trained weights to the model, the head and what was added to the caller, and frees the rest. */
  finish(): TrainedWeights {
    const model = this.#model
    const values = this.#values
    const weights = trainedWeights(this.#groups.attachment, { model, head: this.#objective.head, values })
    this.dispose()
    return weights
  }

  dispose(): void {
    this.#optimiser.dispose()
    this.#values.dispose()
  }

  /** Call inside a tidy. */
  #seen(x: tf.Tensor, f: Forward): tf.Tensor {
    const [network, objective, line] = [this.network, this.#objective, this.#line]
    const top = forwardBlocks(network.trunk, f, x, line, network.trunk.blocks.length)
    return readOut(top, { network, objective, line, f })
  }

  /** What lies beneath the head may have one of its own. */
  #epsilonFor(name: string): number {
    const { epsilon, trunkEpsilon } = this.#recipe.optimiser
    const isHead = this.#groups.blockOf(name) === this.#model.trunk.blocks.length
    return isHead || trunkEpsilon === 0 ? epsilon * this.#sizeFor(name) : trunkEpsilon
  }

  #sizeFor(name: string): number {
    return this.#groups.readsFeatures(name) ? this.featureSize : 1
  }

  #begin(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): ParameterGroups {
    const { trunk } = this.#model
    this.#values.begin(attachment, first)
    for (const block of trunk.blocks.slice(attachment.line)) this.#model.rest(block) // trained copies take the place
    return parameterGroups(trunk, attachment, { head: this.#objective.head, recipe: this.#recipe })
  }

  #trained(names: readonly string[]): readonly (readonly [string, tf.Variable])[] {
    return names.map((name) => [name, this.#values.variable(name)] as const)
  }

  /** What the next step trains, and its loss. */
  #nextStep() {
    const groups = this.#groups
    const line = this.#line
    const active = this.#trained(groups.names.filter((name) => groups.blockOf(name) >= line))
    const step = this.#steps + 1
    const draws = { method: this.#random.fork(`method/${step}`), head: this.#random.fork(`dropout/${step}`) }
    const run = this.#recipe.recompute ? recomputedBlocks(active, groups.blockOf) : plainBlocks
    const onHeld = () => {
      this.#peakBytes = Math.max(this.#peakBytes, heldBytes())
    }
    const part = { network: this.network, objective: this.#objective, line }
    return { active, loss: stepLoss({ ...part, run, onHeld, dropout: this.#settings.dropout, draws }) }
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
