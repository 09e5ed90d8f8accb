/**
 * Temperature scaling (Guo et al. 2017): one number that all logits are divided by, so that confidences can be believed
 * while every answer stays the same. The logits are taken back from the probabilities as their logarithms, of which
 * softmax loses nothing but a constant per row.
 */
import type { Answers } from './answers.ts'
import { softmaxRows } from './softmaxRows.ts'

/** What is fitted and taken into use lies between these. */
export const coldest = 0.05
export const hottest = 20
/** Leaves log T known to 6 · 0.618⁴⁰ = 3e-8, about what a minimum in float64 can be told apart by. */
const steps = 40
/** Smallest normal number of float32: what a probability of 0 is taken for. */
const smallest = 2 ** -126

/**
 * The T in [0.05, 20] with the least log loss, by golden section in log T. The loss has one minimum, as it is convex in
 * 1/T. 1 where no T is better (answers that are all uniform, no rows, a NaN).
 */
export function fitTemperature(answers: Answers): number {
  const loss = lossByTemperature(answers)
  const best = Math.exp(goldenSection((logT) => loss(Math.exp(logT)), Math.log(coldest), Math.log(hottest)))
  return loss(best) < loss(1) ? best : 1
}

/** [rows, classes] → softmax(log p / T), the same shape. */
export function scaled(probabilities: Float32Array, classes: number, temperature: number): Float32Array {
  return softmaxRows(
    Float64Array.from(probabilities, (p) => logOf(p) / temperature),
    classes,
  )
}

/** Σ −log p(true class) at T. */
function lossByTemperature({ truth, probabilities, classes }: Answers): (temperature: number) => number {
  const logs = Float64Array.from(probabilities, logOf)
  const tops = truth.map((_, row) => Math.max(...logs.subarray(row * classes, (row + 1) * classes)))
  return (temperature) => {
    let loss = 0
    for (let row = 0; row < truth.length; row++) {
      const top = tops[row] as number
      let sum = 0
      for (let c = 0; c < classes; c++) sum += Math.exp(((logs[row * classes + c] as number) - top) / temperature)
      loss += Math.log(sum) + (top - (logs[row * classes + (truth[row] as number)] as number)) / temperature
    }
    return loss
  }
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let left = to - ratio * (to - from)
  let right = from + ratio * (to - from)
  let atLeft = f(left)
  let atRight = f(right)
  let [low, high] = [from, to]
  for (let step = 0; step < steps; step++) {
    if (atLeft <= atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - ratio * (high - low)
      atLeft = f(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + ratio * (high - low)
      atRight = f(right)
    }
  }
  return (low + high) / 2
}

function logOf(probability: number): number {
  return Math.log(Math.max(smallest, probability))
}
