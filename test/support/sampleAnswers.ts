/** What the page answers on the examples that a sample's run was not trained on, to hold another runtime to. */
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Example } from '../../src/engine/data/dataset.ts'
import type { Prediction, PredictionInput } from '../../src/shared/domain/answers.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import type { TrainedModel } from './trainedOnSamples.ts'

/** Probabilities by name. */
export type Answer = Readonly<Record<string, number>>

export function testExamples({ dataset, test: places }: TrainedModel): readonly Example[] {
  return places.map((place) => dataset.examples[place] as Example)
}

/** A picture as large as the network reads it: how a larger one is made smaller is the runtime's own matter. */
export async function question({ tuned, dataset }: TrainedModel, example: Example): Promise<PredictionInput> {
  const { input } = await taskEngines[tuned.task].question(example, dataset.classes)
  const { input: read } = tuned.model.trunk
  if (input.kind !== 'image' || read.kind !== 'image') return input
  return { kind: 'image', image: await nodeCodec.thumbnail(input.image, read.preprocessing.size) }
}

export function byName(prediction: Prediction): Answer {
  if (prediction.kind === 'classes')
    return Object.fromEntries(prediction.classes.map(({ name, probability }) => [name, probability]))
  if (prediction.kind === 'labels')
    return Object.fromEntries(prediction.labels.map(({ name, probability }) => [name, probability]))
  throw new Error(`No probabilities by name: ${prediction.kind}.`)
}

/** NaN where the names differ. */
export function farthest(answer: Answer, wanted: Answer): number {
  if (Object.keys(answer).sort().join() !== Object.keys(wanted).sort().join()) return Number.NaN
  return Math.max(...Object.entries(wanted).map(([name, value]) => Math.abs(value - (answer[name] ?? Number.NaN))))
}

/** The share of what is asked that is answered rightly: classes, or each label by its threshold. */
export function figure(trained: TrainedModel, answers: readonly Answer[]): number {
  const { classes } = trained.dataset
  const { thresholds } = trained.tuned.constants ?? {}
  const right = testExamples(trained).flatMap(({ target }, at) => {
    const answer = answers[at] ?? {}
    if (target.kind === 'class') return [best(answer) === classes[target.class]]
    if (target.kind !== 'labels') throw new Error(`No figure of ${target.kind}.`)
    return classes.map(
      (name, label) => (answer[name] ?? 0) >= (thresholds?.[label] ?? 0.5) === target.labels.includes(label),
    )
  })
  return right.filter(Boolean).length / right.length
}

function best(answer: Answer): string | undefined {
  return Object.entries(answer).sort(([, a], [, b]) => b - a)[0]?.[0]
}
