import { useEffect, useState } from 'react'
import type { UseState } from '../../store/state.ts'
import { BarList } from '../../ui/charts/BarList.tsx'
import { formatPercent, formatSeconds } from '../../ui/format.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { Truth, type TruthProps } from './Truth.tsx'
import { UntouchedClass } from './Untouched.tsx'
import styles from './use.module.css'

/** More bars than these say nothing. */
const mostBars = 8
const settledMs = 1000

/** The classes, the likeliest first; what is true, where that is known; and what the model said before its run. */
export function Answer({ use, waiting }: { readonly use: UseState; readonly waiting: string }) {
  return (
    <div className={styles.answers}>
      <div className={styles.answer} aria-live={use.live ? 'off' : 'polite'} aria-busy={use.status === 'predicting'}>
        <Classes use={use} waiting={waiting} />
      </div>
      <Spoken words={use.live && use.prediction?.kind === 'classes' ? (use.prediction.classes[0]?.name ?? '') : ''} />
      <UntouchedClass use={use} />
    </div>
  )
}

/** What the camera's answer has been for a moment, for those who listen. */
function Spoken({ words }: { readonly words: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), settledMs)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <span role="status">
      <VisuallyHidden>{said}</VisuallyHidden>
    </span>
  )
}

const judge: TruthProps['judge'] = (truth, prediction) => {
  const name = truth.kind === 'class' ? truth.name : ''
  return { words: name, right: prediction.kind === 'classes' && prediction.classes[0]?.name === name }
}

function Classes({ use, waiting }: { readonly use: UseState; readonly waiting: string }) {
  const { prediction } = use
  if (use.status === 'predicting' && !prediction) return <p className={styles.hint}>{waiting}</p>
  if (!prediction) return <p className={styles.hint}>The model’s answer appears here, the most likely first.</p>
  if (prediction.kind !== 'classes') throw new Error(`internal: ${prediction.kind} where classes are answered`)
  const [best] = prediction.classes
  const rest = prediction.classes.length - mostBars
  return (
    <>
      <p className={styles.best} data-prediction={use.status === 'predicting' ? undefined : best?.name}>
        <bdi>{best?.name}</bdi>
      </p>
      <Truth use={use} judge={judge} />
      <p className={styles.sure}>{sureWords(best?.probability ?? 0)}</p>
      <BarList
        label="Probabilities"
        bars={prediction.classes.slice(0, mostBars).map(({ name, probability }) => ({
          key: name,
          label: name,
          value: probability,
          text: formatPercent(probability),
        }))}
      />
      <p className={styles.small}>
        {rest > 0 && `And ${rest} less likely. `}Answered in {formatSeconds(prediction.milliseconds / 1000)}, on this
        device.
      </p>
    </>
  )
}

/** How sure it is; a model always answers, also to what it never learned. */
function sureWords(probability: number): string {
  if (probability >= 0.9) return 'It is sure.'
  if (probability >= 0.6) return 'It is fairly sure.'
  return 'It is guessing. Maybe this is none of its classes.'
}
