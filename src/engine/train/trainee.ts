/**
 * The part of the network that learns in one run: the head, and the thawed blocks of a model that the run owns. It
 * computes logits, takes one optimiser step, and remembers the best weights.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { forwardBlocks, type Trunk } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { initialValues, isDecayed, type ParameterSpec } from '../nn/parameters.ts'
import type { Objective } from '../tasks/objective.ts'
import { dropped } from '../tuning/dressing.ts'
import type { Attachment } from '../tuning/method.ts'
import {
  chain,
  clipByGlobalNorm,
  decayWeights,
  type GradientTransform,
  globalNorm,
  scaleByAdam,
  scaleByRate,
  sumOfSquares,
} from './gradientTransforms.ts'
import type { Activations } from './inputs.ts'
import { scheduleMultiplier } from './schedule.ts'

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
  /** The network as it stands: trained values, the model's own where it is frozen, and what the method adds. */
  readonly network: Network
  /** Activations at the thaw line → logits, in inference mode. */
  logits(features: Activations): tf.Tensor
  /** One step; returns [loss, gradient norm], a tensor that the caller reads and disposes. */
  step(features: Activations, rows: readonly number[]): tf.Tensor1D
  /** Moves the thaw line: only what is above it learns from here on; activations are those at the new line. */
  moveTo(line: number): void
  /** The most bytes that the backend held while a step's activations were all there. */
  peakBytes(): number
  /** Learning rate of the head at a step counted from 1. */
  rate(step: number): number
  rememberBest(): void
  /** Puts the best weights in place. */
  restoreBest(): void
  /** ‖Δw‖/‖w‖ of each block since the last call, the head last. */
  warmth(): Promise<number[]>
  /** Hands the trained weights to the model, the head and what was added to the caller, and frees the rest. */
  finish(): Learned
  dispose(): void
}

/** The tensors of the task's own layers, by name. */
export type Head = ReadonlyMap<string, tf.Tensor>

export interface Learned {
  readonly head: Head
  /** The method's own parameters, trained or not, by name. */
  readonly added: ReadonlyMap<string, tf.Tensor>
}

export function makeTrainee({
  model,
  attachment,
  first,
  objective,
  recipe,
  random,
  ...options
}: TraineeOptions): Trainee {
  const { trunk } = model
  const variables = new Map<string, tf.Variable>()
  const fixed = new Map<string, tf.Tensor>()
  const started = (spec: ParameterSpec) =>
    tf.tensor(first.get(spec.name) ?? initialValues(spec, random.fork(spec.name)), [...spec.shape])
  for (const spec of objective.head) variables.set(spec.name, own(started(spec)))
  for (const spec of attachment.added)
    if (spec.trained) variables.set(spec.name, own(started(spec)))
    else fixed.set(spec.name, started(spec))
  for (const name of attachment.trainables) variables.set(name, own(tf.clone(model.weight(name))))
  for (const block of trunk.blocks.slice(attachment.line)) model.rest(block) // trained copies take the place
  const network: Network = {
    trunk,
    weight: (name) => variables.get(name) ?? fixed.get(name) ?? model.weight(name),
    rest: model.rest,
    dress: attachment.dress,
    virtualTokens: attachment.virtualTokens,
  }
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...attachment.added, ...objective.head]
  const decayed = new Set(specs.filter(isDecayed).map((spec) => spec.name))
  const headNames = objective.head.map((spec) => spec.name)
  const rate = (step: number) =>
    recipe.optimiser.learningRate * scheduleMultiplier(recipe.schedule, step, options.steps)
  const shares = rateShares(trunk, attachment, recipe)
  const optimiser = optimiserOf(recipe, decayed, (name, step) => rate(step) * (shares.get(name) ?? 1))
  const blockOf = blocksByName(trunk, attachment)
  let line = attachment.lineAt?.(1) ?? attachment.line
  const learning = () => [...variables].filter(([name]) => (blockOf.get(name) ?? trunk.blocks.length) >= line)
  let steps = 0
  let peak = 0
  let best = new Map<string, tf.Tensor>()
  let before = snapshot(variables)

  /** What the head sees. With nothing thawed, the features are that already. */
  const featuresOf = (f: Forward, x: tf.Tensor): tf.Tensor =>
    line < trunk.blocks.length ? objective.readout(f, forwardBlocks(trunk, f, x, line, trunk.blocks.length)) : x
  return {
    trainableCount: [...variables.values()].reduce((total, variable) => total + variable.size, 0),
    network,
    rate,
    peakBytes: () => peak,
    logits: ({ x, mask }) =>
      tf.tidy(() => {
        const f = forwardOf(network, { mask })
        return objective.logits(f, featuresOf(f, x))
      }),
    step({ x, mask }, rows) {
      steps += 1
      return tf.tidy(() => {
        const loss = () => {
          const f = forwardOf(network, { mask, draw: random.fork(`method/${steps}`) })
          const features = featuresOf(f, x)
          const seen = dropped(features, recipe.regularisation.dropout, random.fork(`dropout/${steps}`))
          const value = objective.loss(objective.logits(f, seen), rows)
          peak = Math.max(peak, tf.memory().numBytes)
          return value
        }
        const active = learning()
        const { value, grads } = tf.variableGrads(
          loss,
          active.map(([, variable]) => variable),
        )
        const named = Object.fromEntries(active.map(([name, variable]) => [name, grads[variable.name] as tf.Tensor]))
        const updates = optimiser.update(named, { step: steps, parameters: Object.fromEntries(active) })
        for (const [name, variable] of active) variable.assign(tf.sub(variable, updates[name] as tf.Tensor))
        return tf.stack([value, globalNorm(named)]) as tf.Tensor1D
      })
    },
    moveTo(next) {
      line = next
    },
    rememberBest() {
      disposeAll(best)
      best = snapshot(variables)
    },
    restoreBest() {
      for (const [name, tensor] of best) variables.get(name)?.assign(tensor)
    },
    async warmth() {
      const groups = [...trunk.blocks.map((_, index) => namesOfBlock(trunk, attachment, index)), headNames]
      const ratios = tf.tidy(() => tf.stack(groups.map((names) => updateRatio(names, before, variables))))
      disposeAll(before)
      before = snapshot(variables)
      const values = [...(await ratios.data())]
      ratios.dispose()
      return values
    },
    finish() {
      for (const name of attachment.trainables) model.put(name, (variables.get(name) as tf.Variable).clone())
      const kept = (name: string) => (variables.get(name) ?? (fixed.get(name) as tf.Tensor)).clone()
      const copies = (names: readonly string[]) => new Map(names.map((name) => [name, kept(name)]))
      const learned = { head: copies(headNames), added: copies(attachment.added.map((spec) => spec.name)) }
      this.dispose()
      return learned
    },
    dispose() {
      optimiser.dispose()
      disposeAll(best)
      disposeAll(before)
      disposeAll(variables)
      disposeAll(fixed)
    },
  }
}

