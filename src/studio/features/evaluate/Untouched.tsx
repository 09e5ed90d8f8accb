import type { AnalysisState } from '../../store/analysisState.ts'
import { actions } from '../../store/studio.ts'
import { AnalysisJob } from './AnalysisJob.tsx'
import analysisStyles from './analysis.module.css'
import type { Availability } from './availability.ts'
import styles from './evaluate.module.css'
import { refusalOf } from './refusal.ts'

/** What the model scored before any training: known once its features were compared. */
export function Untouched({
  analysis,
  available,
}: {
  readonly analysis: AnalysisState
  readonly available: Availability
}) {
  const { features, running } = analysis
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
    <div className={analysisStyles.untouched}>
      <p className={styles.quiet}>What the untouched model would score is not computed yet.</p>
      <AnalysisJob
        analysis={analysis}
        job="features"
        label="Compute it"
        action="compute-untouched"
        refusal={refusalOf(available)}
        onStart={() => void actions.analysis.compare()}
      />
    </div>
  )
}
