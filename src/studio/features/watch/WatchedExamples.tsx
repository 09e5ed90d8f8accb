// A handful of validation examples, asked again after each epoch: what they are, what the network takes them for now,
// and how its mind changed.
import { useEffect, useMemo, useState } from 'react'
import type { WatchedEpoch } from '../../../shared/domain/runLog.ts'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import type { StudioState } from '../../store/state.ts'
import { readDataOf } from '../../store/steps.ts'
import { actions } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Card } from '../../ui/Card.tsx'
import { ExampleQuote } from '../../ui/ExampleQuote.tsx'
import { formatPercent } from '../../ui/format.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { usePaced } from './usePaced.ts'
import styles from './WatchedExamples.module.css'
import { fewerMarks, upToEpoch, type WatchedMark, type WatchedRow, watchedRows } from './watchedMarks.ts'

const everyMs = 510
const pictureSide = 64
const mostMarks = 30
const none: readonly WatchedEpoch[] = []
const selectWatched = ({ run }: StudioState) => (run.status === 'idle' ? none : run.log.watched)
/** Of a run that is over, the epoch whose weights answer on Use; 0 while it goes on. */
const selectKept = ({ run }: StudioState) => (run.status === 'finished' ? run.result.bestEpoch : 0)
const selectRecipe = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log.recipe)

export function WatchedExamples() {
  const asked = usePaced(selectWatched, everyMs)
  const kept = usePaced(selectKept, everyMs)
  const watched = useMemo(() => (kept > 0 ? upToEpoch(asked, kept) : asked), [asked, kept])
  const recipe = usePaced(selectRecipe, everyMs)
  const data = usePaced(readDataOf, everyMs)
  const rows = useMemo(() => watchedRows(watched), [watched])
  const here = data?.summary.fingerprint === recipe?.data.fingerprint
  const shown = useShown(rows, here)
  const names = here ? (data?.summary.classes.map(({ name }) => name) ?? []) : []
  const epoch = watched.at(-1)?.epoch ?? 0
  return (
    <Card title="Live examples" note={rows.length > 0 ? momentWords(epoch, kept) : ''}>
      {rows.length === 0 ? (
        <p className={styles.waiting}>
          The model answers a few validation examples before the first step, and again after each epoch.
        </p>
      ) : (
        <ul className={styles.rows}>
          {rows.map((row) => (
            <Row key={row.example} row={row} shown={shown.get(row.example)} names={names} />
          ))}
        </ul>
      )}
    </Card>
  )
}

/** When they were answered. Nothing is kept while a run goes on. */
function momentWords(epoch: number, kept: number): string {
  if (epoch === 0) return 'Before training'
  return `After epoch ${epoch}${kept === epoch ? ', which is kept' : ''}`
}

/** Pictures or texts, asked for once. */
function useShown(rows: readonly WatchedRow[], here: boolean): ReadonlyMap<number, ShownExample> {
  const [shown, setShown] = useState<ReadonlyMap<number, ShownExample>>(new Map())
  const key = here ? rows.map(({ example }) => example).join() : ''
  useEffect(() => {
    if (key === '') return
    let wanted = true
    void actions.steer.show(key.split(',').map(Number), pictureSide).then((examples) => {
      if (wanted) setShown(new Map(examples.map((each) => [each.example, each])))
    })
    return () => {
      wanted = false
    }
  }, [key])
  return shown
}

interface RowProps {
  readonly row: WatchedRow
  readonly shown: ShownExample | undefined
  readonly names: readonly string[]
}

function Row({ row: { example, truth, marks }, shown, names }: RowProps) {
  const now = marks.at(-1)
  if (!now) return null
  const nameOf = (label: number) => names[label] ?? `class ${label + 1}`
  return (
    <li className={styles.row} data-watched={example} data-right={now.right}>
      <div className={styles.example}>
        {shown?.thumbnail && <BlobImage blob={shown.thumbnail} alt={shown.path} className={styles.picture} />}
        {shown && !shown.thumbnail && <ExampleQuote shown={shown} lines={3} />}
      </div>
      <div className={styles.words}>
        <p className={styles.answer}>
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <MarkShape mark={now} x={0} />
          </svg>
          Answered <b>{nameOf(now.answer)}</b>
          <span className={styles.probability}>({formatPercent(now.probability)})</span>
        </p>
        <p className={styles.truth}>{now.right ? 'Correct' : `Correct answer: ${nameOf(truth)}`}</p>
        <Marks marks={fewerMarks(marks, mostMarks)} nameOf={nameOf} />
      </div>
    </li>
  )
}

const spacing = 14

function Marks({ marks, nameOf }: { marks: readonly WatchedMark[]; nameOf: (label: number) => string }) {
  return (
    <>
      <svg
        className={styles.marks}
        viewBox={`-7 -7 ${spacing * marks.length} 14`}
        height={14}
        width={spacing * marks.length}
        aria-hidden="true"
      >
        {marks.map((mark, index) => (
          <g key={mark.epoch}>
            <title>{`Epoch ${mark.epoch}: ${nameOf(mark.answer)}, ${formatPercent(mark.probability)}`}</title>
            <MarkShape mark={mark} x={spacing * index} />
          </g>
        ))}
      </svg>
      <VisuallyHidden>{changesOfMind(marks, nameOf)}</VisuallyHidden>
    </>
  )
}

const colours = 7

/** The class is the colour; right is a disc, wrong a cross. */
function MarkShape({ mark: { answer, right }, x }: { mark: WatchedMark; x: number }) {
  const colour = `var(--series-${1 + (answer % colours)})`
  return right ? (
    <circle cx={x} r={5} fill={colour} />
  ) : (
    <path d={`M${x - 4}-4l8 8m0-8l-8 8`} fill="none" stroke={colour} strokeWidth={2.5} strokeLinecap="round" />
  )
}

function changesOfMind(marks: readonly WatchedMark[], nameOf: (label: number) => string): string {
  const turns = marks.filter((mark, index) => mark.answer !== marks[index - 1]?.answer)
  return turns
    .map(({ epoch, answer, right }) => `Epoch ${epoch}: ${nameOf(answer)}${right ? ', correct' : ''}.`)
    .join(' ')
}
