/** What a promise comes to: a figure, and the bounds that it should lie within. */
export interface Finding {
  readonly what: string
  readonly value: number
  readonly atLeast?: number
  readonly atMost?: number
  /** In words, where the figure alone does not say it. */
  readonly detail?: string
}

export function isKept({
  value,
  atLeast = Number.NEGATIVE_INFINITY,
  atMost = Number.POSITIVE_INFINITY,
}: Finding): boolean {
  return value >= atLeast && value <= atMost
}

export function findingLine(finding: Finding): string {
  const { what, value, atLeast, atMost, detail } = finding
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ]
  const promised = bounds.length > 0 ? `, promised ${bounds.join(' and ')}: ${isKept(finding) ? 'kept' : 'MISSED'}` : ''
  // A small share would read 0.00.
  const shown = value !== 0 && Math.abs(value) < 0.1 ? value.toPrecision(2) : value.toFixed(2)
  return `  ${what}: ${shown}${promised}${detail ? ` (${detail})` : ''}`
}
