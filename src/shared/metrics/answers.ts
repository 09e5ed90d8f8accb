/**
 * What a classifier answered on rows whose classes are known: the common input of the metrics in this folder, which are
 * pure functions on the host.
 *
 * The probabilities are expected to be finite. Where one is NaN, the class answered is the best of the others, curves
 * are null, log loss, Brier score and calibration error are NaN, and no temperature is fitted. Over no rows a mean
 * (accuracy, a loss, an error) is 0, a list is empty, and what cannot be defined is null.
 */
export interface Answers {
  /** Class index per row. */
  readonly truth: readonly number[]
  /** [rows, classes], row-major */
  readonly probabilities: Float32Array
  readonly classes: number
}

/** The same answers for some rows only, in the order given; a row may come several times, as in a resample. */
export function rowsOf({ truth, probabilities, classes }: Answers, rows: ArrayLike<number>): Answers {
  const kept = new Float32Array(rows.length * classes)
  const own = new Array<number>(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    own[i] = truth[row] as number
    for (let c = 0; c < classes; c++) kept[i * classes + c] = probabilities[row * classes + c] as number
  }
  return { truth: own, probabilities: kept, classes }
}
