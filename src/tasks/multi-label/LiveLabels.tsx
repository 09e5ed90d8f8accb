/** A few validation examples while a run goes on, and how likely each label is beside what is true. */
import type { CSSProperties } from 'react'
import { evenThreshold } from '../../shared/metrics/labelAnswers.ts'
import styles from '../../studio/features/watch/LiveExamples.module.css'
import {
  LiveExamples,
  LiveItem,
  LiveMarks,
  type LiveRowProps,
  LiveVerdict,
} from '../../studio/features/watch/LiveExamples.tsx'
import type { LiveAnswer, LiveMark } from '../../studio/features/watch/liveRows.ts'
import { formatPercent } from '../../studio/ui/format.ts'
import { VisuallyHidden } from '../../studio/ui/VisuallyHidden.tsx'
import type { WatchedLabels } from './card.ts'

export function LiveLabels() {
  return (
    <LiveExamples
      kind="labels"
      Row={Row}
      legend={
        <p className={styles.legend}>
          True labels are bold. A label is answered from {formatPercent(evenThreshold)} on, where the line stands.
        </p>
      }
    />
  )
}

function Row({ row, shown, names }: LiveRowProps<'labels'>) {
  const marks = row.answers.map((each) => labelsMark(each, names))
  const [now, last] = [marks.at(-1), row.answers.at(-1)]
  if (!now || !last) return null
  const { truth, probabilities } = last.told
  return (
    <LiveItem example={row.example} shown={shown} right={now.right}>
      <LiveVerdict mark={now} truth={wordsOf(truth, names)} />
      <ul className={styles.labels} aria-label="Probabilities">
        {shownLabels(last.told).map((label) => {
          const probability = probabilities[label] ?? 0
          const [isTrue, given] = [truth.includes(label), probability >= evenThreshold]
          return (
            <li key={label} data-label={label} data-true={isTrue} data-verdict={verdictOf(isTrue, given)}>
              <span className={styles.label}>
                {nameOf(label, names)}
                {isTrue && <VisuallyHidden> (true)</VisuallyHidden>}
              </span>
              <span
                className={styles.share}
                style={
                  { '--share': formatShare(probability), '--threshold': formatShare(evenThreshold) } as CSSProperties
                }
                aria-hidden="true"
              />
              <span className={styles.percent}>{formatPercent(probability)}</span>
            </li>
          )
        })}
      </ul>
      <LiveMarks marks={marks} />
    </LiveItem>
  )
}

/** A label that is neither true nor answered is right, and of no interest. */
function verdictOf(isTrue: boolean, given: boolean): 'right' | 'wrong' | 'absent' {
  if (isTrue !== given) return 'wrong'
  return isTrue ? 'right' : 'absent'
}

function formatShare(share: number): string {
  return `${100 * Math.min(1, Math.max(0, share))}%`
}

/** Right where it is the very labels that are true. */
export function labelsMark({ epoch, told }: LiveAnswer<'labels'>, names: readonly string[]): LiveMark {
  const given = told.probabilities.flatMap((probability, label) => (probability >= evenThreshold ? [label] : []))
  return { epoch, answer: wordsOf(given, names), right: given.join() === told.truth.join(), colour: 1 }
}

const fewestShown = 4

/**
 * In the order of the labels, so that none changes its place from epoch to epoch without need: the true ones, those
 * that are answered, and of the others the likeliest, as far as there is room.
 */
export function shownLabels({
  truth,
  probabilities,
}: Pick<WatchedLabels, 'truth' | 'probabilities'>): readonly number[] {
  const chosen = new Set([...truth, ...[...probabilities.keys()].filter((label) => (probabilities[label] ?? 0) >= 0.5)])
  const rest = [...probabilities.keys()]
    .filter((label) => !chosen.has(label))
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
  for (const label of rest.slice(0, Math.max(0, fewestShown - chosen.size))) chosen.add(label)
  return [...chosen].sort((a, b) => a - b)
}

function wordsOf(labels: readonly number[], names: readonly string[]): string {
  return labels.length > 0 ? labels.map((label) => nameOf(label, names)).join(', ') : 'no label'
}

function nameOf(label: number, names: readonly string[]): string {
  return names[label] ?? `label ${label + 1}`
}
