/** The room: the rail on the left, the step in the middle with what follows from it on the right. */
import { useEffect } from 'react'
import { selectStep, selectTheme } from '../store/selectors.ts'
import { useStudio } from '../store/studio.ts'
import { useLater } from '../ui/useLater.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Rail } from './Rail.tsx'
import { StepScreen } from './StepScreen.tsx'
import styles from './Studio.module.css'
import { useDroppedProject } from './useDroppedProject.ts'
import { useKeptRuns } from './useKeptRuns.ts'
import { useRoute } from './useRoute.ts'

export function Studio() {
  const step = useStudio(selectStep)
  const notices = useLater(fetchNotices)
  useTheme()
  useRoute()
  useKeptRuns()
  useDroppedProject()
  return (
    <div className={styles.studio}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the step
      </button>
      <Rail />
      <main id="main" className={styles.main} tabIndex={-1}>
        {notices && <notices.Notices />}
        <ErrorBoundary key={step}>
          <StepScreen step={step} />
        </ErrorBoundary>
        {notices && <notices.About />}
      </main>
    </div>
  )
}

const fetchNotices = () => import('./Notices.tsx')

function useTheme(): void {
  const theme = useStudio(selectTheme)
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}
