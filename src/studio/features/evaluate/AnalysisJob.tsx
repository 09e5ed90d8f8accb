import { analysing } from '../../store/analysing.ts'
import type { AnalysisState } from '../../store/analysisState.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import styles from './analysis.module.css'
import type { Refusal } from './refusal.ts'

export interface AnalysisJobProps {
  readonly analysis: AnalysisState
  readonly job: NonNullable<AnalysisState['running']>
  /** What the button says. */
  readonly label: string
  /** Names the button for automation. */
  readonly action: string
  /** Why it cannot be done now; null when it can. */
  readonly refusal: Refusal | null
  readonly onStart: () => void
}

/** An analysis that takes a while: its button, its progress with a way out, and what went wrong. */
export function AnalysisJob({ analysis, job, label, action, refusal, onStart }: AnalysisJobProps) {
  const { running, begun, progress, error } = analysis
  if (running === job) return <StageProgress progress={progress} onCancel={() => void analysing.cancel()} />
  return (
    <>
      {error && begun === job && <ErrorNotice error={error} onDismiss={actions.dismiss.analysis} />}
      <div className={styles.row}>
        <Button data-action={action} isDisabled={refusal !== null || running !== null} onPress={onStart}>
          {label}
        </Button>
        {refusal && (
          <>
            <span>{refusal.text}</span>
            <Button variant="quiet" data-action={`go-${refusal.step}`} onPress={() => actions.goTo(refusal.step)}>
              {refusal.action}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
