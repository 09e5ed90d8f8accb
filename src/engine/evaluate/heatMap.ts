/** Terms of a picture's colours → one map of how much each place counts, for the eye. */

/**
 * @param terms [side, side, 3] @returns [side × side]: the size of the terms summed over the colours, averaged over a
 * small square around each pixel (side / 64 to each direction), as shares of the 99th percentile, at most 1.
 */
export function heatMap(terms: Float32Array, side: number): Float32Array {
  const sums = new Float32Array(side * side)
  for (const [at, term] of terms.entries()) {
    const pixel = Math.floor(at / 3)
    sums[pixel] = (sums[pixel] as number) + Math.abs(term)
  }
  const smooth = blurred(sums, side, Math.round(side / 64))
  const sorted = smooth.toSorted()
  const high = (sorted[Math.floor(0.99 * (sorted.length - 1))] as number) || (sorted.at(-1) as number)
  return high === 0 ? smooth : smooth.map((value) => Math.min(1, value / high))
}

/** Mean over the square of 2 · reach + 1 pixels, or what of it lies in the picture: along one axis, then the other. */
function blurred(values: Float32Array, side: number, reach: number): Float32Array {
  const rows = meansAlong(values, side, reach, 1)
  return meansAlong(rows, side, reach, side)
}

/** `step` from one pixel of a line to the next: 1 along the rows, `side` along the columns. */
function meansAlong(values: Float32Array, side: number, reach: number, step: number): Float32Array {
  const out = new Float32Array(values.length)
  const across = step === 1 ? side : 1
  for (let line = 0; line < side; line++)
    for (let place = 0; place < side; place++) {
      const [low, high] = [Math.max(0, place - reach), Math.min(side - 1, place + reach)]
      let sum = 0
      for (let near = low; near <= high; near++) sum += values[line * across + near * step] as number
      out[line * across + place * step] = sum / (high - low + 1)
    }
  return out
}
