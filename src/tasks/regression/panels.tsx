/** What the page shows of numbers: how they are spread, how far the answers are off, and the examples behind each point. */
import { useEffect, useMemo, useState } from 'react'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import { capital } from '../../shared/messages/capital.ts'
import { type RegressionIntervals, regressionIntervals } from '../../shared/metrics/regressionIntervals.ts'
import { seeded } from '../../shared/random.ts'
import { AnsweredExamples } from '../../studio/features/data/AnsweredExamples.tsx'
import { availabilityOf } from '../../studio/features/evaluate/availability.ts'
import styles from '../../studio/features/evaluate/evaluate.module.css'
import { FigureTable } from '../../studio/features/evaluate/FigureTable.tsx'
import { NumberPlot } from '../../studio/features/evaluate/figures/NumberPlot.tsx'
import type { Position } from '../../studio/features/evaluate/figures/plotPoints.ts'
import { intervalText } from '../../studio/features/evaluate/MetricTable.tsx'
import { inSlices } from '../../studio/features/evaluate/report/inSlices.ts'
import { whenIdle } from '../../studio/features/evaluate/whenIdle.ts'
import { AskPicture } from '../../studio/features/use/AskPicture.tsx'
import { AskText } from '../../studio/features/use/AskText.tsx'
import { Truth, type TruthProps } from '../../studio/features/use/Truth.tsx'
import { NothingUntouched } from '../../studio/features/use/Untouched.tsx'
import use from '../../studio/features/use/use.module.css'
import { analysing } from '../../studio/store/analysing.ts'
import { selectCurrentData, selectUse } from '../../studio/store/selectors.ts'
import type { StudioState, UseState } from '../../studio/store/state.ts'
import { useStudio } from '../../studio/store/studio.ts'
import type { PaperSource, TaskPanels, TaskPaper, TestFigure, TestProps } from '../../studio/store/taskPanels.ts'
import { exampleWords } from '../../studio/store/taskWords.ts'
import { BlobImage } from '../../studio/ui/BlobImage.tsx'
import { Button } from '../../studio/ui/Button.tsx'
import { Card } from '../../studio/ui/Card.tsx'
import { classes } from '../../studio/ui/classes.ts'
import { Dialog } from '../../studio/ui/Dialog.tsx'
import { ExampleQuote } from '../../studio/ui/ExampleQuote.tsx'
import { FigureRow, Figures } from '../../studio/ui/FigureRow.tsx'
import { formatSeconds } from '../../studio/ui/format.ts'
import { html } from '../../studio/ui/html.ts'
import { TextQuote } from '../../studio/ui/TextQuote.tsx'
import { figureText, numberText, shareText } from '../taskFigures.ts'
import type { RegressionTest } from './card.ts'
import { LiveNumbers } from './LiveNumbers.tsx'

const shared: Pick<TaskPanels, 'data' | 'evaluate'> = {
  data: { Examples: Numbers },
  evaluate: {
    Test: ({ result }) => <NumberedTest result={result} test={testOf(result)} />,
    Judgement: ({ result }) => <NumberScore result={result} test={testOf(result)} />,
    figures,
    paper,
  },
}

export const imagePanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each picture is prepared once. Then training begins.',
    Examples: LiveNumbers,
  },
  use: {
    title: 'How much is it?',
    lead: 'Show it a new picture. It stays on this device.',
    Ask: ({ use: asked }) => (
      <AskPicture use={asked}>
        <NumberAnswer use={asked} waiting="Looking …" />
      </AskPicture>
    ),
  },
}

export const textPanels: TaskPanels = {
  ...shared,
  watch: {
    preparing: 'Each text is prepared once. Then training begins.',
    Examples: LiveNumbers,
  },
  use: {
    title: 'How much is it?',
    lead: 'Give it a new text. It stays on this device.',
    Ask: ({ use: asked }) => (
      <AskText use={asked}>
        <NumberAnswer use={asked} waiting="Reading …" />
      </AskText>
    ),
  },
}

/** How the numbers are spread, and the first examples with theirs. */
export function Numbers({ summary }: { readonly summary: DatasetSummary }) {
  const { numbers } = summary
  if (!numbers) return null
  const { minimum, maximum, mean, median, bins } = numbers
  const most = Math.max(1, ...bins)
  return (
    <>
      <Figures>
        <FigureRow label="Smallest" value={numberText(minimum)} />
        <FigureRow label="Median" value={numberText(median)} />
        <FigureRow label="Mean" value={numberText(mean)} />
        <FigureRow label="Largest" value={numberText(maximum)} />
      </Figures>
      <figure aria-label={`How the numbers are spread, from ${numberText(minimum)} to ${numberText(maximum)}`}>
        <svg viewBox="0 0 400 80" aria-hidden="true" data-number-bins>
          {bins.map((count, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a stretch has no other name
              key={index}
              x={index * 20 + 1}
              width="18"
              y={78 - (74 * count) / most}
              height={(74 * count) / most + 1}
              fill="var(--series-1)"
              fillOpacity="0.7"
            />
          ))}
        </svg>
        <p aria-hidden="true" className={styles.ends}>
          <span>{numberText(minimum)}</span>
          <span>{numberText(maximum)}</span>
        </p>
      </figure>
      <AnsweredExamples {...summary} />
    </>
  )
}

