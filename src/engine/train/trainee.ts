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
import { initialValues, isDecayed, linearSpecs } from '../nn/parameters.ts'
import { weightedForward } from '../nn/weightedForward.ts'
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
import { crossEntropy } from './loss.ts'
import { scheduleMultiplier } from './schedule.ts'

export interface TraineeOptions {
  readonly model: LiveModel
  readonly attachment: Attachment
  readonly classes: number
  readonly recipe: Recipe
  /** Steps of the whole run, for the schedule. */
  readonly steps: number
  /** [classes], mean 1 over the training examples; null counts all alike. */
  readonly classWeights: Float32Array | null
  readonly random: Random
}

export interface Trainee {
  readonly trainableCount: number
  /** Features at the thaw line [batch, …] → logits [batch, classes]. */
  logits(features: tf.Tensor): tf.Tensor2D
  /** One step; returns [loss, gradient norm], a tensor that the caller reads and disposes. */
  step(features: tf.Tensor, labels: readonly number[]): tf.Tensor1D
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

export interface Head {
  readonly kernel: tf.Tensor2D
  readonly bias: tf.Tensor1D
}

export function makeTrainee(options: TraineeOptions): Trainee {
  const { model, attachment, classes, recipe, random } = options
  const { trunk } = model
  const [kernelSpec, biasSpec] = linearSpecs(trunk.naming, trunk.headSite, trunk.featureSize, classes)
  if (!kernelSpec || !biasSpec) throw new Error('internal: a head has a kernel and a bias')
  const variables = new Map<string, tf.Variable>()
  for (const spec of [kernelSpec, biasSpec])
    variables.set(spec.name, own(tf.tensor(initialValues(spec, random.fork(spec.name)), [...spec.shape])))
  for (const name of attachment.trainables) variables.set(name, own(tf.clone(model.weight(name))))
  const weight = (name: string) => variables.get(name) ?? model.weight(name)
  const inference = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, weight })
  const training = { ...inference, training: true }
  const classWeights = options.classWeights ? tf.tensor1d(options.classWeights) : null
  const decayedNames = new Set(
    trunk.blocks
      .flatMap((block) => block.parameters)
      .filter(isDecayed)
      .map((spec) => spec.name),
  )
  decayedNames.add(kernelSpec.name)
  const rate = (step: number) =>
    recipe.optimiser.learningRate * scheduleMultiplier(recipe.schedule, step, options.steps)
  const isHead = (name: string) => name === kernelSpec.name || name === biasSpec.name
  const optimiser = optimiserOf(
    recipe,
    decayedNames,
    (name, step) => rate(step) * (isHead(name) ? 1 : recipe.optimiser.trunkRate),
  )
  let steps = 0
  let best = new Map<string, tf.Tensor>()
  let before = snapshot(variables)

  const logitsWith = (f: Forward, features: tf.Tensor, mask: tf.Tensor | null): tf.Tensor2D => {
    const pooled = forwardBlocks(trunk, f, features, attachment.line, trunk.blocks.length)
    return f.linear(trunk.headSite, mask ? tf.mul(pooled, mask) : pooled) as tf.Tensor2D
  }
  return {
    trainableCount: [...variables.values()].reduce((total, variable) => total + variable.size, 0),
    rate,
    logits: (features) => tf.tidy(() => logitsWith(inference, features, null)),
    step(features, labels) {
      steps += 1
      return tf.tidy(() => {
        const mask = dropoutMask(
          features.shape[0] as number,
          trunk.featureSize,
          recipe.regularisation.dropout,
          random.fork(`dropout/${steps}`),
        )
        const targets = tf.tensor1d([...labels], 'int32')
        const smoothing = recipe.regularisation.labelSmoothing
        const loss = () => crossEntropy(logitsWith(training, features, mask), targets, { smoothing, classWeights })
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
      const groups = [
        ...trunk.blocks.map((block) => block.parameters.map((spec) => spec.name)),
        [kernelSpec.name, biasSpec.name],
      ]
      const ratios = tf.tidy(() => tf.stack(groups.map((names) => updateRatio(names, before, variables))))
      disposeAll(before)
      before = snapshot(variables)
      const values = [...(await ratios.data())]
      ratios.dispose()
      return values
    },
    finish() {
      for (const name of attachment.trainables) model.put(name, (variables.get(name) as tf.Variable).clone())
      const head = {
        kernel: (variables.get(kernelSpec.name) as tf.Variable).clone() as tf.Tensor2D,
        bias: (variables.get(biasSpec.name) as tf.Variable).clone() as tf.Tensor1D,
      }
      this.dispose()
      return head
    },
    dispose() {
      optimiser.dispose()
      classWeights?.dispose()
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

/** Inverted dropout: 0 with probability `share`, else 1 / (1 − share). // [batch, width] */
function dropoutMask(batch: number, width: number, share: number, random: Random): tf.Tensor2D | null {
  if (share === 0) return null
  const values = Float32Array.from({ length: batch * width }, () => (random.next() < share ? 0 : 1 / (1 - share)))
  return tf.tensor2d(values, [batch, width])
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
