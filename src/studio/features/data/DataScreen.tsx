import { useState } from 'react'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { selectData, selectRun } from '../../store/selectors.ts'
import type { DataState } from '../../store/state.ts'
import { isRunning } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { useAllPanels } from '../../store/taskPanels.ts'
import { Card } from '../../ui/Card.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { useLater } from '../../ui/useLater.ts'
import styles from './DataScreen.module.css'
import { DropArea } from './DropArea.tsx'
import { fetchExtras } from './fetchExtras.ts'
import { SampleCards } from './SampleCards.tsx'

/** What was dropped here is a model: this is where it is opened. */
const toModel = { label: 'Go to Model', onPress: () => actions.goTo('model') }

/** Where examples come in: what is read stays until something better was read without error. */
export function DataScreen() {
  const data = useStudio(selectData)
  const running = isRunning(useStudio(selectRun))
  const read = data.status === 'ready' ? data.ready : data.status === 'reading' ? data.previous : null
  const panels = useAllPanels()
  const extras = useLater(fetchExtras)
  const fetched = read ? panels[read.summary.task] : undefined
  const dataset = fetched?.status === 'here' ? fetched.dataset : null
  const [dropped, setDropped] = useState<readonly NamedFile[]>([])
  const busy = running || data.status === 'reading'
  return (
    <StepLayout
      title="Data"
      lead="Teach an AI model with your own pictures or texts."
      aside={read && dataset && <dataset.Aside summary={read.summary} busy={data.status === 'reading'} />}
    >
      {extras && <extras.ExpectedData />}
      {'error' in data && data.error && (
        <ErrorNotice
          error={data.error}
          action={data.error.key === 'modelAmongData' ? toModel : undefined}
          onDismiss={actions.dismiss.data}
        />
      )}
      {'error' in data && data.error?.table && extras && <extras.ColumnsByName disabled={busy} />}
      {running && (
        <Notice>
          <p>A run is using this data. Stop the run before you change the data.</p>
        </Notice>
      )}
      {data.status === 'reading' && <Reading data={data} alone={!read} />}
      {fetched?.status === 'failed' && <ErrorNotice error={fetched.error} />}
      {read && dataset && <dataset.View summary={read.summary} busy={data.status === 'reading'} locked={running} />}
      {!(data.status === 'reading' && !read) && (
        <div className={styles.sources} data-sources>
          <DropArea disabled={busy} compact={read !== null} {...(read && extras && { onBeside: setDropped })} />
          {read && extras && dropped.length > 0 && (
            <extras.DroppedFiles summary={read.summary} files={dropped} locked={busy} onDone={() => setDropped([])} />
          )}
          {extras && (
            <>
              <extras.PasteText disabled={busy} />
              <extras.HubData disabled={busy} />
            </>
          )}
          <SampleCards disabled={busy} chosen={read !== null} />
        </div>
      )}
    </StepLayout>
  )
}

/** Takes the place of the drop area while there is nothing else to show, so that nothing jumps. */
function Reading({ data, alone }: { readonly data: DataState & { status: 'reading' }; readonly alone: boolean }) {
  const { progress } = data
  return (
    <Card title={data.name} className={alone ? styles.alone : undefined}>
      <StageProgress progress={progress} waiting="Opening …" onCancel={() => void actions.cancel('data')} />
    </Card>
  )
}
