/** Beside the camera's picture: how many frames a second are answered, from how sure on, and how calmly. */
import { useStore } from 'zustand'
import { mostSmoothing } from '../../../shared/domain/smoothedAnswer.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { liveSettings, setLive } from '../../store/liveSettings.ts'
import type { StudioState } from '../../store/state.ts'
import { answeringTask } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import { formatPercent } from '../../ui/format.ts'
import { RangeField } from '../../ui/RangeField.tsx'
import styles from './use.module.css'

export function LiveControls({ perSecond }: { readonly perSecond: number | null }) {
  const { threshold, smoothing } = useStore(liveSettings)
  const names = useStudio(selectNamesOne)
  return (
    <div className={styles.live}>
      <p className={styles.small} data-fps={perSecond ?? undefined}>
        {perSecond === null ? '\u00a0' : `${perSecond.toFixed(1)} frames a second answered`}
      </p>
      {names && (
        <RangeField
          label="Answer only above"
          help="Below this no class is named: the model always finds one, also for what it never learned. Higher is more careful."
          name="live-threshold"
          value={threshold}
          minimum={0}
          maximum={0.95}
          step={0.05}
          text={threshold === 0 ? 'always' : formatPercent(threshold)}
          onChange={(value) => setLive({ threshold: value })}
        />
      )}
      <RangeField
        label="Smoothing"
        help="How much an answer leans on those before it. Higher is calmer, and slower to follow."
        name="live-smoothing"
        value={smoothing}
        minimum={0}
        maximum={mostSmoothing}
        step={0.1}
        text={smoothing === 0 ? 'none' : formatPercent(smoothing)}
        onChange={(value) => setLive({ smoothing: value })}
      />
    </div>
  )
}

/** Labels have thresholds of their own, and numbers none. */
function selectNamesOne({ use }: StudioState): boolean {
  const task = answeringTask(use.answering)
  return task !== null && taskCard(task).target === 'class'
}
