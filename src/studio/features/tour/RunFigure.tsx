/** What came of the runs of a chapter: bars, curves, and a few pictures with the answers that each run gave. */
import { useEffect, useMemo, useState } from 'react'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { BarList } from '../../ui/charts/BarList.tsx'
import { LineChart, type LineStyle, type Series } from '../../ui/charts/LineChart.tsx'
import { formatPercent } from '../../ui/format.ts'
import { type ChapterId, chapterOf, optionLabel } from './chapters.ts'
import { guessing } from './closings.ts'
import styles from './tour.module.css'
import { tourStands } from './tourActions.ts'
import { comparedIn, scoreOf, type TourEpoch, type TourRun, tourEpoch } from './tourRun.ts'
import type { TourState } from './tourStore.ts'

interface FigureProps {
  readonly chapter: ChapterId
  readonly tour: TourState
}

export function RunFigure({ chapter, tour }: FigureProps) {
  const { runs, opened } = tour
  const latest = useMemo(() => comparedIn(chapter, runs), [runs, chapter])
  if (chapter === 'test') return <TestFigure run={runs.find(({ id }) => id === opened.at(-1)) ?? null} />
  return (
    <div className={styles.figures} data-figure={chapter}>
      {chapter === 'features' ? (
        <FeatureBars runs={latest} />
      ) : (
        <Curves chapter={chapter} tour={tour} latest={latest} />
      )}
      {chapter === 'rate' && <Drift runs={latest} />}
      <SomePictures chapter={chapter} runs={latest} />
    </div>
  )
}

/** Both places are kept from the start. */
function FeatureBars({ runs }: { readonly runs: readonly TourRun[] }) {
  const bars = chapterOf('features').options.map(({ value, label }) => {
    const run = runs.find(({ option }) => option === value)
    return { key: value, label, value: run ? scoreOf(run) : 0, text: run ? formatPercent(scoreOf(run)) : '–' }
  })
  const guess = { key: 'guess', label: 'Guessing', value: guessing, text: formatPercent(guessing), quiet: true }
  return (
    <figure>
      <figcaption className={styles.caption}>Validation pictures named correctly</figcaption>
      <BarList label="Validation pictures named correctly" bars={[guess, ...bars]} />
    </figure>
  )
}

function Drift({ runs }: { readonly runs: readonly TourRun[] }) {
  const bars = chapterOf('rate').options.map(({ value }) => {
    const drift = runs.find(({ option }) => option === value)?.drift ?? null
    return { key: value, label: `Rate ${value}`, value: drift ?? 0, text: drift === null ? '–' : formatPercent(drift) }
  })
  return (
    <figure>
      <figcaption className={styles.caption}>Drift: how far the features turned</figcaption>
      <BarList label="Drift: how far the features turned" bars={bars} />
    </figure>
  )
}

const lineStyles: readonly Omit<LineStyle, 'label'>[] = [
  { colour: 'var(--series-1)', mark: 'circle' },
  { colour: 'var(--series-6)', mark: 'square', dash: '6 4' },
  { colour: 'var(--series-3)', mark: 'diamond', dash: '2 3' },
  { colour: 'var(--series-4)', mark: 'circle', dash: '8 3 2 3' },
  { colour: 'var(--series-2)', mark: 'square' },
]

const selectEpochs = ({ run }: StudioState) => (run.status === 'idle' ? null : run.log.epochs)

/** The run under way is drawn as it goes on. */
function Curves({ chapter, tour, latest }: FigureProps & { readonly latest: readonly TourRun[] }) {
  const { under } = tour
  const live = useStudio(selectEpochs)
  const liveId = useStudio(({ run }) => (run.status === 'idle' ? null : run.log.runId))
  const series = useMemo(() => {
    const going = under?.chapter === chapter ? under : null
    const kept = latest.filter(({ option }) => option !== going?.option)
    const lines: Drawn[] = kept.map((run) => ({ ...run, figure: formatPercent(scoreOf(run)) }))
    if (going) lines.push({ option: going.option, epochs: (liveId === going.runId ? (live ?? []) : []).map(tourEpoch) })
    return lines.map((line, index) => lineOf(chapter, line, index))
  }, [chapter, latest, under, live, liveId])
  const longest = Math.max(4, ...series.map(({ points }) => points.at(-1)?.x ?? 0))
  return (
    <LineChart
      title="Validation accuracy"
      summary={summaryOf(series)}
      series={series}
      xLabel="Epoch"
      xEnd={longest}
      yEnd={1}
      format={formatPercent}
      waiting={series.length === 0 ? 'Train, and the curve is drawn here.' : null}
    />
  )
}

