/** The room: the rail on the left, the step in the middle with what follows from it on the right. */
import { useEffect } from 'react'
import { selectStep, selectTheme } from '../store/selectors.ts'
import { useStudio } from '../store/studio.ts'
import { EngineNotice } from './EngineNotice.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Rail } from './Rail.tsx'
import { ResumeOffer } from './ResumeOffer.tsx'
import { RunsNotice } from './RunsNotice.tsx'
import { StepScreen } from './StepScreen.tsx'
import { StorageNotice } from './StorageNotice.tsx'
import styles from './Studio.module.css'
import { useDroppedProject } from './useDroppedProject.ts'
import { useKeptRuns } from './useKeptRuns.ts'
import { useRoute } from './useRoute.ts'

export function Studio() {
  const step = useStudio(selectStep)
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
          <StepScreen step={step} />
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
