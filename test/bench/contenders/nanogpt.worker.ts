/**
 * `@genai-fi/nanogpt`'s own network and trainer. Its files are reached by their paths, since the package exports only a
 * whole application. It brings a copy of tfjs with it, and the first copy in a realm makes the engine for all: import
 * it first.
 */
import './counters.ts'
import '../node_modules/@genai-fi/nanogpt/dist/backend.js'
import * as tf from '@tensorflow/tfjs-core'
import { selectBackend } from '../node_modules/@genai-fi/nanogpt/dist/backend.js'
import NanoGPT from '../node_modules/@genai-fi/nanogpt/dist/models/NanoGPTV1.js'
import BasicTrainer from '../node_modules/@genai-fi/nanogpt/dist/training/BasicTrainer.js'
import { makeWork } from '../work/makeWork.ts'
import { gptShape, passageTokens, vocabulary } from '../work/shapes.ts'
import { batchesOf } from './batches.ts'
import { serve } from './serve.ts'

interface Learner {
  readonly step: (batch: { readonly xs: tf.Tensor; readonly ys: tf.Tensor }) => tf.Scalar
  readonly batches: readonly { readonly xs: tf.Tensor; readonly ys: tf.Tensor }[]
}

let learner: Learner | null = null
let made = 0

serve({
  async open(backend) {
    if (backend === 'wasm') throw new Error('nanogpt has no WASM backend; it offers cpu, webgl and webgpu')
    if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu')
    await selectBackend(backend)
    return `${tf.getBackend()} of nanogpt's tfjs`
  },
  async prepare(job) {
    const work = makeWork(job)
    const { layers, width, heads } = gptShape
    const model = new NanoGPT({
      vocabSize: vocabulary,
      blockSize: passageTokens,
      nLayer: layers,
      nHead: heads,
      nEmbed: width,
      useRope: false,
    })
    const batches = batchesOf(work).map(({ ids, next, size, tokens }) => ({
      xs: tf.tensor2d(ids, [size, tokens], 'int32'),
      ys: tf.tensor2d(next, [size, tokens], 'int32'),
    }))
    // Its layers make their weights when they are first called.
    tf.dispose(model.forward({ training: false }, tf.slice(batches[0]?.xs as tf.Tensor, [0, 0], [1, passageTokens])))
    const parameters = sizeOf(model.weightStore.trainableVariables)
    if (job.way.kind === 'lora') {
      model.createLoRA('bench', { rank: job.way.rank, alpha: 2 * job.way.rank, variables: ['block_*'] })
      model.attachLoRA('bench')
    }
    learner = { step: stepOf(model, work.recipe.optimiser.learningRate), batches }
    const differs = 'RMS norm for layer norm, no biases in dense layers, own first values'
    return { parameters, trained: sizeOf(model.weightStore.trainableVariables), differs }
  },
  async run(steps) {
    const losses: tf.Scalar[] = []
    for (let step = 0; step < steps; step++, made++) {
      const batch = learner?.batches[made % learner.batches.length]
      if (learner && batch) losses.push(learner.step(batch))
    }
    const values: number[] = []
    for (const loss of losses) values.push((await loss.data())[0] as number)
    tf.dispose(losses)
    return values
  },
  tensorBytes: () => tf.memory().numBytes,
})

function stepOf(model: InstanceType<typeof NanoGPT>, learningRate: number): Learner['step'] {
  const rates = {
    learningRate,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    warmupSteps: 0,
    lossScaling: 1,
  }
  // A trainer takes a tokenizer along for what it writes; steps do not ask it.
  const trainer = new BasicTrainer(model as never, undefined as never, { ...rates, minLearningRate: learningRate })
  const { trainStep } = trainer as unknown as { trainStep(state: object, batch: object): tf.Scalar }
  return (batch) => trainStep.call(trainer, {}, batch)
}

function sizeOf(variables: readonly { readonly size: number }[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0)
}
