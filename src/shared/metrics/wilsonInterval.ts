/**
 * 95 % score interval of a proportion (Wilson 1927): scipy's `binomtest(right, n).proportion_ci(method='wilson')`. Of
 * no rows [0, 1].
 */
export function wilsonInterval(right: number, n: number): [number, number] {
  if (n === 0) return [0, 1]
  const z = 1.959963984540054
  const p = right / n
  const centre = p + (z * z) / (2 * n)
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)]
}
