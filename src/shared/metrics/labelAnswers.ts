/**
 * What a network answered on rows of which any number of labels may be true: the common input of the multi-label
 * metrics in this folder. A "decision" is what the probabilities are taken for: 1 where a label is answered.
 */
export interface LabelAnswers {
  /** [rows, labels], row-major: 1 where the label is true, else 0. */
  readonly truth: Uint8Array
  /** [rows, labels], row-major: the sigmoid of each label's logit. */
  readonly probabilities: Float32Array
  readonly labels: number
}

/** The threshold of a label that nothing is known of. */
export const evenThreshold = 0.5

export function rowCountOf({ truth, labels }: LabelAnswers): number {
  return labels > 0 ? truth.length / labels : 0
}

/** The same answers for some rows only, in the order given; a row may come several times, as in a resample. */
export function labelRowsOf({ truth, probabilities, labels }: LabelAnswers, rows: ArrayLike<number>): LabelAnswers {
  const own = { truth: new Uint8Array(rows.length * labels), probabilities: new Float32Array(rows.length * labels) }
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * labels
    own.truth.set(truth.subarray(from, from + labels), i * labels)
    own.probabilities.set(probabilities.subarray(from, from + labels), i * labels)
  }
  return { ...own, labels }
}

/** The probabilities of one label, by row. */
export function scoresOf({ probabilities, labels }: LabelAnswers, label: number): Float32Array {
  return Float32Array.from(
    { length: probabilities.length / labels },
    (_, row) => probabilities[row * labels + label] as number,
  )
}

/**
 * [rows, labels]: 1 where a probability is at least its label's threshold; one threshold a label. Thresholds are
 * compared as float32, like the probabilities. A NaN answers no.
 */
export function decidedLabels(probabilities: Float32Array, thresholds: ArrayLike<number>): Uint8Array {
  const least = Float32Array.from(thresholds)
  return Uint8Array.from(probabilities, (probability, at) =>
    Number(probability >= (least[at % least.length] as number)),
  )
}
