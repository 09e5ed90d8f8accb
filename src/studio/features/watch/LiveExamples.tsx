// A handful of validation examples, asked again after each epoch: what they are, what the network answers now, and how
// its mind changed. What an answer is, and how it is drawn, is the task's.
import { type ComponentType, type ReactNode, useEffect, useMemo, useState } from 'react'
import type { WatchedEpoch } from '../../../shared/domain/runLog.ts'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import type { WatchedKind } from '../../../tasks/watched.ts'
import type { StudioState } from '../../store/state.ts'
import { readDataOf } from '../../store/steps.ts'
import { actions } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Card } from '../../ui/Card.tsx'
import { ExampleQuote } from '../../ui/ExampleQuote.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './LiveExamples.module.css'
import { fewerMarks, type LiveMark, type LiveRow, liveRows, upToEpoch } from './liveRows.ts'
import { usePaced } from './usePaced.ts'

const everyMs = 510
const pictureSide = 64
const none: readonly WatchedEpoch[] = []
const selectWatched = ({ run }: StudioState) => (run.status === 'idle' ? none : run.log.watched)
/** Of a run that is over, the epoch whose weights answer on Use; 0 while it goes on. */
const selectKept = ({ run }: StudioState) => (run.status === 'finished' ? run.result.bestEpoch : 0)
const selectRecipe = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log.recipe)

export interface LiveRowProps<Kind extends WatchedKind> {
  readonly row: LiveRow<Kind>
  /** Of all examples, this one among them: what they share a scale by. */
  readonly all: readonly LiveRow<Kind>[]
  readonly shown: ShownExample | undefined
  /** Of classes, labels or tags; none where the run's data are not loaded. */
  readonly names: readonly string[]
}

export interface LiveExamplesProps<Kind extends WatchedKind> {
  readonly kind: Kind
  /** One example, as an item of a list. */
  readonly Row: ComponentType<LiveRowProps<Kind>>
  /** How the rows are read. */
  readonly legend?: ReactNode
}

export function LiveExamples<Kind extends WatchedKind>({ kind, Row, legend }: LiveExamplesProps<Kind>) {
  const asked = usePaced(selectWatched, everyMs)
  const kept = usePaced(selectKept, everyMs)
  const watched = useMemo(() => (kept > 0 ? upToEpoch(asked, kept) : asked), [asked, kept])
  const recipe = usePaced(selectRecipe, everyMs)
  const data = usePaced(readDataOf, everyMs)
  const rows = useMemo(() => liveRows(watched, kind), [watched, kind])
  const here = data?.summary.fingerprint === recipe?.data.fingerprint
  const shown = useShown(rows, here)
  const names = useMemo(() => (here ? (data?.summary.classes.map(({ name }) => name) ?? []) : []), [data, here])
  const epoch = watched.at(-1)?.epoch ?? 0
  return (
    <Card title="Live examples" note={rows.length > 0 ? momentWords(epoch, kept) : ''}>
      {rows.length === 0 ? (
        <p className={styles.waiting}>
          The model answers a few validation examples before the first step, and again after each epoch.
        </p>
      ) : (
        <>
          {legend}
          <ul className={styles.rows} data-live-epoch={epoch}>
            {rows.map((row) => (
              <Row key={row.example} row={row} all={rows} shown={shown.get(row.example)} names={names} />
            ))}
          </ul>
        </>
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
function useShown(rows: readonly { readonly example: number }[], here: boolean): ReadonlyMap<number, ShownExample> {
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

export interface LiveItemProps {
  readonly example: number
  readonly shown: ShownExample | undefined
  /** Absent where an answer is more or less right. */
  readonly right?: boolean
  readonly children: ReactNode
}

/** The picture or the text, and beside it or below it what is answered. */
export function LiveItem({ example, shown, right, children }: LiveItemProps) {
  return (
    <li className={styles.row} data-watched={example} data-right={right}>
      <div className={styles.example}>
        {shown?.thumbnail && <BlobImage blob={shown.thumbnail} alt={shown.path} className={styles.picture} />}
        {shown && !shown.thumbnail && <ExampleQuote shown={shown} lines={3} />}
      </div>
      <div className={styles.words}>{children}</div>
    </li>
  )
}

export interface LiveVerdictProps {
  readonly mark: LiveMark
  /** The true answer, in words. */
  readonly truth: string
}

/** The answer of now, and the true one where it is another. */
export function LiveVerdict({ mark, truth }: LiveVerdictProps) {
  return (
    <>
      <p className={styles.answer}>
        <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
          <MarkShape mark={mark} x={0} />
        </svg>
        <span className={styles.said}>
          Answered <b>{mark.answer}</b>
        </span>
        {mark.detail && <span className={styles.probability}>({mark.detail})</span>}
      </p>
      <p className={styles.truth}>{mark.right ? 'Correct' : `Correct answer: ${truth}`}</p>
    </>
  )
}

const mostMarks = 30
const spacing = 14

/** How the answer changed: a mark an epoch. */
export function LiveMarks({ marks: all }: { readonly marks: readonly LiveMark[] }) {
  const marks = fewerMarks(all, mostMarks)
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
            <title>{`Epoch ${mark.epoch}: ${mark.answer}${mark.detail ? `, ${mark.detail}` : ''}`}</title>
            <MarkShape mark={mark} x={spacing * index} />
          </g>
        ))}
      </svg>
      <VisuallyHidden>{changesOfMind(marks)}</VisuallyHidden>
    </>
  )
}

/** Right is a disc, wrong a cross. */
function MarkShape({ mark: { colour, right }, x }: { mark: Pick<LiveMark, 'colour' | 'right'>; x: number }) {
  const paint = `var(--series-${colour})`
  return right ? (
    <circle cx={x} r={5} fill={paint} />
  ) : (
    <path d={`M${x - 4}-4l8 8m0-8l-8 8`} fill="none" stroke={paint} strokeWidth={2.5} strokeLinecap="round" />
  )
}

function changesOfMind(marks: readonly LiveMark[]): string {
  const turns = marks.filter((mark, index) => mark.answer !== marks[index - 1]?.answer)
  return turns.map(({ epoch, answer, right }) => `Epoch ${epoch}: ${answer}${right ? ', correct' : ''}.`).join(' ')
}
