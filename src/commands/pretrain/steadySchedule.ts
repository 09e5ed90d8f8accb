/**
 * A schedule for a training whose length is not known when it begins: the rate rises over the first steps and holds; it
 * falls, by one less the root of the way, over the last share of however many steps are asked for (Hägele et al. 2024).
 * One that was stopped while it held goes on with more steps as if they had been asked for at first.
 */
export interface SteadySchedule {
  readonly steps: number
  /** Steps over which it rises. */
  readonly rising: number
  /** Share of all steps over which it falls. */
  readonly falling: number
}

/** `step` counts from 1; the multiplier is in [0, 1], and 0 after the last step. */
export function steadyMultiplier(step: number, { steps, rising, falling }: SteadySchedule): number {
  const left = (steps - step + 1) / Math.max(1, falling * steps)
  const fall = left >= 1 ? 1 : Math.max(0, 1 - Math.sqrt(1 - left))
  return Math.min(1, step / rising) * fall
}
