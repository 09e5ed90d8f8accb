/** The same networks in plain tfjs 4.22, as its users write them: its own operations, `variableGrads`, its own Adam. */
import './counters.ts'
import * as tf from '@tensorflow/tfjs-core'
import { firstValues, makeWork, trainedNames } from '../work/makeWork.ts'
import { type Batch, batchesOf } from './batches.ts'
import { openTfjs } from './openTfjs.ts'
import { serve } from './serve.ts'
import { plainLoss, type Weights } from './tfjsNetworks.ts'

interface Learner {
  readonly optimiser: tf.Optimizer
  readonly variables: tf.Variable[]
  readonly batches: readonly Batch[]
  readonly loss: (batch: Batch) => tf.Scalar
}

let learner: Learner | null = null
let [made, peak] = [0, 0]

serve({
  open: openTfjs,
  async prepare(job) {
    const work = makeWork(job)
    const names = new Set(trainedNames(work))
    const weights = new Map<string, tf.Tensor>()
    for (const [name, { shape, values }] of firstValues(work)) {
      const tensor = tf.tensor(values, [...shape])
      weights.set(name, names.has(name) ? tf.variable(tensor) : tensor)
    }
    const of: Weights = (name) => weights.get(name)
    const variables = [...names].map((name) => weights.get(name) as tf.Variable)
    const optimiser = tf.train.adam(work.recipe.optimiser.learningRate, 0.9, 0.999, 1e-8)
    learner = { optimiser, variables, batches: batchesOf(work), loss: (batch) => plainLoss(job, of, batch) }
    const size = (tensors: Iterable<tf.Tensor>) => [...tensors].reduce((sum, tensor) => sum + tensor.size, 0)
    return { parameters: size(weights.values()), trained: size(variables) }
  },
  async run(steps) {
    const losses: tf.Scalar[] = []
    for (let step = 0; step < steps; step++) losses.push(makeStep())
    const together = tf.stack(losses)
    const values = await together.data()
    tf.dispose([together, ...losses])
    return [...values]
  },
  tensorBytes: () => peak,
})

function makeStep(): tf.Scalar {
  if (!learner) throw new Error('internal: nothing was prepared')
  const { optimiser, variables, batches, loss } = learner
  const batch = batches[made++ % batches.length] as Batch
  const { value, grads } = tf.variableGrads(() => {
    const scalar = loss(batch)
    peak = Math.max(peak, tf.memory().numBytes)
    return scalar
  }, variables)
  optimiser.applyGradients(grads)
  tf.dispose(grads)
  return value
}
