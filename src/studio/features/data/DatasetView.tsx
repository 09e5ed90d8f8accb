/** What was read: every class with its count and first examples, or the first passages; what looked odd; what was left out. */

import type { ClassSummary, DatasetSummary, SkippedFile } from '../../../shared/domain/data.ts'
import { balanceNotices } from '../../../shared/metrics/classBalance.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { selectFields } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { sizeWords } from '../../store/taskWords.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { countOf, formatCount, formatPercent } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { ColumnChoice } from './ColumnChoice.tsx'
import styles from './DatasetView.module.css'
import { ClassTexts, Passages } from './TextSamples.tsx'

/** More classes than this are counted, not drawn, until asked for. */
const classesShown = 60
const skippedShown = 500

export interface DatasetViewProps {
  readonly summary: DatasetSummary
  /** Another is being read: this one may soon give way. */
  readonly busy: boolean
  /** Nothing may be read anew now. */
  readonly locked: boolean
}

export function DatasetView({ summary, busy, locked }: DatasetViewProps) {
  const { task, name, examples, classes, columns, passages, skipped, warnings } = summary
  const fields = useStudio(selectFields)
  const notices = [...warnings, ...balanceNotices({ classes, example: taskCard(task).example, fields })]
  return (
    <>
      {notices.length > 0 && (
        <Notice look="warning">
          {notices.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
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
            </div>
          )}
          {classes.length > 0 ? <Classes classes={classes} examples={examples} /> : <Passages passages={passages} />}
          {skipped.length > 0 && <Skipped files={skipped} unit={columns ? ['row', 'rows'] : ['file', 'files']} />}
        </Card>
      </div>
    </>
  )
}

function Classes({ classes, examples }: { classes: readonly ClassSummary[]; examples: number }) {
  const most = Math.max(...classes.map(({ count }) => count))
  const rest = classes.slice(classesShown)
  return (
    <>
      <ClassList classes={classes.slice(0, classesShown)} most={most} examples={examples} />
      {rest.length > 0 && (
        <Disclosure label={`${formatCount(rest.length)} more classes`}>
          <ClassList classes={rest} most={most} examples={examples} />
        </Disclosure>
      )}
    </>
  )
}

function ClassList({ classes, most, examples }: { classes: readonly ClassSummary[]; most: number; examples: number }) {
  return (
    <ul className={styles.classes}>
      {classes.map((each) => (
        <li key={each.name} className={styles.class} data-class={each.name}>
          <div className={styles.top}>
            <bdi className={styles.name} title={each.name}>
              {each.name}
            </bdi>
            <span className={styles.count}>
              {formatCount(each.count)}
              <span className={styles.share}>{formatPercent(each.count / examples)}</span>
            </span>
          </div>
          <div className={styles.track} aria-hidden="true">
            <div className={styles.fill} style={{ inlineSize: `${(100 * each.count) / most}%` }} />
          </div>
          {each.samples.length > 0 ? <ClassTexts of={each} /> : <ClassPictures of={each} />}
        </li>
      ))}
    </ul>
  )
}

function ClassPictures({ of: { thumbnails } }: { readonly of: ClassSummary }) {
  return (
    <div className={styles.pictures}>
      {thumbnails.slice(0, 6).map((blob, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pictures of a class never change their order
        <BlobImage key={index} blob={blob} alt="" className={styles.picture} />
      ))}
    </div>
  )
}

function Skipped({
  files,
  unit,
}: {
  readonly files: readonly SkippedFile[]
  readonly unit: readonly [string, string]
}) {
  return (
    <div className={styles.skipped}>
      <Disclosure label={`${countOf(files.length, ...unit)} left out`} note="and why" action="show-skipped">
        <ul className={styles.skippedList}>
          {files.slice(0, skippedShown).map(({ path, reason }) => (
            <li key={path} data-skipped data-path={path} data-reason={reason}>
              <bdi className={styles.path}>{path}</bdi>
              <span>{reason}</span>
            </li>
          ))}
          {files.length > skippedShown && <li>and {formatCount(files.length - skippedShown)} more</li>}
        </ul>
      </Disclosure>
    </div>
  )
}
