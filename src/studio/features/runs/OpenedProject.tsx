import type { JobProgress } from '../../store/jobProgress.ts'
import type { OpenedProject as Opened } from '../../store/runsState.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './runs.module.css'

/** A project on its way in, and what was in it. */
export function OpenedProject() {
  const { project, busy } = useStudio(selectRunsSlice)
  const { say } = useSay()
  return (
    <div role="status" className={styles.live}>
      {busy === 'opening' && <Opening />}
      {project && (
        <Notice variant={project.warnings.length > 0 ? 'warning' : 'info'}>
          <div className={styles.project} data-project={project.name}>
            <p>
              <strong>“{project.name}” is open:</strong> {contentsOf(project)}
            </p>
            {project.warnings.map(say).map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
            <div className={styles.line}>
              {!project.withData && <Button onPress={() => actions.goTo('data')}>Add its data</Button>}
              <Button data-action="dismiss-project" onPress={actions.runs.dismissProject}>
                Got it
              </Button>
            </div>
          </div>
        </Notice>
      )}
    </div>
  )
}

/** Its runs are taken in first; then its data are read and its model is loaded, and each says how far it is. */
function Opening() {
  const part = useStudio(selectPartUnderWay)
  return <StageProgress progress={part} waiting="Opening the project" />
}

function selectPartUnderWay({ data, model }: StudioState): JobProgress | null {
  if (data.status === 'reading') return data.progress
  return model.status === 'loading' ? model.progress : null
}

function contentsOf({ runs, dataName, withData, modelTitle }: Opened): string {
  const model = modelTitle === null ? 'its model could not be loaded' : `its model ${modelTitle} is loaded`
  const data = withData ? `its data “${dataName}” is here` : `it only names its data: “${dataName}”`
  return `${countOf(runs, 'run', 'runs')}; ${model}; ${data}.`
}
