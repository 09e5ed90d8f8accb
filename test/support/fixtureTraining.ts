/** Trains a network of test/fixtures/reference on its own inputs, on the current backend, as a run does. */
import * as tf from '@tensorflow/tfjs-core'
import { loadModel, trunkOf } from '../../src/engine/models/liveModel.ts'
import { packWeights } from '../../src/engine/models/packWeights.ts'
import { runFrozen } from '../../src/engine/train/features.ts'
import { Trainer } from '../../src/engine/train/trainer.ts'
import { methodEngines } from '../../src/methods/engines.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { PackingChoice } from '../../src/shared/catalog/packings.ts'
import { seeded } from '../../src/shared/random.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { classification } from '../../src/tasks/classification/engine.ts'
import { type Fixture, modelFilesOf, referenceOf } from './referenceFixture.ts'
import { headSpecs, inputsOf } from './referenceNetwork.ts'

export interface Training {
  readonly method: MethodId
  readonly thaw: number
  readonly steps: number
  readonly quantise?: PackingChoice
  /** Done once the model is loaded and measured. */
  readonly loaded?: () => Promise<unknown>
}

/** The loss of each step. @throws Error where tensors are left over. */
export async function trainingLosses(fixture: Fixture, training: Training): Promise<number[]> {
  const before = tf.memory().numTensors
  const { method, thaw, steps, quantise = 'off', loaded } = training
  const files = await modelFilesOf(fixture)
  const reference = referenceOf(fixture)
  const trunk = trunkOf(files)
  const model = loadModel(trunk, files.weights)
  await loaded?.()
  const { input, mask } = inputsOf(trunk, reference)
  const task = trunk.input.kind === 'image' ? 'image-classification' : 'text-classification'
  const identity = {
    task,
    model: { id: 'fixture', revision: '1' },
    data: { name: 'fixture', fingerprint: '1' },
  } as const
  const recipe = buildRecipe(
    { ...identity, backend: 'auto' },
    { ...defaultFields(method, task), thaw, quantise, 'regularisation.dropout': 0, 'schedule.shape': 'constant' },
  )
  const attachment = methodEngines[method].attach(trunk, { ...recipe.method, thaw, task })
  await packWeights(model, { quantise, trained: attachment.trainables })
  const classes = headSpecs(trunk, reference).at(-1)?.shape.at(-1) ?? 0
  const rows = Array.from({ length: input.shape[0] ?? 0 }, (_, row) => row)
  const labels = rows.map((row) => row % classes)
  const objective = classification({ trunk, labels, classes, smoothing: 0, classWeights: null })
  const first = await attachment.first(model.weight)
  const random = seeded('fixture')
  const trainer = new Trainer({ model, attachment, first, objective, recipe, steps, random })
  const { network } = trainer
  const { line } = attachment
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const x = runFrozen({ network, line, readout: objective.readout }, input.clone(), mask)
    const activations = async () => ({ x, mask: mask?.clone() ?? null })
    const told = await trainer.step([{ rows, activations }])
    losses.push((await told.data())[0] ?? Number.NaN)
    told.dispose()
  }
  trainer.dispose()
  model.dispose()
  tf.dispose([input, ...(mask ? [mask] : [])])
  const left = tf.memory().numTensors - before
  if (left !== 0) throw new Error(`Expected no tensor to be left, received ${left}.`)
  return losses
}
