/** Says what of a person's work is not being kept, and what can be done about it; silent while all is kept. */
import { trainingId } from '../store/runStanding.ts'
import { selectRunsSlice, selectStorage } from '../store/selectors.ts'
import { actions, useStudio } from '../store/studio.ts'
import { Button } from '../ui/Button.tsx'
import { download } from '../ui/download.ts'
import { Notice } from '../ui/Notice.tsx'
import { useSay } from '../ui/useSay.ts'
import styles from './EngineNotice.module.css'

export function StorageNotice() {
  const { say } = useSay()
  const storage = useStudio(selectStorage)
  if (!storage || storage.kind === 'keeping') return null
  const { kind } = storage
  const reason = storage.reason ? say(storage.reason) : ''
  return (
    <div className={styles.notice} role="status" data-storage-notice={kind}>
      <Notice variant={kind === 'reader' ? 'info' : 'warning'}>
        {kind === 'reader' && <Reader />}
        {kind === 'full' && <Full reason={reason} />}
        {kind === 'absent' && <Absent reason={reason} />}
      </Notice>
    </div>
  )
}

function Reader() {
  return (
    <>
      <p>
        <strong>Thaw is open in another tab, which does the saving.</strong> What you train here is lost when you close
        this tab.
      </p>
      <div className={styles.actions}>
        <Button data-action="take-over" onPress={() => void actions.runs.takeOver()}>
          Take over
        </Button>
      </div>
    </>
  )
}

function Full({ reason }: { readonly reason: string }) {
  return (
    <>
      <p>
        <strong>What you train now is not saved.</strong> {reason}
      </p>
      <div className={styles.actions}>
        <Button data-action="free-space" onPress={() => actions.goTo('runs')}>
          Free space
        </Button>
        <SaveProject />
      </div>
    </>
  )
}

function Absent({ reason }: { readonly reason: string }) {
  return (
    <>
      <p>
        <strong>This browser saves nothing for this page.</strong> Your runs are lost when you leave: save a project
        file before that. {reason}
      </p>
      <div className={styles.actions}>
        <SaveProject />
      </div>
    </>
  )
}

/** With everything that is here, as long as it is here. */
function SaveProject() {
  const { runs, busy } = useStudio(selectRunsSlice)
  const training = useStudio(trainingId)
  const runIds = runs.map(({ id }) => id).filter((id) => id !== training)
  const save = async () => {
    const file = await actions.runs.saveProject(runIds, true)
    if (file) download(file.name, file.blob)
  }
  return (
    <Button
      data-action="save-project-now"
      isDisabled={runIds.length === 0 || busy !== null}
      onPress={() => void save()}
    >
      {busy === 'saving' ? 'Saving …' : 'Save a project file'}
    </Button>
  )
}