interface NumberedProps {
  readonly result: RunResult
  readonly test: RegressionTest
}

/** The one number, what always answering the median would be off, and every figure with its interval. */
export function NumberScore({ test, result }: NumberedProps) {
  const intervals = useNumberIntervals(test)
  const { many } = exampleWords(result.recipe.task)
  const better = test.mae < test.baseline
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-mae={test.mae}>
          {figureText(test.mae)}
        </p>
        <p className={styles.sentence}>
          <strong>
            On {test.n.toLocaleString('en')} test {many} it is {figureText(test.mae)} off, on average.
          </strong>{' '}
          Always answering the median would be {figureText(test.baseline)} off
          {better ? '.' : ': it has learned nothing that helps.'}
        </p>
      </div>
      <FigureTable
        figures={figureRows.map(({ key, label, help, format }) => ({
          ...{ key, label, help },
          value: test[key] === null ? '–' : format(test[key]),
          interval: intervalText(intervals === null ? undefined : intervals[key], format),
        }))}
      />
    </Card>
  )
}

const figureRows = [
  { key: 'mae', label: 'Mean error', help: 'How far off an answer is, on average.', format: figureText },
  {
    key: 'rmse',
    label: 'Root mean squared error',
    help: 'The same, but large misses count more.',
    format: figureText,
  },
  {
    key: 'r2',
    label: 'R²',
    help: 'The share of the numbers’ variation that it explains: 1 is all, 0 is no better than their mean.',
    format: shareText,
  },
  {
    key: 'spearman',
    label: 'Spearman’s correlation',
    help: 'Whether larger numbers get larger answers: 1 is always, 0 no more than chance.',
    format: shareText,
  },
] as const

function answersOf({ answers: { truth, predicted } }: RegressionTest) {
  return { truth: Float64Array.from(truth), predicted: Float64Array.from(predicted) }
}

/** Null until they are computed, in idle moments. */
function useNumberIntervals(test: RegressionTest): RegressionIntervals | null {
  const [known, setKnown] = useState<{ readonly test: RegressionTest; readonly intervals: RegressionIntervals } | null>(
    null,
  )
  useEffect(() => {
    const work = regressionIntervals(answersOf(test), { random: seeded('intervals') })
    return whenIdle(() => {
      const slice = work.next()
      if (slice.done) setKnown({ test, intervals: slice.value })
      return slice.done ?? false
    })
  }, [test])
  return known?.test === test ? known.intervals : null
}

const mostListed = 20

/** Two figures beside each other where there is room. */
const sideBySide = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(280px, 100%), 1fr))', gap: 16 }

