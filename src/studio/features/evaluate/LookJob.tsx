import type { LookState } from '../../store/lookState.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useSay } from '../../ui/useSay.ts'
import looks from './looks.module.css'
import type { Refusal } from './refusal.ts'

export interface LookJobProps {
  readonly look: LookState
  readonly job: NonNullable<LookState['running']>
  /** What the button says. */
  readonly label: string
  /** Names the button for automation. */
  readonly action: string
  /** Why it cannot be done now; null when it can. */
  readonly refusal: Refusal | null
  readonly onStart: () => void
}

/** A look that takes a while: its button, its progress with a way out, and what went wrong. */
export function LookJob({ look, job, label, action, refusal, onStart }: LookJobProps) {
  const { running, begun, progress, error } = look
  const { say } = useSay()
  if (running === job)
    return (
      <Progress
        label={progress ? say(progress.stage) : 'Beginning'}
        done={progress?.done ?? 0}
        total={progress?.total ?? 0}
        unit={progress?.unit ?? 'examples'}
        since={progress?.since}
        onCancel={() => void actions.look.cancel()}
      />
    )
  return (
    <>
      {error && begun === job && <ErrorNotice error={error} onDismiss={actions.dismiss.look} />}
      <div className={looks.row}>
        <Button data-action={action} isDisabled={refusal !== null || running !== null} onPress={onStart}>
          {label}
        </Button>
        {refusal && (
          <>
            <span>{refusal.text}</span>
            <Button look="quiet" data-action={`go-${refusal.step}`} onPress={() => actions.goTo(refusal.step)}>
              {refusal.action}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
