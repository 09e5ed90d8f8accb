/**
 * What a network answered on rows whose numbers are known, in the unit of the data: the common input of the metrics of
 * regression in this folder.
 */
export interface NumberAnswers {
  readonly truth: Float64Array
  readonly predicted: Float64Array
}

/** The same answers for some rows only, in the order given; a row may come several times, as in a resample. */
export function numberRowsOf({ truth, predicted }: NumberAnswers, rows: ArrayLike<number>): NumberAnswers {
  const taken = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number)
  return { truth: taken(truth), predicted: taken(predicted) }
}
