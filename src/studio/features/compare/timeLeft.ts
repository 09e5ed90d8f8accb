// How long a comparison will still take, from the trials of it that are over.
import { type Comparison, type FinishedTrial, isFinished, type Trial } from '../../store/compareState.ts'

/**
 * Seconds left; null before the first trial is over. A trial is expected to take as long as those of the same method
 * and number of labels did, else of the same method, else all.
 * @param elapsed seconds since the trial under way began
 */
export function secondsLeft({ trials }: Pick<Comparison, 'trials'>, elapsed: number): number | null {
  const finished = trials.filter(isFinished)
  if (finished.length === 0) return null
  const waiting = trials.filter(({ outcome }) => outcome.status === 'waiting')
  const current = trials.find(({ outcome }) => outcome.status === 'running')
  const still = current ? Math.max(0, expected(current, finished) - elapsed) : 0
  return waiting.reduce((sum, trial) => sum + expected(trial, finished), still)
}

function expected({ contender, labels }: Trial, finished: readonly FinishedTrial[]): number {
  const method = finished.filter((trial) => trial.contender === contender)
  const same = method.filter((trial) => trial.labels === labels)
  const like = [same, method, finished].find(({ length }) => length > 0) ?? []
  return like.reduce((sum, { outcome }) => sum + outcome.result.seconds.total, 0) / like.length
}
