/** What was read: every class with its count and first examples, or the first passages; what looked odd; what was left out. */

import { ListChecks } from 'lucide-react'
import type { CheckId } from '../../../shared/domain/cleaning.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { useFindings } from '../../store/findings.ts'
import { actions } from '../../store/studio.ts'
import { type DatasetProps, usePanels, useParts } from '../../store/taskPanels.ts'
import { sizeWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { countOf, formatCount } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'
import { AddFiles } from './AddFiles.tsx'
import { ColumnChoice } from './ColumnChoice.tsx'
import styles from './DatasetView.module.css'
import { SpellingChoice } from './SpellingChoice.tsx'
import { TaskChoice } from './TaskChoice.tsx'
import { CloseTexts } from './table/CloseReadings.tsx'
import { ColumnTable } from './table/ColumnTable.tsx'
import { WrittenForm } from './WrittenForm.tsx'

const skippedShown = 500

/** What reading warned of and a check says as well, with what can be done about it. */
const warningsToldBy: Partial<Record<CheckId, readonly string[]>> = {
  'few-examples': ['classesSmall'],
  'leaked-examples': ['examplesInSeveralSplits'],
  contradictions: ['examplesInSeveralClasses', 'examplesAnsweredOtherwise'],
}

export interface DatasetViewProps extends DatasetProps {
  /** Nothing may be read anew now. */
  readonly locked: boolean
}

export function DatasetView({ summary, busy, locked }: DatasetViewProps) {
  const {
    task,
    choices = [],
    name,
    examples,
    classes,
    columns,
    close,
    table,
    encoding,
    skipped,
    passedOver = 0,
    warnings,
  } = summary
  const { say } = useSay()
  const { found } = useFindings()
  const told = new Set(found.flatMap(({ check }) => warningsToldBy[check] ?? []))
  const notices = warnings.filter(({ key }) => !told.has(key)).map(say)
  const { Examples } = usePanels(task).data
  const parts = useParts(task)
  return (
    <>
      {notices.length > 0 && (
        <Notice variant="warning">
          {notices.map((warning) => (
            <p key={warning} data-told>
              {warning}
            </p>
          ))}
          <SpellingChoice warnings={warnings} locked={locked} />
        </Notice>
      )}
      {parts && <parts.Findings locked={busy || locked} />}
      <div
        data-ready={busy ? undefined : 'data'}
        data-task={task}
        data-examples={examples}
        data-classes={classes.length}
      >
        <Card title={name} note={sizeWords(summary)}>
          {columns && (
            <div className={styles.columns}>
              <ColumnChoice columns={columns} disabled={busy || locked} />
              {table && <ColumnTable table={table} columns={columns} locked={locked} />}
            </div>
          )}
          {close && (
            <div className={styles.columns}>
              <CloseTexts
                close={close}
                locked={busy || locked}
                onChoose={({ task: chosen }) => chosen && void actions.setTask(chosen)}
              />
            </div>
          )}
          {(encoding || table?.dialect || table?.sheets) && (
            <div className={styles.columns}>
              <WrittenForm encoding={encoding} dialect={table?.dialect} sheets={table?.sheets} locked={locked} />
            </div>
          )}
          {choices.length > 1 && (
            <div className={styles.columns}>
              <TaskChoice task={task} choices={choices} locked={locked} />
            </div>
          )}
          <Examples summary={summary} />
          <div className={styles.through}>
            <AddFiles summary={summary} locked={busy || locked} />
            <Button
              icon={ListChecks}
              isDisabled={busy}
              data-action="look-through"
              onPress={() => actions.goTo('clean')}
            >
              Look through the {taskCard(task).example[1]}
            </Button>
          </div>
          {skipped.length + passedOver > 0 && (
            <Skipped files={skipped} passedOver={passedOver} unit={columns ? ['row', 'rows'] : ['file', 'files']} />
          )}
        </Card>
      </div>
    </>
  )
}

function Skipped({
  files,
  passedOver,
  unit,
}: {
  readonly files: readonly SkippedFile[]
  /** What systems leave behind, which is only counted. */
  readonly passedOver: number
  readonly unit: readonly [string, string]
}) {
  const { say } = useSay()
  const rows = files.reduce((sum, { count = 1 }) => sum + count, 0)
  const leftOut = `${countOf(rows, ...unit)} left out`
  return (
    <div className={styles.skipped} data-left-out={leftOut}>
      <Disclosure label={leftOut} note="and why" action="show-skipped">
        <ul className={styles.skippedList}>
          {files.slice(0, skippedShown).map(({ path, reason }) => (
            <li key={path} data-skipped data-path={path} data-reason={say(reason)}>
              <bdi className={styles.path}>{path}</bdi>
              <span>{say(reason)}</span>
            </li>
          ))}
          {passedOver > 0 && <li>{say(notice('systemFilesPassedOver', { files: passedOver }))}</li>}
          {files.length > skippedShown && <li>and {formatCount(files.length - skippedShown)} more</li>}
        </ul>
      </Disclosure>
    </div>
  )
}
