import { Check, X } from 'lucide-react'
import type { Prediction, Truth as True } from '../../../shared/domain/answers.ts'
import type { UseState } from '../../store/state.ts'
import styles from './heldOut.module.css'

export interface TruthProps {
  readonly use: UseState
  /** What is true, in the task's words, and whether the answer is it; `right` null where an answer is more or less so. */
  readonly judge: (truth: True, prediction: Prediction) => { readonly words: string; readonly right: boolean | null }
}

/** What a held-out example really is, beside what the model made of it. */
export function Truth({ use, judge }: TruthProps) {
  const { example, prediction, status } = use
  if (!example || !prediction || status === 'predicting') return null
  const { words, right } = judge(example.truth, prediction)
  return (
    <p className={styles.truth} data-truth={words} data-right={right ?? undefined}>
      {right !== null && <Mark right={right} />}
      <span>
        {right === null ? '' : right ? 'Correct. ' : 'Wrong. '}True answer: <bdi>{words}</bdi>
      </span>
    </p>
  )
}

export function Mark({ right }: { readonly right: boolean }) {
  const Icon = right ? Check : X
  return <Icon size={16} strokeWidth={2.5} aria-hidden="true" className={right ? styles.right : styles.wrong} />
}
