/**
 * The studio's own path: a trunk read by its family, the trainer that a run makes, features at the thaw line computed or
 * kept, losses read a few steps at a time. Nothing here is quicker than what a run does.
 */
import './counters.ts'
import '../../../src/engine/backends/tfjs.ts'
import * as tf from '@tensorflow/tfjs-core'
import { chooseBackend } from '../../../src/engine/backends/choose.ts'
import { openers } from '../../../src/engine/backends/openers.ts'
import { countParameters } from '../../../src/engine/models/liveModel.ts'
import { makeRun, type ThawRun } from '../work/thawRun.ts'
import { makeWriting, type ThawWriting } from '../work/thawWriting.ts'
import { serve } from './serve.ts'

let run: ThawRun | null = null
let writing: ThawWriting | null = null

serve({
  async open(backend) {
    const { adapter } = await chooseBackend(backend, openers)
    return `${tf.getBackend()}, ${adapter}`
  },
  async prepare(job) {
    run?.dispose()
    run = null
    writing?.dispose()
    writing = job.writes ? await makeWriting(job) : null
    if (writing) return { parameters: countParameters(writing.trunk), trained: 0 }
    run = await makeRun(job)
    const { trunk, trainer } = run
    return { parameters: countParameters(trunk), trained: trainer.trainableCount }
  },
  run: async (steps) => (writing ?? run)?.steps(steps) ?? [],
  judge: async () => (run ? run.judge() : Number.NaN),
  tensorBytes: () => run?.trainer.peakBytes() ?? null,
})