/** The score, predicted against true, what is left over, and the examples that it is most wrong about. */
function NumberedTest({ result, test }: NumberedProps) {
  const [opened, setOpened] = useState<number | null>(null)
  const { truth, predicted } = test.answers
  const pairs = useMemo(() => truth.map((value, row): Position => [value, predicted[row] ?? 0]), [truth, predicted])
  const left = useMemo(() => pairs.map(([value, answer]): Position => [value, answer - value]), [pairs])
  const worst = useMemo(
    () =>
      [...pairs.keys()].sort((a, b) => Math.abs(left[b]?.[1] ?? 0) - Math.abs(left[a]?.[1] ?? 0)).slice(0, mostListed),
    [pairs, left],
  )
  const known = availabilityOf(result, useStudio(selectCurrentData), useStudio(selectUse).answering).data
  const wanted = worst.map((row) => test.answers.examples[row] ?? 0).join()
  useEffect(() => {
    if (known && wanted !== '') void analysing.show(wanted.split(',').map(Number))
  }, [known, wanted])
  return (
    <>
      <NumberScore result={result} test={test} />
      <Card title="Predicted against true">
        <div style={sideBySide}>
          <NumberPlot
            title="On the dashed line the answer is right"
            summary={`Predicted against true numbers of ${test.n.toLocaleString('en')} examples; R² ${test.r2 === null ? 'is undefined' : shareText(test.r2)}`}
            {...{ xLabel: 'True', yLabel: 'Predicted', points: pairs, perfect: 'diagonal', format: numberText }}
            onOpen={setOpened}
          />
          <NumberPlot
            title="Residuals: predicted minus true"
            summary={`Predicted minus true numbers; on average ${figureText(test.mae)} off`}
            {...{ xLabel: 'True', yLabel: 'Off by', points: left, perfect: 'zero', format: numberText }}
            onOpen={setOpened}
          />
        </div>
      </Card>
      <Card title="Where it is most wrong">
        <table className={classes(styles.table, styles.told)}>
          <thead>
            <tr>
              <th scope="col">Example</th>
              <th scope="col">True</th>
              <th scope="col">Predicted</th>
              <th scope="col">Off by</th>
            </tr>
          </thead>
          <tbody>
            {worst.map((row) => (
              <tr key={row} data-row={row}>
                <th scope="row">
                  <Beginning example={test.answers.examples[row] ?? 0} />
                  <Button variant="quiet" data-action="open-example" onPress={() => setOpened(row)}>
                    Show it
                  </Button>
                </th>
                <td>{numberText(truth[row] ?? 0)}</td>
                <td>{figureText(predicted[row] ?? 0)}</td>
                <td>{figureText(left[row]?.[1] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {opened !== null && <NumberedExample test={test} row={opened} onClose={() => setOpened(null)} />}
    </>
  )
}

const selectExamples = ({ analysis }: StudioState) => analysis.examples

/** What the row is about, as far as there is room; nothing while it is not known. */
function Beginning({ example }: { readonly example: number }) {
  const shown = useStudio(selectExamples).get(example)
  if (!shown) return null
  if (shown.thumbnail) return <BlobImage blob={shown.thumbnail} alt="" className={styles.small} />
  return <ExampleQuote shown={shown} lines={2} />
}

interface NumberedExampleProps {
  readonly test: RegressionTest
  readonly row: number
  readonly onClose: () => void
}

function NumberedExample({ test: { answers }, row, onClose }: NumberedExampleProps) {
  const example = answers.examples[row] ?? 0
  const shown = useStudio(selectExamples).get(example)
  useEffect(() => {
    void analysing.show([example])
  }, [example])
  const [truth, predicted] = [answers.truth[row] ?? 0, answers.predicted[row] ?? 0]
  return (
    <Dialog
      isOpen
      name="example"
      title={`${figureText(predicted)} predicted, ${numberText(truth)} true`}
      lead={shown?.path ?? ''}
      onClose={onClose}
    >
      <div data-opened-example={example}>
        {shown?.thumbnail && <BlobImage blob={shown.thumbnail} alt={`The picture whose number is ${truth}`} />}
        {shown && shown.thumbnail === null && <TextQuote text={shown.text} />}
      </div>
    </Dialog>
  )
}

/** The number, and how long it took. */
export function NumberAnswer({ use: asked, waiting }: { readonly use: UseState; readonly waiting: string }) {
  const { prediction } = asked
  const known = prediction?.kind === 'number' ? prediction : null
  return (
    <div className={use.answers}>
      <div className={use.answer} aria-live={asked.live ? 'off' : 'polite'} aria-busy={asked.status === 'predicting'}>
        {known ? (
          <>
            <p className={use.best} data-prediction={asked.status === 'predicting' ? undefined : known.value}>
              {figureText(known.value)}
            </p>
            <Truth use={asked} judge={judge} />
            <p className={use.small}>Answered in {formatSeconds(known.milliseconds / 1000)}, on this device.</p>
          </>
        ) : (
          <p className={use.hint}>
            {asked.status === 'predicting' ? waiting : 'The number that it predicts appears here.'}
          </p>
        )}
      </div>
      <NothingUntouched use={asked} answers="numbers" />
    </div>
  )
}

/** A number is more or less right. */
const judge: TruthProps['judge'] = (truth, prediction) => {
  if (truth.kind !== 'number' || prediction.kind !== 'number') return { words: '', right: null }
  const off = Math.abs(prediction.value - truth.value)
  return { words: `${numberText(truth.value)}, so it is ${figureText(off)} off`, right: null }
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, rmse, r2 } = testOf(result)
  const { many } = exampleWords(result.recipe.task)
  return [
    { label: capital(many), value: n.toLocaleString('en') },
    {
      label: 'RMSE',
      value: figureText(rmse),
      help: 'The root mean squared error: as the mean error, but large misses count more.',
    },
    {
      label: 'R²',
      value: r2 === null ? '–' : shareText(r2),
      help: 'The share of the numbers’ variation that the answers explain.',
    },
  ]
}

async function paper({ result }: PaperSource): Promise<TaskPaper> {
  const test = testOf(result)
  const intervals = await inSlices(regressionIntervals(answersOf(test), { random: seeded('intervals') }))
  const metrics = figureRows.map(({ key, label, help }) => ({
    ...{ label, help, value: test[key] ?? Number.NaN, interval: intervals[key] },
  }))
  const rows = figureRows.map(
    ({ key, label, help, format }) =>
      html`<tr><th scope="row">${label}<br><small>${help}</small></th><td>${test[key] === null ? '–' : format(test[key])}</td><td>${intervalText(intervals[key], format)}</td></tr>`,
  )
  return {
    metrics,
    sections: [
      html`<section><h2>The test</h2><p class="big">${figureText(test.mae)}</p>
<p>Mean error on ${test.n.toLocaleString('en')} examples that no training touched. Always answering the median of the training numbers is ${figureText(test.baseline)} off.</p>
<table><thead><tr><th>Figure</th><th>Test</th><th>95 % interval</th></tr></thead><tbody>${rows}</tbody></table></section>`,
    ],
  }
}

export function testOf({ test }: TestProps['result']): RegressionTest {
  if (test.kind !== 'regression') throw new Error(`internal: a ${test.kind} test among numbers`)
  return test
}
