/** Each can be quartered without an odd digit. */
const steps = [1, 1.6, 2, 3, 4, 6, 8, 10]

/** The next round number at or above a value: an axis that ends there moves rarely. 1 for nothing. */
export function niceCeiling(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = steps.find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return Number((step * power).toPrecision(12))
}
