import { ArrowRight, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import { currentTrial } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { selectCompare } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Progress } from '../../ui/Progress.tsx'
import styles from './compare.module.css'
import { trialTitle } from './compareWords.ts'
import { secondsLeft } from './timeLeft.ts'

/** Changes once an epoch. */
const selectShare = ({ run }: StudioState) =>
  run.status === 'training' ? Math.min(1, run.log.epochs.length / run.log.recipe.epochs) : 0

/** Which run of how many, how long still, and the way to watch it. */
export function Running() {
  const compare = useStudio(selectCompare)
  const share = useStudio(selectShare)
  const elapsed = useElapsed(compare.running?.since ?? null)
  const current = currentTrial(compare)
  const comparison = compare.comparisons.find(({ id }) => id === compare.running?.id)
  if (!current || !comparison) return null
  const { trial, place, of } = current
  const done = comparison.trials.filter(({ outcome }) => outcome.status !== 'waiting').length - 1
  const label = `Run ${place} of ${of}: ${trialTitle(trial, comparison.kind === 'labels')}`
  return (
    <Card>
      <div data-comparing={place} data-of={of}>
        <Progress
          label={label}
          done={done + share}
          total={of}
          unit="runs"
          secondsLeft={secondsLeft(comparison, elapsed)}
        />
        <div className={styles.watch}>
          <Button icon={ArrowRight} data-action="go-watch" onPress={() => actions.goTo('watch')}>
            Watch this run
          </Button>
          <span className={styles.narrow}>
            <Button icon={Square} data-action="stop-here" onPress={() => void comparing.stop()}>
              {compare.running?.stopping ? 'Stopping …' : 'Stop'}
            </Button>
          </span>
        </div>
      </div>
    </Card>
  )
}

/** Seconds, told anew every second. */
function useElapsed(since: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return since === null ? 0 : Math.max(0, (now - since) / 1000)
}
