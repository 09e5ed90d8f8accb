/**
 * The class that each row answers: the likeliest, of equal ones the first, as numpy's argmax. A NaN counts below every
 * number; a row of nothing else answers class 0.
 */
export function predictedClasses(probabilities: Float32Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => likeliest(probabilities, row, classes))
}

function likeliest(probabilities: Float32Array, row: number, classes: number): number {
  let best = 0
  let most = Number.NEGATIVE_INFINITY
  for (let c = 0; c < classes; c++) {
    const probability = probabilities[row * classes + c] as number
    if (!(probability > most)) continue
    best = c
    most = probability
  }
  return best
}
