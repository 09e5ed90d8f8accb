/** Offers to go on with a run that a closed tab, a crash or a lost device cut short. Nothing starts by itself. */
import { holdsRuns } from '../store/occupied.ts'
import { selectCompare, selectRunsSlice } from '../store/selectors.ts'
import { isBusy } from '../store/steps.ts'
import { actions, useStudio } from '../store/studio.ts'
import { agoText } from '../ui/ago.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './EngineNotice.module.css'

export function ResumeOffer() {
  const { runs, offered } = useStudio(selectRunsSlice)
  const busy = useStudio(isBusy)
  const occupied = useStudio(holdsRuns)
  const { pending } = useStudio(selectCompare)
  const run = runs.find(({ id }) => id === offered)
  if (!run || busy) return null
  const { recipe, epochs, changedAt, modelTitle } = run
  const epoch = Math.min(epochs + 1, recipe.epochs)
  return (
    <div className={styles.notice} role="status" data-offer={run.id}>
      <Notice>
        <p>
          <strong>
            A run was interrupted in epoch {epoch} of {recipe.epochs}
          </strong>{' '}
          ({agoText(Date.now() - changedAt)}): {modelTitle} on “{recipe.data.name}”. It was saved and can continue from
          there.
          {pending?.id === run.comparison?.id && pending && ' The missing runs of its comparison follow.'}
        </p>
        <div className={styles.actions}>
          <Button
            data-action="continue-run"
            data-offer={run.id}
            isDisabled={occupied}
            onPress={() => void actions.runs.resume(run.id)}
          >
            Continue
          </Button>
          <Button variant="quiet" data-action="not-now" onPress={actions.runs.dismissOffer}>
            Not now
          </Button>
        </div>
      </Notice>
    </div>
  )
}
