import { Download, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { fileNameIn, formats } from '../../../shared/catalog/formats.ts'
import { canFinish } from '../../store/compareActions.ts'
import { type Comparison, isFinished } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { selectCompare, selectRun } from '../../store/selectors.ts'
import { isRunning } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { SelectField } from '../../ui/Field.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import styles from './compare.module.css'
import { LabelsView } from './LabelsView.tsx'
import { MethodsView } from './MethodsView.tsx'
import { csvOf, recordsOf } from './records.ts'
import { entriesOf } from './summarise.ts'

/** What a comparison has shown so far, and what can be done with it. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const entries = useMemo(() => entriesOf(comparison), [comparison])
  const { kind, dataName, modelTitle } = comparison
  return (
    <div className={styles.results} data-comparison={kind}>
      <div className={styles.head}>
        <div>
          <h2>{kind === 'methods' ? 'Methods side by side' : 'How far few labels go'}</h2>
          <p>
            <bdi>{modelTitle}</bdi> on <bdi>{dataName}</bdi>
          </p>
        </div>
        <Earlier comparison={comparison} />
      </div>
      {kind === 'methods' ? (
        <MethodsView comparison={comparison} entries={entries} />
      ) : (
        <LabelsView comparison={comparison} entries={entries} />
      )}
      <Unfinished comparison={comparison} />
      <Tools comparison={comparison} />
    </div>
  )
}

/** The way back to comparisons that were run before. */
function Earlier({ comparison }: { readonly comparison: Comparison }) {
  const { comparisons } = useStudio(selectCompare)
  if (comparisons.length < 2) return null
  return (
    <SelectField
      label="Shown"
      name="comparison"
      value={comparison.id}
      options={comparisons.toReversed().map((each) => ({ value: each.id, label: nameOf(each) }))}
      onChange={comparing.show}
    />
  )
}

function nameOf({ kind, trials, startedAt, modelTitle }: Comparison): string {
  const time = new Date(startedAt).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })
  return `${time} · ${modelTitle} · ${kind === 'methods' ? 'methods' : 'labels'} · ${trials.length} runs`
}

/** Runs that failed or were not reached are said, and can be made up for while their data and model stand. */
function Unfinished({ comparison }: { readonly comparison: Comparison }) {
  const { id, trials } = comparison
  const busy = isRunning(useStudio(selectRun))
  const possible = useStudio((state) => canFinish(state, comparison))
  const running = useStudio(selectCompare).running?.id === id
  const failed = trials.filter(({ outcome }) => outcome.status === 'failed').length
  const stopped = trials.filter(({ outcome }) => outcome.status === 'stopped').length
  if (failed + stopped === 0) return null
  return (
    <Notice variant="warning">
      <p data-unfinished={failed + stopped}>
        {[
          failed > 0 && `${countOf(failed, 'run', 'runs')} failed; the table says why. The others continued.`,
          stopped > 0 && `${countOf(stopped, 'run was', 'runs were')} not trained.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      {!running && possible && (
        <div className={styles.finish}>
          <Button data-action="finish-comparison" isDisabled={busy} onPress={() => void comparing.finish(id)}>
            Train the missing runs
          </Button>
        </div>
      )}
      {!running && !possible && (
        <p>
          To make them, bring back <bdi>{comparison.dataName}</bdi> on Data and <bdi>{comparison.modelTitle}</bdi> on
          Model.
        </p>
      )}
    </Notice>
  )
}

function Tools({ comparison }: { readonly comparison: Comparison }) {
  const running = useStudio(selectCompare).running?.id === comparison.id
  const none = !comparison.trials.some(isFinished)
  const save = (format: 'csv' | 'json', text: string) =>
    download(fileNameIn(format, 'thaw-comparison'), new Blob([text], { type: formats[format].mediaType }))
  return (
    <Card>
      <div className={styles.tools}>
        <Button
          icon={Download}
          data-action="download-csv"
          isDisabled={none}
          onPress={() => save('csv', csvOf(comparison))}
        >
          All runs as CSV
        </Button>
        <Button
          icon={Download}
          data-action="download-records"
          isDisabled={none}
          onPress={() => save('json', recordsOf(comparison))}
        >
          Records as JSON
        </Button>
        <Button
          variant="quiet"
          icon={Trash2}
          data-action="clear-comparison"
          isDisabled={running}
          onPress={() => comparing.clear(comparison.id)}
        >
          Clear
        </Button>
      </div>
    </Card>
  )
}
