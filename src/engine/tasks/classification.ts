/** One of several classes: a head on the pooled features, cross-entropy, accuracy. Rows are examples. */
import * as tf from '@tensorflow/tfjs-core'
import { accuracyOf } from '../../shared/metrics/accuracyOf.ts'
import { rowLosses } from '../../shared/metrics/logLoss.ts'
import { meanOf } from '../../shared/metrics/meanOf.ts'
import { predictedClasses } from '../../shared/metrics/predictedClasses.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import type { Trunk } from '../models/trunk.ts'
import { crossEntropy } from '../nn/crossEntropy.ts'
import type { Objective, Tally } from '../train/objective.ts'

export interface ClassificationOptions {
  readonly trunk: Trunk
  /** By row. */
  readonly labels: readonly number[]
  readonly classes: number
  readonly smoothing: number
  /** [classes], what an example of each class counts: mean 1 over the training examples; null counts all alike. */
  readonly classWeights: Float32Array | null
}

export interface ClassificationTally extends Tally {
  /** [rows added, classes] */
  probabilities(): Float32Array
}

export interface ClassificationObjective extends Objective {
  tally(): ClassificationTally
}

export function classification({ trunk, labels, classes, ...options }: ClassificationOptions): ClassificationObjective {
  const labelsOf = (rows: readonly number[]) => rows.map((row) => labels[row] as number)
  return {
    head: trunk.classifier.parameters(classes),
    readout: (f, x) => trunk.pool(f, x),
    logits: (f, features) => trunk.classifier.forward(f, features as tf.Tensor2D),
    loss(logits, rows) {
      const classWeights = options.classWeights && tf.tensor1d(options.classWeights)
      const targets = tf.tensor1d(labelsOf(rows), 'int32')
      return crossEntropy(logits as tf.Tensor2D, targets, { smoothing: options.smoothing, classWeights })
    },
    weigh(rows) {
      const { classWeights } = options
      return labelsOf(rows).reduce((sum, label) => sum + (classWeights?.[label] ?? 1), 0)
    },
    tally: () => tallyOf({ labelsOf, classes, classWeights: options.classWeights }),
  }
}

interface TallyOptions extends Pick<ClassificationOptions, 'classes' | 'classWeights'> {
  labelsOf(rows: readonly number[]): number[]
}

/**
 * Its loss weighs rows as training does: by it the best epoch is chosen, which would else be one that gives up a rare
 * class for the frequent ones.
 */
function tallyOf({ labelsOf, classes, classWeights }: TallyOptions): ClassificationTally {
  const parts: Float32Array[] = []
  const truth: number[] = []
  const probabilities = () => joined(parts)
  return {
    async add(logits, rows) {
      parts.push(softmaxRows((await logits.data()) as Float32Array, classes))
      truth.push(...labelsOf(rows))
    },
    score() {
      const answers = { truth, probabilities: probabilities(), classes }
      return {
        loss: weightedMean(rowLosses(answers), truth, classWeights),
        accuracy: accuracyOf(predictedClasses(answers.probabilities, classes), truth),
        perplexity: null,
        counted: truth.length,
      }
    },
    probabilities,
  }
}

/** Plain where no row has weight. */
function weightedMean(losses: Float64Array, labels: readonly number[], classWeights: Float32Array | null): number {
  const weights = labels.map((label) => classWeights?.[label] ?? 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (whole === 0) return meanOf(losses)
  return losses.reduce((sum, loss, row) => sum + loss * (weights[row] as number), 0) / whole
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
