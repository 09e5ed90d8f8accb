/** The same examples under the features before tuning and after it. */
import { methodCard } from '../../methods/cards.ts'
import { notice } from '../../shared/messages/say.ts'
import type { FeatureComparison } from '../../shared/wire/evaluationCalls.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import { groupBy } from '../data/groupBy.ts'
import { classOf, strataOf, takingTurns } from '../data/target.ts'
import { networkOf, type TunedModel } from '../inference/tunedModel.ts'
import type { AnalysisInput } from './analysisInput.ts'
import { type AnsweringRun, answeringRun, untouchedModel } from './answeringRun.ts'
import { exampleInput } from './exampleInput.ts'
import { nearestMeanAccuracy } from './nearestMean.ts'
import { principalPlane } from './principalPlane.ts'
import { trunkFeatures } from './trunkFeatures.ts'

const mostPoints = 500
const meansOfEach = 32
/** Training examples in all: with very many classes fewer of each. */
const meansInAll = 2000

/**
 * Test accuracy by the nearest mean is over the points that are shown. Leaves no tensor.
 * @throws ThawError `run-unknown` where the model that answers was brought.
 */
export async function compareFeatures(
  given: AnalysisInput,
  tuned: TunedModel,
  signal: AbortSignal,
): Promise<FeatureComparison> {
  const answering = answeringRun(given, tuned)
  const { dataset } = answering.run
  const { points, trained } = chosen(answering)
  const { before, after } = await bothFeatures(given, { answering, tuned, examples: [...trained, ...points], signal })
  const strata = strataOf(dataset.examples)
  const labelOf = (index: number) => strata[index] as number
  const judged = (rows: readonly Float32Array[]) =>
    nearestMeanAccuracy(
      { rows: rows.slice(0, trained.length), labels: trained.map(labelOf) },
      { rows: rows.slice(trained.length), labels: points.map(labelOf) },
    )
  const was = await principalPlane(before.slice(trained.length), signal)
  const is = await principalPlane(after.slice(trained.length), signal)
  return {
    points: points.map((example, index) => ({
      example,
      truth: labelOf(example),
      before: was.points[index] as readonly [number, number],
      after: is.points[index] as readonly [number, number],
    })),
    shown: { before: was.shown, after: is.shown },
    nearestMean: trained.length === 0 ? null : { before: judged(before), after: judged(after) },
    trained: trained.length,
  }
}

/** Only classes have means. Examples are in the order of their digests, so that the first are a draw. */
function chosen({ run: { dataset }, split }: AnsweringRun) {
  const points = takingTurns(dataset.examples, split.test)
    .slice(0, mostPoints)
    .sort((a, b) => a - b)
  return { points, trained: meanExamples({ dataset, split }) }
}

/** Training examples that the class means are of; none where nothing has one class. */
export function meanExamples({
  dataset,
  split,
}: Pick<AnsweringRun, 'split'> & { readonly dataset: Dataset }): number[] {
  if (taskCard(dataset.task).target !== 'class') return []
  const each = Math.max(1, Math.min(meansOfEach, Math.floor(meansInAll / dataset.classes.length)))
  return byClass(dataset, split.train).flatMap((indices) => indices.slice(0, each))
}

function byClass({ examples }: Dataset, indices: readonly number[]): number[][] {
  return [...groupBy(indices, (index) => classOf(examples[index] as Example)).values()]
}

interface Both {
  readonly answering: AnsweringRun
  readonly tuned: TunedModel
  readonly examples: readonly number[]
  readonly signal: AbortSignal
}

async function bothFeatures({ codec, emit }: AnalysisInput, { answering, tuned, examples, signal }: Both) {
  const { dataset, recipe } = answering.run
  const { text, maxTokens, task, model } = tuned
  const input = await exampleInput({ dataset, trunk: model.trunk, text, maxTokens, codec }, examples, signal)
  // Where only a head was trained, the trunk is what it was.
  const moved = methodCard(recipe.method.id).thaw !== 'none'
  let done = 0
  const total = (moved ? 2 : 1) * examples.length
  const stage = notice('computingFeatures')
  const onBatch = (some: number) => {
    done += some
    emit({ type: 'progress', job: 'examine', stage, done, total, unit: 'examples' })
  }
  const options = { task, signal, onBatch }
  const untouched = untouchedModel(answering.run)
  try {
    const before = await trunkFeatures(untouched, input, examples, options)
    const after = moved ? await trunkFeatures(networkOf(tuned), input, examples, options) : before
    return { before, after }
  } finally {
    untouched.dispose()
  }
}
