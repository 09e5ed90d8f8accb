import type { ReactNode } from 'react'
import { isOccupied } from '../../store/occupied.ts'
import type { ProbeState } from '../../store/probeState.ts'
import { probing } from '../../store/probing.ts'
import { selectProbe } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './trials.module.css'
import { type Trial, trialStatus } from './trialWords.ts'

export interface TrialDialogProps {
  readonly trial: Trial
  readonly title: string
  readonly lead: string
  /** What was found, for those who do not see it; null before. */
  readonly found: string | null
  readonly onStart: () => void
  readonly onClose: () => void
  /** What was found. */
  readonly children: ReactNode
}

/** A trial before a run, which whoever opens it begins: how far it is, what came of it, and a second try. */
export function TrialDialog({ title, lead, onClose, ...body }: TrialDialogProps) {
  const probe = useStudio(selectProbe)
  const busy = useStudio(isOccupied)
  return (
    <Dialog isOpen title={title} lead={lead} name={`try-${body.trial}`} onClose={onClose}>
      <TrialBody probe={probe} busy={busy} {...body} />
    </Dialog>
  )
}

type BodyProps = Pick<TrialDialogProps, 'trial' | 'found' | 'onStart' | 'children'> & {
  readonly probe: ProbeState
  /** Something else is under way, and the trial cannot be. */
  readonly busy: boolean
}

export function TrialBody({ trial, found, probe, busy, onStart, children }: BodyProps) {
  const { running, progress, error } = probe
  const under = running === trial
  return (
    <div className={styles.trial} aria-busy={under}>
      <VisuallyHidden>
        <span role="status">{trialStatus(probe, trial, found)}</span>
      </VisuallyHidden>
      {under && <StageProgress progress={progress} onCancel={probing.cancel} />}
      {!under && error && <ErrorNotice error={error} />}
      {!under && busy && <Notice>The engine is busy with something else. Try again when that is done.</Notice>}
      {!under && found !== null && children}
      {!under && !busy && (
        <div className={styles.again}>
          <Button variant={found === null ? 'plain' : 'quiet'} data-action="try-again" onPress={onStart}>
            {found === null ? 'Try' : 'Try again'}
          </Button>
        </div>
      )}
    </div>
  )
}
