import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { ShownExample } from '../../../../shared/wire/evaluationCalls.ts'
import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'
import { analysing } from '../../../store/analysing.ts'
import type { StudioState } from '../../../store/state.ts'
import { actions, useStudio } from '../../../store/studio.ts'
import type { ExampleWords } from '../../../store/taskWords.ts'
import { BlobImage } from '../../../ui/BlobImage.tsx'
import { IconButton } from '../../../ui/Button.tsx'
import { ExampleQuote } from '../../../ui/ExampleQuote.tsx'
import { formatPercent } from '../../../ui/format.ts'
import { Segments } from '../../../ui/Segments.tsx'
import analysisStyles from '../analysis.module.css'
import gallery from '../ExampleGallery.module.css'
import styles from '../evaluate.module.css'
import { NotHere } from '../NotHere.tsx'
import { type LabelledRow, type LabelView, rowsOfLabel } from './labelRows.ts'

const selectExamples = ({ analysis }: StudioState) => analysis.examples

export interface LabelExamplesProps {
  readonly test: Pick<MultiLabelTest, 'answers' | 'perLabel'>
  readonly names: readonly string[]
  readonly label: number
  readonly example: ExampleWords
  /** Whether the run's data are loaded. */
  readonly here: boolean
}

const pageSize = 12

/** The very examples behind a label's figures. */
export function LabelExamples({ test, names, label, example, here }: LabelExamplesProps) {
  const [view, setView] = useState<LabelView>('wrong')
  const [page, setPage] = useState(0)
  const rows = useMemo(() => rowsOfLabel(test.answers, test.perLabel, { label, view }), [test, label, view])
  const from = page * pageSize < rows.length ? page * pageSize : 0
  const shown = rows.slice(from, from + pageSize)
  const pages = Math.ceil(rows.length / pageSize)
  const wanted = shown.map((each) => each.example).join(' ')
  useEffect(() => {
    if (here && wanted !== '') void analysing.show(wanted.split(' ').map(Number))
  }, [here, wanted])
  const examples = useStudio(selectExamples)
  const quoted = shown.some((each) => examples.get(each.example)?.thumbnail === null)
  const choose = (next: LabelView) => {
    setView(next)
    setPage(0)
  }
  if (!here)
    return <NotHere what={`The ${example.many} of this run are not loaded`} onGo={() => actions.goTo('data')} />
  return (
    <div className={analysisStyles.stack}>
      <Segments legend={`Which ${example.many}`} value={view} options={views} onChange={choose} />
      {shown.length === 0 ? (
        <p className={styles.quiet}>None.</p>
      ) : (
        <ul className={quoted ? gallery.quotes : gallery.pictures} aria-label={`${example.many} of this label`}>
          {shown.map((each) => (
            <Item key={each.row} row={each} shown={examples.get(each.example)} names={names} label={label} />
          ))}
        </ul>
      )}
      {pages > 1 && (
        <nav className={gallery.pages} aria-label="Pages">
          <IconButton
            label="Earlier"
            icon={ChevronLeft}
            data-action="earlier-examples"
            isDisabled={from === 0}
            onPress={() => setPage(page - 1)}
          />
          <span aria-live="polite">
            {from + 1} – {Math.min(rows.length, from + pageSize)} of {rows.length}
          </span>
          <IconButton
            label="Later"
            icon={ChevronRight}
            data-action="later-examples"
            isDisabled={from + pageSize >= rows.length}
            onPress={() => setPage(page + 1)}
          />
        </nav>
      )}
    </div>
  )
}

const views = [
  { value: 'wrong', label: 'Wrongly given' },
  { value: 'missed', label: 'Missed' },
  { value: 'found', label: 'Correctly given' },
] as const satisfies readonly { value: LabelView; label: string }[]

interface ItemProps {
  readonly row: LabelledRow
  readonly shown: ShownExample | undefined
  readonly names: readonly string[]
  /** That is looked at. */
  readonly label: number
}

function Item({ row: { example, truth, given, probability }, shown, names, label }: ItemProps) {
  const right = truth.join() === given.join()
  const verdict = (
    <p className={gallery.verdict}>
      <span className={gallery.answer}>
        <bdi>{names[label] ?? ''}</bdi> <span>{formatPercent(probability)}</span>
      </span>
      <span className={gallery.truth}>
        given <bdi>{labelWords(given, names)}</bdi>
        {right ? (
          ', all correct'
        ) : (
          <>
            , correct: <bdi>{labelWords(truth, names)}</bdi>
          </>
        )}
      </span>
    </p>
  )
  const marks = { 'data-example': example, ...(!right && { 'data-mistake': shown?.path ?? '' }) }
  if (shown && shown.thumbnail === null)
    return (
      <li className={gallery.quote} title={shown.path} {...marks}>
        <ExampleQuote shown={shown} lines={6} />
        {verdict}
      </li>
    )
  return (
    <li className={gallery.picture} title={shown?.path} {...marks}>
      {shown?.thumbnail ? (
        <BlobImage blob={shown.thumbnail} alt={`Given ${labelWords(given, names)}`} />
      ) : (
        <span className={gallery.waiting} />
      )}
      {verdict}
    </li>
  )
}

function labelWords(labels: readonly number[], names: readonly string[]): string {
  return labels.length === 0 ? 'no label' : labels.map((label) => names[label] ?? `label ${label + 1}`).join(', ')
}
