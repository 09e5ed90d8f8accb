import { useEffect, useId, useState } from 'react'
import { Button } from './Button.tsx'
import { formatBytes, formatCount, formatPercent, formatSeconds } from './format.ts'
import styles from './Progress.module.css'

export interface ProgressProps {
  /** What is under way, in words. */
  readonly label: string
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
  readonly unit: 'bytes' | 'files' | 'examples' | 'steps' | 'runs' | 'shaders' | 'pictures'
  /** When it began, in milliseconds since the epoch; the remaining time is told from it. */
  readonly since?: number | undefined
  /** Seconds still to go, where whoever shows this knows better; null while nobody does. */
  readonly secondsLeft?: number | null
  readonly onCancel?: (() => void) | undefined
}

/** What, how far, how long still, and a way out. */
export function Progress({ label, done, total, unit, since, secondsLeft, onCancel }: ProgressProps) {
  const id = useId()
  const share = total > 0 ? Math.min(1, done / total) : null
  const remaining = useRemaining(share, since)
  const left = secondsLeft === undefined ? remaining : secondsLeft
  const figure = unit === 'bytes' ? formatBytes : formatCount
  return (
    <div className={styles.progress}>
      <div className={styles.top}>
        <span id={id} className={styles.label}>
          {label}
        </span>
        <span className={styles.share}>{share === null ? '' : formatPercent(Math.floor(share * 100) / 100)}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
        className={styles.track}
        data-unknown={share === null || undefined}
      >
        <div className={styles.fill} style={{ inlineSize: share === null ? '30%' : `${100 * share}%` }} />
      </div>
      <div className={styles.bottom}>
        <span>
          {done > 0 && figure(Math.floor(done))}
          {total > 0 && ` of ${figure(total)}`}
          {(done > 0 || total > 0) && unit !== 'bytes' && ` ${unit}`}
        </span>
        <span>{left !== null && `about ${formatSeconds(left)} left`}</span>
      </div>
      {onCancel && (
        <div className={styles.cancel}>
          <Button data-action="cancel" onPress={onCancel}>
            Cancel
          </Button>
        </div>
      )}
    </div>
  )
}

/** Seconds still to go, told only once there is something to tell it from. */
function useRemaining(share: number | null, since: number | undefined): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  if (share === null || since === undefined || share <= 0 || share >= 1) return null
  const elapsed = (now - since) / 1000
  return elapsed < 1.5 ? null : Math.max(1, Math.round((elapsed * (1 - share)) / share))
}
