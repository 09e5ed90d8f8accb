/** Of each row whether its answer is right, and how sure it is: the probability of the class that it answers. */
import type { Answers } from './answers.ts'
import { predictedClasses } from './predictedClasses.ts'

export interface JudgedRows {
  readonly right: readonly boolean[]
  /** As float32, like the probabilities; NaN where all of a row are. */
  readonly sure: Float32Array
}

export function judgedRows({ truth, probabilities, classes }: Answers): JudgedRows {
  const predicted = predictedClasses(probabilities, classes)
  return {
    right: predicted.map((claim, row) => claim === truth[row]),
    sure: Float32Array.from(predicted, (claim, row) => probabilities[row * classes + claim] as number),
  }
}
