import type { OpenedProject as Opened } from '../../store/runsState.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import styles from './runs.module.css'

/** A project on its way in, and what was in it. */
export function OpenedProject() {
  const { project, busy } = useStudio(selectRunsSlice)
  return (
    <div role="status" className={styles.live}>
      {busy === 'opening' && <Progress label="Opening the project" done={0} total={0} unit="files" />}
      {project && (
        <Notice look={project.warnings.length > 0 ? 'warning' : 'info'}>
          <div className={styles.project} data-project={project.name}>
            <p>
              <strong>“{project.name}” is open:</strong> {contentsOf(project)}
            </p>
            {project.warnings.map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
            <div className={styles.line}>
              {!project.withData && <Button onPress={() => actions.goTo('data')}>Bring its data</Button>}
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

function contentsOf({ runs, dataName, withData, modelTitle }: Opened): string {
  const model = modelTitle === null ? 'its model could not be loaded' : `its model ${modelTitle} is loaded`
  const data = withData ? `its data “${dataName}” are here` : `it only names its data: “${dataName}”`
  return `${countOf(runs, 'run', 'runs')}; ${model}; ${data}.`
}
