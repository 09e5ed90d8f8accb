/** The room: the rail on the left, the step in the middle with what follows from it on the right. */
import { type ReactNode, useEffect } from 'react'
import { CompareScreen } from '../features/compare/CompareScreen.tsx'
import { DataScreen } from '../features/data/DataScreen.tsx'
import { EvaluateScreen } from '../features/evaluate/EvaluateScreen.tsx'
import { ModelScreen } from '../features/model/ModelScreen.tsx'
import { RunsScreen } from '../features/runs/RunsScreen.tsx'
import { TuneScreen } from '../features/tune/TuneScreen.tsx'
import { UseScreen } from '../features/use/UseScreen.tsx'
import { WatchScreen } from '../features/watch/WatchScreen.tsx'
import { selectStep, selectTheme } from '../store/selectors.ts'
import type { StepId } from '../store/state.ts'
import { useStudio } from '../store/studio.ts'
import { EngineNotice } from './EngineNotice.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { OpenedTrial } from './OpenedTrial.tsx'
import { Rail } from './Rail.tsx'
import { ResumeOffer } from './ResumeOffer.tsx'
import { RunsNotice } from './RunsNotice.tsx'
import { StorageNotice } from './StorageNotice.tsx'
import styles from './Studio.module.css'
import { useDroppedProject } from './useDroppedProject.ts'
import { useKeptRuns } from './useKeptRuns.ts'
import { useRoute } from './useRoute.ts'

const screens: Record<StepId, () => ReactNode> = {
  data: DataScreen,
  model: ModelScreen,
  tune: TuneScreen,
  watch: WatchScreen,
  evaluate: EvaluateScreen,
  use: UseScreen,
  compare: CompareScreen,
  runs: RunsScreen,
}

export function Studio() {
  const step = useStudio(selectStep)
  const Screen = screens[step]
  useTheme()
  useRoute()
  useKeptRuns()
  useDroppedProject()
  return (
    <div className={styles.studio}>
      <a className={styles.skip} href="#main">
        Skip to the step
      </a>
      <Rail />
      <main id="main" className={styles.main} tabIndex={-1}>
        <EngineNotice />
        <StorageNotice />
        <ResumeOffer />
        <RunsNotice />
        <ErrorBoundary key={step}>
          <Screen />
          {step === 'compare' && <OpenedTrial />}
        </ErrorBoundary>
      </main>
    </div>
  )
}

function useTheme(): void {
  const theme = useStudio(selectTheme)
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}
