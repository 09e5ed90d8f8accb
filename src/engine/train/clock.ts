/** Time spent on training: pauses do not count, and a run that goes on adds to what it had. Seconds. */
export interface Clock {
  seconds(): number
  /** Of the epoch under way. */
  epochSeconds(): number
  beginEpoch(): void
  pause(): void
  resume(): void
}

export function startClock({ seconds = 0, epochSeconds = 0 } = {}): Clock {
  let [before, since] = [seconds, performance.now() as number | null]
  let epochBegan = seconds - epochSeconds
  const total = () => before + (since === null ? 0 : (performance.now() - since) / 1000)
  return {
    seconds: total,
    epochSeconds: () => total() - epochBegan,
    beginEpoch() {
      epochBegan = total()
    },
    pause() {
      before = total()
      since = null
    },
    resume() {
      since ??= performance.now()
    },
  }
}
