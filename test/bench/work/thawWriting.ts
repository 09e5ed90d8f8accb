/** The studio's own way to continue a text, a token a step: what a chat waits for. */
import { continueTokens } from '../../../src/engine/inference/continueTokens.ts'
import { randomModel } from '../../../src/engine/models/liveModel.ts'
import { packWeights } from '../../../src/engine/models/packWeights.ts'
import type { Trunk } from '../../../src/engine/models/trunk.ts'
import { seeded } from '../../../src/shared/random.ts'
import type { Job } from './job.ts'
import { makeWork } from './makeWork.ts'

export interface ThawWriting {
  readonly trunk: Trunk
  /** Writes on; resolves to the tokens' numbers, counted from 1. */
  steps(count: number): Promise<number[]>
  dispose(): void
}

export async function makeWriting(job: Job): Promise<ThawWriting> {
  const { trunk, weightsRandom, examples } = makeWork(job)
  const model = randomModel(trunk, weightsRandom)
  await packWeights(model, { quantise: job.writes ?? 'off', trained: [] })
  const tokens = continueTokens(model, {
    prompt: [...(examples.texts[0] ?? [])].slice(0, -1), // as many as a step of training reads
    settings: { temperature: 0, topK: 0, topP: 1, tokens: Number.POSITIVE_INFINITY },
    random: seeded('bench'),
    endId: null,
  })
  return {
    trunk,
    async steps(count) {
      const written: number[] = []
      while (written.length < count) {
        const { value, done } = await tokens.next()
        if (done) throw new Error('internal: a text without an end ended')
        written.push(value + 1)
      }
      return written
    },
    dispose() {
      void tokens.return('length')
      model.dispose()
    },
  }
}
