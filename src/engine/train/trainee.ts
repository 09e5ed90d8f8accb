/**
 * The part of the network that learns in one run: the head, and the thawed blocks of a model that the run owns. It
 * computes logits, takes one optimiser step, and remembers the best weights. What can be changed while a run goes on is
 * changed here: rates, dropout, the thaw line, and what the method is attached to.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { type Settings, settingsAt } from '../../shared/steering.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { initialValues, type ParameterSpec } from '../nn/parameters.ts'
import type { Objective } from '../tasks/objective.ts'
import { dropped } from '../tuning/dressing.ts'
import type { Attachment } from '../tuning/method.ts'
import type { StoredTensor } from './checkpoint.ts'
import { disposeGradients, type Gradients, gradientsOf, type Piece } from './gradients.ts'
import {
  chain,
  clipByGlobalNorm,
  decayWeights,
  type GradientTransform,
  globalNorm,
  scaleByAdam,
  scaleByRate,
} from './gradientTransforms.ts'
import type { Activations } from './inputs.ts'
import { type Learning, learningOf } from './learning.ts'
import { restoreTensors, type TraineeState } from './restoreTensors.ts'
import { scheduleMultiplier } from './schedule.ts'
import { apart, disposeAll, snapshot, updateRatio } from './snapshot.ts'

export interface TraineeOptions {
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

export interface Trainee {
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
  /** Learning rate, dropout and weight decay from the next step on. */
  adjust(settings: Settings): void
  /** Moves the thaw line: only what is above it learns from here on; activations are those at the new line. */
  moveTo(line: number): void
  /** Attaches the method further down: what it has trained stays as it is, the rest starts by `first` or by its own spec. */
  attach(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): void
  /** The most bytes that the backend held while a step's activations were all there. */
  peakBytes(): number
  /** Learning rate of the head at a step counted from 1, by the settings of now. */
  rate(step: number): number
  rememberBest(): void
  /** Puts the best weights in place. */
  restoreBest(): void
  /** ‖Δw‖/‖w‖ of each block since the last call, the head last. */
  warmth(): Promise<number[]>
  /** All that a checkpoint holds of it, without what equals a variable's value; the caller disposes of the tensors. */
  capture(): TraineeState
  /** Goes on from a checkpoint. @throws ThawError `weights-invalid` where it is of another run. */
  resume(tensors: ReadonlyMap<string, StoredTensor>, at: ResumedAt): void
  /** Hands the trained weights to the model, the head and what was added to the caller, and frees the rest. */
  finish(): Learned
  dispose(): void
}

export interface ResumedAt {
  readonly step: number
  readonly updates: Readonly<Record<string, number>>
  readonly hasBest: boolean
}

/** The tensors of the task's own layers, by name. */
export type Head = ReadonlyMap<string, tf.Tensor>

export interface Learned {
  readonly head: Head
  /** The method's own parameters, trained or not, by name. */
  readonly added: ReadonlyMap<string, tf.Tensor>
}

