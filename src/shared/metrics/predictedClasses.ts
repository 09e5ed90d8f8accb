/**
 * The class that each row answers: the likeliest, of equal ones the first, as numpy's argmax. A NaN counts below every
 * number; a row of nothing else answers class 0, with confidence NaN.
 */
export function predictedClasses(probabilities: Float32Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => likeliest(probabilities, row, classes))
}

/** Of each row the probability of the class that it answers. */
export function confidences(probabilities: Float32Array, classes: number): Float32Array {
  const predicted = predictedClasses(probabilities, classes)
  return Float32Array.from(predicted, (claim, row) => probabilities[row * classes + claim] as number)
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
