/** The honest number: the best weights on the test split, with its interval, the baseline and the mistakes. */
import { accuracyOf } from '../../shared/metrics/accuracyOf.ts'
import { classMetrics } from '../../shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../shared/metrics/confusionMatrix.ts'
import { logLoss } from '../../shared/metrics/logLoss.ts'
import { predictedClasses } from '../../shared/metrics/predictedClasses.ts'
import { wilsonInterval } from '../../shared/metrics/wilsonInterval.ts'
import type { ClassificationTest, Mistake } from '../../shared/protocol.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import type { ImageCodec } from '../prepare/image.ts'

const mostMistakes = 48
const thumbnailSide = 96
/** Characters of a text that are shown. */
const shownText = 400

export interface EvaluateOptions {
  readonly dataset: Dataset
  readonly test: readonly number[]
  readonly train: readonly number[]
  /** [test.length, classes] */
  readonly probabilities: Float32Array
  readonly codec: ImageCodec
}

export async function evaluate({
  dataset,
  test,
  train,
  probabilities,
  codec,
}: EvaluateOptions): Promise<ClassificationTest> {
  const classes = dataset.classes.length
  const labels = test.map((index) => (dataset.examples[index] as Example).label)
  const predicted = predictedClasses(probabilities, classes)
  const confusion = confusionMatrix(predicted, labels, classes)
  const accuracy = accuracyOf(predicted, labels)
  return {
    kind: 'classification',
    n: test.length,
    loss: logLoss({ truth: labels, probabilities, classes }),
    accuracy,
    interval: wilsonInterval(Math.round(accuracy * test.length), test.length),
    baseline: majorityAccuracy(
      train.map((index) => (dataset.examples[index] as Example).label),
      labels,
      classes,
    ),
    confusion,
    perClass: classMetrics(confusion, dataset.classes),
    mistakes: await mistakes({ dataset, test, predicted, probabilities, codec }),
  }
}

/** Accuracy on `labels` of always answering the most frequent of `seen`. */
function majorityAccuracy(seen: readonly number[], labels: readonly number[], classes: number): number {
  const counts = new Array<number>(classes).fill(0)
  for (const label of seen) counts[label] = (counts[label] as number) + 1
  const majority = counts.indexOf(Math.max(...counts))
  return labels.filter((label) => label === majority).length / Math.max(1, labels.length)
}

interface Judged {
  readonly dataset: Dataset
  readonly test: readonly number[]
  readonly predicted: readonly number[]
  readonly probabilities: Float32Array
  readonly codec: ImageCodec
}

async function mistakes({ dataset, test, predicted, probabilities, codec }: Judged): Promise<Mistake[]> {
  const classes = dataset.classes.length
  const wrong = test
    .map((index, row) => {
      const example = dataset.examples[index] as Example
      const claim = predicted[row] as number
      return { example, claim, probability: probabilities[row * classes + claim] as number }
    })
    .filter(({ example, claim }) => example.label !== claim)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostMistakes)
  return Promise.all(
    wrong.map(async ({ example, claim, probability }) => ({
      path: example.path,
      truth: example.label,
      predicted: claim,
      probability,
      ...(await shown(example, codec)),
    })),
  )
}

async function shown({ content }: Example, codec: ImageCodec): Promise<Pick<Mistake, 'thumbnail' | 'text'>> {
  if (content.kind === 'text') return { thumbnail: null, text: content.text.slice(0, shownText) }
  return { thumbnail: await codec.thumbnail(content.blob, thumbnailSide), text: '' }
}
