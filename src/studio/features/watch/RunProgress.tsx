import type { StudioState } from '../../store/state.ts'
import { formatPercent, formatSeconds } from '../../ui/format.ts'
import { secondsLeft } from './eta.ts'
import { type ProgressRow, progressRows } from './progressRows.ts'
import { SavedLine } from './SavedLine.tsx'
import { usePaced } from './usePaced.ts'
import styles from './watch.module.css'

const everyMs = 250
const selectRun = (state: StudioState) => state.run

/** How far the run is, and what it does at this moment. Two bars whose places never move; in short, the first alone. */
export function RunProgress({ simple = false }: { readonly simple?: boolean }) {
  const run = usePaced(selectRun, everyMs)
  if (run.status === 'idle') return null
  const rows = progressRows(run)
  const left = run.status === 'training' && !run.stopping && run.pace === 'running' ? secondsLeft(run.log) : null
  return (
    <div className={styles.progress} data-run-status={run.status} data-run-step={run.log.lastStep?.step ?? 0}>
      <Bar row={rows.run} note={left === null ? '' : `about ${formatSeconds(Math.max(1, left))} left`} main />
      {simple ? <p className={styles.meanwhile}>{rows.part.label}</p> : <Bar row={rows.part} note="" />}
      <SavedLine />
    </div>
  )
}

function Bar({ row, note, main = false }: { row: ProgressRow; note: string; main?: boolean }) {
  const share = row.total > 0 ? Math.min(1, row.done / row.total) : null
  return (
    <div className={styles.row} data-main={main || undefined}>
      <div className={styles.words}>
        <span className={styles.label}>{row.label}</span>
        <span>{note}</span>
        <span className={styles.share}>{share === null ? '' : formatPercent(Math.floor(share * 100) / 100)}</span>
      </div>
      <div
        role="progressbar"
        aria-label={row.label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share !== null && { 'aria-valuenow': Math.round(100 * share) })}
        className={styles.track}
        data-unknown={share === null || undefined}
      >
        <div className={styles.fill} style={{ transform: `scaleX(${share ?? 0.3})` }} />
      </div>
    </div>
  )
}