interface Drawn {
  readonly option: string
  readonly epochs: readonly TourEpoch[]
  /** Of the weights that were kept; a run under way has its last epoch's. */
  readonly figure?: string
}

function lineOf(chapter: ChapterId, { option, epochs, figure }: Drawn, index: number): Series {
  const label = optionLabel(chapter, option)
  const points = epochs.map(({ epoch, accuracy }) => ({ x: epoch, y: accuracy }))
  const style = lineStyles[index % lineStyles.length] ?? { colour: 'var(--series-1)', mark: 'circle' }
  return { key: option, label, ...style, points, ...(figure !== undefined && { figure }) }
}

function summaryOf(series: readonly Series[]): string {
  const ends = series.map(({ label, points, figure }) => {
    if (figure !== undefined) return `${label}: ${figure}`
    const last = points.at(-1)
    return last ? `${label}: ${formatPercent(last.y)} after epoch ${last.x}` : `${label}: no epoch yet`
  })
  return ends.length === 0
    ? 'Validation accuracy by epoch. Nothing is trained yet.'
    : `Validation accuracy. ${ends.join('; ')}.`
}

const mostPictures = 6
const side = 96

/** The same validation pictures, and what each run of the chapter answered to them with the weights that it kept. */
function SomePictures({ chapter, runs }: { readonly chapter: ChapterId; readonly runs: readonly TourRun[] }) {
  const stands = useStudio(tourStands)
  const [first] = runs
  const examples = useMemo(() => first?.asked.slice(0, mostPictures).map(({ example }) => example) ?? [], [first])
  const shown = useShown(examples, stands)
  if (!first || examples.length === 0) return null
  return (
    <figure>
      <figcaption className={styles.caption}>{examples.length} validation pictures, and the answers</figcaption>
      <ul className={styles.pictures}>
        {examples.map((example) => {
          const thumbnail = shown.get(example)?.thumbnail
          const truth = first.asked.find((each) => each.example === example)?.truth ?? 0
          const name = first.classes[truth] ?? ''
          return (
            <li key={example}>
              {thumbnail ? (
                <BlobImage blob={thumbnail} alt={name} className={styles.picture} />
              ) : (
                <span className={styles.picture}>{name}</span>
              )}
              <ul className={styles.answers}>
                {runs.map((run) => (
                  <Answer key={run.id} label={optionLabel(chapter, run.option)} run={run} example={example} />
                ))}
              </ul>
            </li>
          )
        })}
      </ul>
    </figure>
  )
}

function Answer({ label, run, example }: { readonly label: string; readonly run: TourRun; readonly example: number }) {
  const asked = run.asked.find((each) => each.example === example)
  if (!asked) return null
  const right = asked.answer === asked.truth
  return (
    <li data-right={right}>
      <span className={styles.answerLabel}>{label}</span>
      <span className={styles.answer}>
        <span aria-hidden="true">{right ? '✓' : '✗'}</span> {run.classes[asked.answer]}
        {!right && <span className={styles.hint}>, it is {run.classes[asked.truth]}</span>}
      </span>
    </li>
  )
}

/** Fetched once the sample stands; without it the names stand for the pictures. */
function useShown(examples: readonly number[], stands: boolean): ReadonlyMap<number, ShownExample> {
  const [shown, setShown] = useState<ReadonlyMap<number, ShownExample>>(new Map())
  const key = stands ? examples.join() : ''
  useEffect(() => {
    if (key === '') return
    let wanted = true
    void actions.steer.show(key.split(',').map(Number), side).then((found) => {
      if (wanted) setShown(new Map(found.map((each) => [each.example, each])))
    })
    return () => {
      wanted = false
    }
  }, [key])
  return shown
}

function TestFigure({ run }: { readonly run: TourRun | null }) {
  const bars = [
    { key: 'guess', label: 'Guessing', value: guessing, text: formatPercent(guessing), quiet: true },
    {
      key: 'validation',
      label: 'Validation',
      value: run ? scoreOf(run) : 0,
      text: run ? formatPercent(scoreOf(run)) : '–',
    },
    {
      key: 'test',
      label: 'Test',
      value: run?.test.accuracy ?? 0,
      text: run ? formatPercent(run.test.accuracy) : '–',
      ...(run && { interval: run.test.interval }),
    },
  ]
  return (
    <figure className={styles.figures} data-figure="test">
      <figcaption className={styles.caption}>Pictures named correctly</figcaption>
      <BarList label="Pictures named correctly" bars={bars} />
    </figure>
  )
}
