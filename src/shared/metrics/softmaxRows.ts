/** Rows of logits [rows, classes] → probabilities, stable for large logits. */
export function softmaxRows(logits: Float32Array | Float64Array, classes: number): Float32Array {
  const output = new Float32Array(logits.length)
  for (let row = 0; row < logits.length; row += classes) {
    let top = Number.NEGATIVE_INFINITY
    for (let c = 0; c < classes; c++) top = Math.max(top, logits[row + c] as number)
    let total = 0
    for (let c = 0; c < classes; c++) total += Math.exp((logits[row + c] as number) - top)
    for (let c = 0; c < classes; c++) output[row + c] = Math.exp((logits[row + c] as number) - top) / total
  }
  return output
}
