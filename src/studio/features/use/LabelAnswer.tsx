import type { LabelsPrediction } from '../../../shared/domain/answers.ts'
import type { UseState } from '../../store/state.ts'
import { BarList } from '../../ui/charts/BarList.tsx'
import { formatSeconds } from '../../ui/format.ts'
import { Truth, type TruthProps } from './Truth.tsx'
import { NothingUntouched } from './Untouched.tsx'
import styles from './use.module.css'

/** More bars than these say nothing. */
const mostBars = 12

/** The labels that hold, and how likely each is beside its own threshold. */
export function LabelAnswer({ use, waiting }: { readonly use: UseState; readonly waiting: string }) {
  return (
    <div className={styles.answers}>
      <div className={styles.answer} aria-live={use.live ? 'off' : 'polite'} aria-busy={use.status === 'predicting'}>
        <Labels use={use} waiting={waiting} />
      </div>
      <NothingUntouched use={use} answers="labels" />
    </div>
  )
}

/** Right where it is the same labels, in whatever order. */
const judge: TruthProps['judge'] = (truth, prediction) => {
  const names = truth.kind === 'labels' ? truth.names : []
  const given = prediction.kind === 'labels' ? prediction.labels.filter(holds).map(({ name }) => name) : []
  const right = names.length === given.length && names.every((name) => given.includes(name))
  return { words: namesText(names), right }
}

function namesText(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'No label'
}

function Labels({ use, waiting }: { readonly use: UseState; readonly waiting: string }) {
  const { prediction } = use
  if (use.status === 'predicting' && !prediction) return <p className={styles.hint}>{waiting}</p>
  if (!prediction) return <p className={styles.hint}>The labels that fit appear here, with how sure each is.</p>
  if (prediction.kind !== 'labels') throw new Error(`internal: ${prediction.kind} where labels are answered`)
  const given = givenLabels(prediction)
  const rest = prediction.labels.length - mostBars
  return (
    <>
      <p className={styles.best} data-prediction={use.status === 'predicting' ? undefined : given}>
        <bdi>{given}</bdi>
      </p>
      <Truth use={use} judge={judge} />
      <p className={styles.sure}>Each label has its own threshold, chosen on the validation split.</p>
      <BarList
        label="Probabilities"
        bars={prediction.labels.slice(0, mostBars).map(({ name, probability, threshold }) => ({
          key: name,
          label: name,
          value: probability,
          text: beside(probability, threshold),
          quiet: !holds({ probability, threshold }),
        }))}
      />
      <p className={styles.small}>
        {rest > 0 && `And ${rest} less likely. `}Answered in {formatSeconds(prediction.milliseconds / 1000)}, on this
        device.
      </p>
    </>
  )
}

/** "food, travel"; in words where none holds. */
function givenLabels({ labels }: LabelsPrediction): string {
  return namesText(labels.filter(holds).map(({ name }) => name))
}

/** "0.89, needs 0.51", with as many digits as tell them apart. */
function beside(probability: number, threshold: number): string {
  const digits = probability.toFixed(2) === threshold.toFixed(2) ? 3 : 2
  return `${probability.toFixed(digits)}, needs ${threshold.toFixed(digits)}`
}

function holds({ probability, threshold }: { readonly probability: number; readonly threshold: number }): boolean {
  return probability >= Math.fround(threshold)
}
