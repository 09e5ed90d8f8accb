import type { LookState } from '../../store/lookState.ts'
import { actions } from '../../store/studio.ts'
import type { Availability } from './availability.ts'
import styles from './evaluate.module.css'
import { LookJob } from './LookJob.tsx'
import looks from './looks.module.css'
import { refusalOf } from './refusal.ts'

/** What the model scored before any training: known once its features were compared. */
export function Untouched({ look, available }: { readonly look: LookState; readonly available: Availability }) {
  const { features, running } = look
  if (features)
    return (
      <p className={styles.quiet} data-untouched={features.nearestMean?.before ?? ''}>
        {features.nearestMean
          ? 'The untouched model has no head; it names the class whose training features lie nearest on average.'
          : 'The untouched model could not be scored: a class has no training examples left to compare with.'}
      </p>
    )
  if (running !== null && running !== 'features') return null
  return (
    <div className={looks.untouched}>
      <p className={styles.quiet}>What the untouched model would score is not computed yet.</p>
      <LookJob
        look={look}
        job="features"
        label="Compute it"
        action="compute-untouched"
        refusal={refusalOf(available)}
        onStart={() => void actions.look.compare()}
      />
    </div>
  )
}
