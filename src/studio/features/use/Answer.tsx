import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { liveSettings } from '../../store/liveSettings.ts'
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
  const isNamed = useIsNamed(use)
  return (
    <div className={styles.answers}>
      <div className={styles.answer} aria-live={use.live ? 'off' : 'polite'} aria-busy={use.status === 'predicting'}>
        <Classes use={use} waiting={waiting} isNamed={isNamed} />
      </div>
      <Spoken
        words={use.live && isNamed && use.prediction?.kind === 'classes' ? (use.prediction.classes[0]?.name ?? '') : ''}
      />
      <UntouchedClass use={use} />
    </div>
  )
}

/** Whether the likeliest class is likely enough to be named; what was asked by hand always is. */
function useIsNamed({ live, prediction }: UseState): boolean {
  const { threshold } = useStore(liveSettings)
  if (!live || prediction?.kind !== 'classes') return true
  return (prediction.classes[0]?.probability ?? 0) >= threshold
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

interface ClassesProps {
  readonly use: UseState
  readonly waiting: string
  readonly isNamed: boolean
}

function Classes({ use, waiting, isNamed }: ClassesProps) {
  const { prediction } = use
  if (use.status === 'predicting' && !prediction) return <p className={styles.hint}>{waiting}</p>
  if (!prediction) return <p className={styles.hint}>The model’s answer appears here, the most likely first.</p>
  if (prediction.kind !== 'classes') throw new Error(`internal: ${prediction.kind} where classes are answered`)
  const [best] = prediction.classes
  const rest = prediction.classes.length - mostBars
  return (
    <>
      <p
        className={styles.best}
        data-prediction={use.status === 'predicting' || !isNamed ? undefined : best?.name}
        data-unnamed={!isNamed || undefined}
      >
        <bdi>{isNamed ? best?.name : 'Not sure'}</bdi>
      </p>
      <Truth use={use} judge={judge} />
      <p className={styles.sure}>
        {isNamed ? sureWords(best?.probability ?? 0) : 'No class is likely enough to be named.'}
      </p>
      <BarList
        label="Probabilities"
        bars={(use.live ? inPlace(prediction.classes) : prediction.classes)
          .slice(0, mostBars)
          .map(({ name, probability }) => ({
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

/** While the camera asks, bars do not change places: by name, as long as all are shown. */
function inPlace<Each extends { readonly name: string }>(classes: readonly Each[]): readonly Each[] {
  if (classes.length > mostBars) return classes
  return classes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** How sure it is; a model always answers, also to what it never learned. */
function sureWords(probability: number): string {
  if (probability >= 0.9) return 'It is sure.'
  if (probability >= 0.6) return 'It is fairly sure.'
  return 'It is guessing. Maybe this is none of its classes.'
}