export function makeTrainee({ model, objective, recipe, random, ...options }: TraineeOptions): Trainee {
  const { trunk } = model
  const { head } = objective
  const variables = new Map<string, tf.Variable>()
  const fixed = new Map<string, tf.Tensor>()
  const best = new Map<string, tf.Tensor>()
  const before = new Map<string, tf.Tensor>()
  let settings = settingsAt(recipe, 0)
  let learning = attached(options.attachment, options.first)
  let line = options.attachment.lineAt?.(1) ?? options.attachment.line
  let [steps, peak] = [0, 0]
  const rate = (step: number) => settings.learningRate * scheduleMultiplier(recipe.schedule, step, options.steps)
  const optimiser = optimiserOf(recipe, {
    rate: (name, step) => rate(step) * learning.shareOf(name),
    weightDecay: () => settings.weightDecay,
    isDecayed: (name) => learning.isDecayed(name),
  })
  const network: Network = {
    trunk,
    weight: (name) => variables.get(name) ?? fixed.get(name) ?? model.weight(name),
    rest: model.rest,
    dress: (f, draw) => learning.attachment.dress(f, draw),
    virtualTokens: options.attachment.virtualTokens,
  }
  return {
    get trainableCount() {
      return learning.names.reduce((total, name) => total + variableOf(name).size, 0)
    },
    get attachment() {
      return learning.attachment
    },
    network,
    rate,
    peakBytes: () => peak,
    logits: ({ x, mask }) =>
      tf.tidy(() => {
        const f = forwardOf(network, { mask })
        return objective.logits(f, featuresOf(f, x))
      }),
    async step(pieces) {
      const active = activeVariables()
      const gradients = await gradientsOf(pieces, {
        variables: active,
        loss: lossOfStep(steps + 1),
        weigh: objective.weigh,
      })
      steps += 1
      return applied(active, gradients)
    },
    adjust(next) {
      settings = next
    },
    moveTo(next) {
      line = next
    },
    attach(attachment, first) {
      learning = attached(attachment, first)
    },
    rememberBest: () => remember(best),
    restoreBest() {
      for (const [name, tensor] of best) variableOf(name).assign(tensor)
    },
    async warmth() {
      const ratios = tf.tidy(() => tf.stack(learning.groups.map((names) => updateRatio(names, before, variables))))
      remember(before)
      const values = [...(await ratios.data())]
      ratios.dispose()
      return values
    },
    capture() {
      const { tensors, updates } = optimiser.state()
      const values = [...variables, ...fixed].map(([name, tensor]) => [`value/${name}`, tf.clone(tensor)] as const)
      const moments = [...tensors].map(([key, tensor]) => [key, tf.clone(tensor)] as const)
      const apartFrom = [...apart('best/', best, variables), ...apart('since/', before, variables)]
      return { tensors: new Map([...values, ...moments, ...apartFrom]), updates }
    },
    resume(tensors, at) {
      restoreTensors(tensors, {
        variables,
        fixed,
        best: at.hasBest ? best : null,
        before,
        updates: at.updates,
        optimiser,
      })
      steps = at.step
    },
    finish() {
      const { trainables, added } = learning.attachment
      for (const name of trainables) model.put(name, tf.clone(variableOf(name)))
      const kept = (name: string) => tf.clone(fixed.get(name) ?? variableOf(name))
      const copies = (specs: readonly ParameterSpec[]) => new Map(specs.map(({ name }) => [name, kept(name)]))
      const learned = { head: copies(head), added: copies(added) }
      this.dispose()
      return learned
    },
    dispose() {
      optimiser.dispose()
      for (const tensors of [best, before, fixed]) disposeAll(tensors)
      disposeAll(variables)
    },
  }

  /** What is not there yet begins; a snapshot of before holds its beginning. */
  function attached(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): Learning {
    const begun = (spec: ParameterSpec) =>
      tf.tensor(first.get(spec.name) ?? initialValues(spec, random.fork(spec.name)), [...spec.shape])
    const begin = (name: string, make: () => tf.Tensor) => {
      if (!variables.has(name)) variables.set(name, own(make()))
    }
    const hasBest = best.size > 0
    for (const spec of head) begin(spec.name, () => begun(spec))
    for (const spec of attachment.added)
      if (spec.trained) begin(spec.name, () => begun(spec))
      else if (!fixed.has(spec.name)) fixed.set(spec.name, begun(spec))
    for (const name of attachment.trainables) begin(name, () => tf.clone(model.weight(name)))
    for (const block of trunk.blocks.slice(attachment.line)) model.rest(block) // trained copies take the place
    for (const [name, variable] of variables)
      for (const past of hasBest ? [before, best] : [before]) if (!past.has(name)) past.set(name, tf.clone(variable))
    return learningOf(trunk, attachment, { head, recipe })
  }

  function variableOf(name: string): tf.Variable {
    const variable = variables.get(name)
    if (!variable) throw new Error(`internal: "${name}" is not trained in this run`)
    return variable
  }

  function activeVariables() {
    return learning.names
      .filter((name) => learning.blockOf(name) >= line)
      .map((name) => [name, variableOf(name)] as const)
  }

  function remember(past: Map<string, tf.Tensor>): void {
    disposeAll(past)
    for (const [name, tensor] of snapshot(variables)) past.set(name, tensor)
  }

  /** What the head sees. With nothing thawed, the features are that already. */
  function featuresOf(f: Forward, x: tf.Tensor): tf.Tensor {
    return line < trunk.blocks.length ? objective.readout(f, forwardBlocks(trunk, f, x, line, trunk.blocks.length)) : x
  }

  /**
   * Pieces draw one after another from the step's own streams: what the head sees of a row is hidden alike in one piece
   * or many, unless padding differs. Inside the trunk a method's dropout is drawn layer by layer, and differs.
   */
  function lossOfStep(step: number) {
    const draws = { method: random.fork(`method/${step}`), head: random.fork(`dropout/${step}`) }
    return ({ x, mask }: Activations, rows: readonly number[]) => {
      const f = forwardOf(network, { mask, draw: draws.method })
      const seen = dropped(featuresOf(f, x), settings.dropout, draws.head)
      const value = objective.loss(objective.logits(f, seen), rows)
      peak = Math.max(peak, tf.memory().numBytes)
      return value
    }
  }

  function applied(active: ReturnType<typeof activeVariables>, gradients: Gradients): tf.Tensor1D {
    try {
      return tf.tidy(() => {
        const { loss, of: named } = gradients
        const updates = optimiser.update(named, { step: steps, parameters: Object.fromEntries(active) })
        for (const [name, variable] of active) variable.assign(tf.sub(variable, updates[name] as tf.Tensor))
        return tf.stack([loss, globalNorm(named)]) as tf.Tensor1D
      })
    } finally {
      disposeGradients(gradients)
    }
  }
}

interface Moving {
  readonly rate: (name: string, step: number) => number
  readonly weightDecay: () => number
  readonly isDecayed: (name: string) => boolean
}

function optimiserOf({ optimiser, regularisation }: Recipe, moving: Moving): GradientTransform {
  return chain(
    ...(regularisation.clipNorm > 0 ? [clipByGlobalNorm(regularisation.clipNorm)] : []),
    scaleByAdam(optimiser),
    decayWeights(moving.weightDecay, moving.isDecayed),
    scaleByRate(moving.rate),
  )
}

function own(tensor: tf.Tensor): tf.Variable {
  const variable = tf.variable(tensor)
  tensor.dispose()
  return variable
}
