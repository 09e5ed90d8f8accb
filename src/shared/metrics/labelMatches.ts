/** How whole rows of multi-label decisions fit: scikit-learn's `accuracy_score` over columns, and `hamming_loss`. */

/** Share of the rows whose labels are all right; of no rows 0. */
export function exactMatch(decided: Uint8Array, truth: Uint8Array, labels: number): number {
  const rows = labels > 0 ? truth.length / labels : 0
  let right = 0
  for (let row = 0; row < rows; row++) {
    let label = 0
    while (label < labels && decided[row * labels + label] === truth[row * labels + label]) label++
    if (label === labels) right++
  }
  return rows > 0 ? right / rows : 0
}

/** Share of single decisions that are wrong; of none 0. */
export function hammingLoss(decided: Uint8Array, truth: Uint8Array): number {
  let wrong = 0
  for (let at = 0; at < truth.length; at++) wrong += Number(decided[at] !== truth[at])
  return truth.length > 0 ? wrong / truth.length : 0
}
