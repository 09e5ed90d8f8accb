import { analysing } from '../../store/analysing.ts'
import type { AnalysisState } from '../../store/analysisState.ts'
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
          ? 'Before fine-tuning the model has no head. Its answer is the class whose training examples are most similar on average.'
          : 'The model before fine-tuning could not be scored: a class has no training examples.'}
      </p>
    )
  if (running !== null && running !== 'features') return null
  return (
    <div className={analysisStyles.untouched}>
      <AnalysisJob
        analysis={analysis}
        job="features"
        label="Compare with the model before fine-tuning"
        action="compute-untouched"
        refusal={refusalOf(available)}
        onStart={() => void analysing.compare()}
      />
    </div>
  )
}
