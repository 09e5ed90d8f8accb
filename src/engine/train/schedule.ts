/** Learning-rate schedules: multipliers in [0, 1] by step. Reference: transformers `get_cosine_schedule_with_warmup`. */
export interface Schedule {
  readonly shape: 'cosine' | 'constant'
  /** Share of all steps that warm up. */
  readonly warmup: number
}

/** `step` counts from 0; the first warm-up step of w has multiplier 0 / w. */
export function scheduleMultiplier({ shape, warmup }: Schedule, step: number, steps: number): number {
  const rising = Math.round(warmup * steps)
  if (step < rising) return step / Math.max(1, rising)
  if (shape === 'constant') return 1
  const progress = (step - rising) / Math.max(1, steps - rising)
  return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)))
}
