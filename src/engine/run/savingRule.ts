/**
 * When a run is worth saving. A checkpoint is due at the end of each epoch, and 30 s after the last one where an epoch
 * takes longer; but never before training has lasted fifty times what saving has cost so far and what the last one cost
 * once more. So saving takes at most 2 % of the training time, and what can be lost is one epoch or 30 s, whichever is
 * shorter, or, where a checkpoint costs more than 600 ms or epochs are very short, fifty times what one costs.
 *
 * Of the first the cost is expected from its bytes. It is made, whatever it may cost, at the end of an epoch that took
 * over a second, and after 30 s: only a run that is over soon after that spends more than 2 %.
 */

export interface SavingRule {
  /** @param at `bytes` about what a checkpoint would hold. */
  due(at: { readonly epochEnd: boolean; readonly busy: boolean; readonly bytes: number }): boolean
  /** A checkpoint was taken; `milliseconds` as training waited for it. */
  took(milliseconds: number): void
  /** More that it turned out to cost. */
  spent(milliseconds: number): void
  paused(is: boolean): void
  /** Share of the training time so far. */
  cost(): number
}

const everyMs = 30_000
const mostShare = 0.02
/** An epoch that took longer is not to be lost for want of a first checkpoint. */
const longEpochMs = 1000

/** Measured on slow machines: with the code still cold, and with 17 MB. */
function expectedMs(bytes: number): number {
  return 8 + bytes / 200_000
}

/** `now` in milliseconds; training begins when this is first asked whether one is due. */
export function savingRule(now: () => number): SavingRule {
  let begun: number | null = null
  let [last, epochBegan] = [0, 0]
  let taken = 0
  let lastCost = 0
  let spentMs = 0
  let pausedMs = 0
  let pausedAt: number | null = null
  const trainingMs = () => (begun === null ? 0 : (pausedAt ?? now()) - begun - pausedMs)
  return {
    due({ epochEnd, busy, bytes }) {
      begun ??= now()
      const epochMs = trainingMs() - epochBegan
      if (epochEnd) epochBegan = trainingMs()
      const overdue = taken === 0 && (trainingMs() >= everyMs || (epochEnd && epochMs >= longEpochMs))
      const nextMs = taken === 0 ? expectedMs(bytes) : lastCost
      if (!overdue && spentMs + nextMs > mostShare * trainingMs()) return false
      return epochEnd || (!busy && trainingMs() - last >= everyMs)
    },
    took(milliseconds) {
      taken++
      last = trainingMs()
      lastCost = milliseconds
      spentMs += milliseconds
    },
    spent(milliseconds) {
      lastCost += milliseconds
      spentMs += milliseconds
    },
    paused(is) {
      if (is) pausedAt ??= now()
      else if (pausedAt !== null) {
        pausedMs += now() - pausedAt
        pausedAt = null
      }
    },
    cost: () => spentMs / Math.max(1, trainingMs()),
  }
}
