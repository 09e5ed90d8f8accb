/** Probabilities of each example from a model that learned from the others: one logistic regression a fold. */
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { fitLogistic } from './logisticRegression.ts'

export interface FoldOptions {
  /** Features, all of one width. */
  readonly rows: readonly Float32Array[]
  readonly labels: readonly number[]
  readonly classes: number
  /** The fold of each row, from 0. */
  readonly fold: readonly number[]
  readonly signal: AbortSignal
  /** Heard with how many folds are done. */
  readonly onFold: (done: number) => void
}

/** [rows, classes] */
export async function outOfFold({ rows, labels, classes, fold, signal, onFold }: FoldOptions): Promise<Float32Array> {
  const scaled = standardised(rows)
  const logits = new Float32Array(rows.length * classes)
  const count = Math.max(...fold, 0) + 1
  for (let part = 0; part < count; part++) {
    const learned = [...fold.keys()].filter((row) => fold[row] !== part)
    const known = {
      rows: learned.map((row) => scaled[row] as Float32Array),
      labels: learned.map((r) => labels[r] as number),
    }
    const answer = await fitLogistic(known, classes, signal)
    const asked = [...fold.keys()].filter((row) => fold[row] === part)
    const answers = await answer(asked.map((row) => scaled[row] as Float32Array))
    for (const [i, row] of asked.entries()) logits.set(answers.subarray(i * classes, (i + 1) * classes), row * classes)
    onFold(part + 1)
  }
  return softmaxRows(logits, classes)
}

/** Each feature with mean 0 and variance 1 over all rows, and then rows of length about 1 whatever their width. */
function standardised(rows: readonly Float32Array[]): Float32Array[] {
  const width = rows[0]?.length ?? 0
  const mean = new Float64Array(width)
  const square = new Float64Array(width)
  for (const row of rows)
    for (let i = 0; i < width; i++) {
      mean[i] = (mean[i] as number) + (row[i] as number) / rows.length
      square[i] = (square[i] as number) + (row[i] as number) ** 2 / rows.length
    }
  const factor = square.map((value, i) => {
    const variance = value - (mean[i] as number) ** 2
    // What does not vary beyond rounding tells nothing.
    return variance > 1e-9 * value ? 1 / Math.sqrt(variance * width) : 0
  })
  return rows.map((row) => row.map((value, i) => (value - (mean[i] as number)) * (factor[i] as number)))
}
