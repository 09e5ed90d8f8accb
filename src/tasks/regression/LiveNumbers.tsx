/** A few validation examples while a run goes on: the number that is predicted beside the true one, all on one scale. */
import type { CSSProperties } from 'react'
import styles from '../../studio/features/watch/LiveExamples.module.css'
import { LiveExamples, LiveItem, type LiveRowProps } from '../../studio/features/watch/LiveExamples.tsx'
import type { LiveRow } from '../../studio/features/watch/liveRows.ts'
import { figureText, numberText } from '../taskFigures.ts'

export function LiveNumbers() {
  return (
    <LiveExamples
      kind="number"
      Row={Row}
      legend={
        <p className={styles.legend}>
          <span className={styles.key} data-key="true" aria-hidden="true" /> true{' '}
          <span className={styles.key} data-key="now" aria-hidden="true" /> predicted{' '}
          <span className={styles.key} data-key="before" aria-hidden="true" /> predicted before training. All examples
          share one scale.
        </p>
      }
    />
  )
}

function Row({ row, all, shown }: LiveRowProps<'number'>) {
  const now = row.answers.at(-1)
  if (!now) return null
  const { truth, predicted } = now.told
  const before = now.epoch > 0 ? row.answers.find(({ epoch }) => epoch === 0) : undefined
  const scale = scaleOf(all)
  return (
    <LiveItem example={row.example} shown={shown}>
      <p className={styles.answer} data-predicted={predicted} data-truth={truth}>
        <span className={styles.said}>
          Predicted <b>{figureText(predicted)}</b>, true <b>{numberText(truth)}</b>
        </span>
      </p>
      <div className={styles.scale} aria-hidden="true">
        <span data-part="gap" style={between(scale, truth, predicted)} />
        {before && <span data-part="before" style={at(scale, before.told.predicted)} />}
        <span data-part="true" style={at(scale, truth)} />
        <span data-part="now" style={at(scale, predicted)} />
      </div>
      <p className={styles.ends} aria-hidden="true">
        <span>{numberText(scale.from)}</span>
        <span>{numberText(scale.to)}</span>
      </p>
      <p className={styles.truth}>{offWords(row)}</p>
    </LiveItem>
  )
}

/** "0.62 off, 2.30 before training" */
export function offWords({ answers }: LiveRow<'number'>): string {
  const off = answers.map(({ epoch, told }) => ({ epoch, text: figureText(Math.abs(told.predicted - told.truth)) }))
  const [now, first] = [off.at(-1), off.find(({ epoch }) => epoch === 0)]
  if (!now) return ''
  return first && now.epoch > 0 ? `${now.text} off, ${first.text} off before training` : `${now.text} off`
}

interface Scale {
  readonly from: number
  readonly to: number
}

/** Of all that was true and predicted so far, so that it only grows. */
export function scaleOf(rows: readonly LiveRow<'number'>[]): Scale {
  const values = rows
    .flatMap(({ answers }) => answers.flatMap(({ told }) => [told.truth, told.predicted]))
    .filter(Number.isFinite)
  return { from: Math.min(...values), to: Math.max(...values) }
}

function at(scale: Scale, value: number): CSSProperties {
  return { '--at': percent(scale, value) } as CSSProperties
}

function between(scale: Scale, one: number, other: number): CSSProperties {
  const [low, high] = [Math.min(one, other), Math.max(one, other)]
  return { '--at': percent(scale, low), '--until': percent(scale, high) } as CSSProperties
}

function percent({ from, to }: Scale, value: number): string {
  const share = to > from && Number.isFinite(value) ? (value - from) / (to - from) : 0.5
  return `${(100 * share).toFixed(2)}%`
}
