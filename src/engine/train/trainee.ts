/**
 * The part of the network that learns in one run: the head, and the thawed blocks of a model that the run owns. It
 * computes logits, takes one optimiser step, and remembers the best weights.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { forwardBlocks } from '../models/trunk.ts'
import type { Forward } from '../nn/forward.ts'
import { initialValues, isDecayed, sizeOf } from '../nn/parameters.ts'
import { weightedForward } from '../nn/weightedForward.ts'
import type { Objective } from '../tasks/objective.ts'
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
  readonly objective: Objective
  readonly recipe: Recipe
  /** Steps of the whole run, for the schedule. */
  readonly steps: number
  readonly random: Random
}

export interface Trainee {
  readonly trainableCount: number
  /** A trained value, or the model's own where it is frozen. */
  weight(name: string): tf.Tensor
  /** Activations at the thaw line → logits, in inference mode. */
  logits(features: Activations): tf.Tensor
  /** One step; returns [loss, gradient norm], a tensor that the caller reads and disposes. */
  step(features: Activations, rows: readonly number[]): tf.Tensor1D
  /** Learning rate of the head at a step counted from 1. */
  rate(step: number): number
  rememberBest(): void
  /** Puts the best weights in place. */
  restoreBest(): void
  /** ‖Δw‖/‖w‖ of each block since the last call, the head last. */
  warmth(): Promise<number[]>
  /** Hands the trained weights to the model and the head to the caller, and frees the rest. */
  finish(): Head
  dispose(): void
}

/** The tensors of the task's own layers, by name. */
export type Head = ReadonlyMap<string, tf.Tensor>

export function makeTrainee({ model, attachment, objective, recipe, random, ...options }: TraineeOptions): Trainee {
  const { trunk } = model
  const variables = new Map<string, tf.Variable>()
  for (const spec of objective.head)
    variables.set(spec.name, own(tf.tensor(initialValues(spec, random.fork(spec.name)), [...spec.shape])))
  for (const name of attachment.trainables) variables.set(name, own(tf.clone(model.weight(name))))
  for (const block of trunk.blocks.slice(attachment.line)) model.rest(block) // trained copies take the place
  const weight = (name: string) => variables.get(name) ?? model.weight(name)
  const forward = (mask: tf.Tensor2D | null, training: boolean) =>
    weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training, weight, mask })
  const specs = [...trunk.blocks.flatMap((block) => block.parameters), ...objective.head]
  const decayed = new Set(specs.filter(isDecayed).map((spec) => spec.name))
  const headNames = objective.head.map((spec) => spec.name)
  const rate = (step: number) =>
    recipe.optimiser.learningRate * scheduleMultiplier(recipe.schedule, step, options.steps)
  const optimiser = optimiserOf(
    recipe,
    decayed,
    (name, step) => rate(step) * (headNames.includes(name) ? 1 : recipe.optimiser.trunkRate),
  )
  let steps = 0
  let best = new Map<string, tf.Tensor>()
  let before = snapshot(variables)

  /** What the head sees. With nothing thawed, the features are that already. */
  const featuresOf = (f: Forward, x: tf.Tensor): tf.Tensor =>
    attachment.line < trunk.blocks.length
      ? objective.readout(f, forwardBlocks(trunk, f, x, attachment.line, trunk.blocks.length))
      : x
  return {
    trainableCount: [...variables.values()].reduce((total, variable) => total + variable.size, 0),
    weight,
    rate,
    logits: ({ x, mask }) =>
      tf.tidy(() => {
        const f = forward(mask, false)
        return objective.logits(f, featuresOf(f, x))
      }),
    step({ x, mask }, rows) {
      steps += 1
      const dropped = random.fork(`dropout/${steps}`)
      return tf.tidy(() => {
        const f = forward(mask, true)
        const loss = () => {
          const features = featuresOf(f, x)
          const hidden = dropoutMask(features.shape, recipe.regularisation.dropout, dropped)
          return objective.loss(objective.logits(f, hidden ? tf.mul(features, hidden) : features), rows)
        }
        const { value, grads } = tf.variableGrads(loss, [...variables.values()])
        const named = Object.fromEntries(
          [...variables].map(([name, variable]) => [name, grads[variable.name] as tf.Tensor]),
        )
        const updates = optimiser.update(named, { step: steps, parameters: Object.fromEntries(variables) })
        for (const [name, variable] of variables) variable.assign(tf.sub(variable, updates[name] as tf.Tensor))
        return tf.stack([value, globalNorm(named)]) as tf.Tensor1D
      })
    },
    rememberBest() {
      disposeAll(best)
      best = snapshot(variables)
    },
    restoreBest() {
      for (const [name, tensor] of best) variables.get(name)?.assign(tensor)
    },
    async warmth() {
      const groups = [...trunk.blocks.map((block) => block.parameters.map((spec) => spec.name)), headNames]
      const ratios = tf.tidy(() => tf.stack(groups.map((names) => updateRatio(names, before, variables))))
      disposeAll(before)
      before = snapshot(variables)
      const values = [...(await ratios.data())]
      ratios.dispose()
      return values
    },
    finish() {
      for (const name of attachment.trainables) model.put(name, (variables.get(name) as tf.Variable).clone())
      const head = new Map(headNames.map((name) => [name, (variables.get(name) as tf.Variable).clone()]))
      this.dispose()
      return head
    },
    dispose() {
      optimiser.dispose()
      disposeAll(best)
      disposeAll(before)
      disposeAll(variables)
    },
  }
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

/** Inverted dropout: 0 with probability `share`, else 1 / (1 − share). */
function dropoutMask(shape: readonly number[], share: number, random: Random): tf.Tensor | null {
  if (share === 0) return null
  const values = Float32Array.from({ length: sizeOf(shape) }, () => (random.next() < share ? 0 : 1 / (1 - share)))
  return tf.tensor(values, [...shape])
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
