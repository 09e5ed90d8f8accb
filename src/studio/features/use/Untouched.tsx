/** What the model said to the same question before its run. */
import { Snowflake } from 'lucide-react'
import type { ReactNode } from 'react'
import type { UntouchedState, UseState } from '../../store/state.ts'
import { isBusy } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import { formatCount } from '../../ui/format.ts'
import { useSay } from '../../ui/useSay.ts'
import styles from './heldOut.module.css'
import { Mark } from './Truth.tsx'

/** A frame of its own, in ice: nothing was thawed then. */
export function Untouched({ use, children }: { readonly use: UseState; readonly children: ReactNode }) {
  const { asking, error } = use.untouched
  const { sayError } = useSay()
  return (
    <section className={styles.untouched} aria-label="Before fine-tuning" aria-busy={asking} aria-live="polite">
      <h4>
        <Snowflake size={14} aria-hidden="true" /> Before fine-tuning
      </h4>
      {error ? <p className={styles.small}>{sayError(error).join(' ')}</p> : children}
    </section>
  )
}

/** Without a head it could only compare; nothing where the model came without its run. */
export function UntouchedClass({ use }: { readonly use: UseState }) {
  const { answering, untouched, prediction, example } = use
  const busy = useStudio(isBusy)
  if (answering?.kind !== 'run' || !prediction || !(busy || isHeard(untouched))) return null
  const [nearest] = untouched.answer?.nearest ?? []
  const truth = example?.truth.kind === 'class' ? example.truth.name : null
  return (
    <Untouched use={use}>
      {nearest === undefined ? (
        <p className={styles.small}>
          {untouched.asking ? waitingWords(use) : 'Something else is computing. Ask again after it.'}
        </p>
      ) : (
        <>
          <p className={styles.before} data-untouched-prediction={nearest}>
            {truth !== null && <Mark right={truth === nearest} />}
            <bdi>{nearest}</bdi>
            {truth !== null && <span className={styles.small}>{truth === nearest ? 'right' : 'wrong'}</span>}
          </p>
          <p className={styles.small}>It knew no classes yet. It found the examples of this class the most similar.</p>
        </>
      )}
    </Untouched>
  )
}

/** Whether it is asked, has answered, or cannot. */
function isHeard({ asking, answer, written, error }: UntouchedState): boolean {
  return asking || answer !== null || written !== null || error !== null
}

function waitingWords({ untouched: { progress } }: UseState): string {
  if (!progress || progress.total === 0) return 'Asking …'
  return `It looks at the training examples first, once: ${formatCount(progress.done)} of ${formatCount(progress.total)} …`
}

/** A head that was new at the run's beginning had nothing to say. @param answers what the run taught: "labels". */
export function NothingUntouched({ use, answers }: { readonly use: UseState; readonly answers: string }) {
  if (use.answering?.kind !== 'run' || !use.prediction) return null
  return (
    <p className={styles.small}>Before fine-tuning it knew no {answers}, so there is no earlier answer to compare.</p>
  )
}