/** The trunk's own parameters and the method's, of one block. */
function namesOfBlock(trunk: Trunk, { added }: Attachment, index: number): string[] {
  const own = trunk.blocks[index]?.parameters ?? []
  return [...own, ...added.filter(({ block }) => block === index)].map((spec) => spec.name)
}

function blocksByName(trunk: Trunk, attachment: Attachment): ReadonlyMap<string, number> {
  const names = (_: unknown, index: number) =>
    namesOfBlock(trunk, attachment, index).map((name) => [name, index] as const)
  return new Map(trunk.blocks.flatMap(names))
}

/** Of the head's learning rate: less with each block below the top (Clark et al. 2020, ELECTRA), as the method wishes. */
function rateShares(trunk: Trunk, attachment: Attachment, { optimiser }: Recipe): ReadonlyMap<string, number> {
  const top = trunk.blocks.length - 1
  return new Map(
    trunk.blocks.flatMap((_, index) => {
      const share = optimiser.trunkRate * optimiser.layerDecay ** (top - index)
      return namesOfBlock(trunk, attachment, index).map((name) => [name, share * attachment.rateOf(name)] as const)
    }),
  )
}

function optimiserOf(
  recipe: Recipe,
  decayed: ReadonlySet<string>,
  rate: (name: string, step: number) => number,
): GradientTransform {
  const { optimiser, regularisation } = recipe
  return chain(
    ...(regularisation.clipNorm > 0 ? [clipByGlobalNorm(regularisation.clipNorm)] : []),
    scaleByAdam(optimiser),
    decayWeights(optimiser.weightDecay, (name) => decayed.has(name)),
    scaleByRate(rate),
  )
}

function own(tensor: tf.Tensor): tf.Variable {
  const variable = tf.variable(tensor)
  tensor.dispose()
  return variable
}

function snapshot(variables: ReadonlyMap<string, tf.Variable>): Map<string, tf.Tensor> {
  return new Map([...variables].map(([name, variable]) => [name, variable.clone()]))
}

function disposeAll(tensors: Map<string, tf.Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose()
  tensors.clear()
}

function updateRatio(
  names: readonly string[],
  before: ReadonlyMap<string, tf.Tensor>,
  after: ReadonlyMap<string, tf.Tensor>,
): tf.Scalar {
  const moved = names.filter((name) => after.has(name))
  if (moved.length === 0) return tf.scalar(0)
  const squares = (of: (name: string) => tf.Tensor) => sumOfSquares(moved.map(of))
  const change = squares((name) => tf.sub(after.get(name) as tf.Tensor, before.get(name) as tf.Tensor))
  return tf.sqrt(
    tf.div(
      change,
      tf.add(
        squares((name) => before.get(name) as tf.Tensor),
        1e-12,
      ),
    ),
  ) as tf.Scalar
}
