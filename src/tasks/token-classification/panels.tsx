/** What the page shows of words that are marked: sentences with their entities, true against found, mistakes first. */
import { useEffect, useMemo, useState } from 'react'
import type { DatasetSummary } from '../../shared/domain/data.ts'
import type { RunResult } from '../../shared/domain/run.ts'
import { type TagSet, tagSetOf } from '../../shared/metrics/tagSet.ts'
import dataStyles from '../../studio/features/data/TextSamples.module.css'
import analysisStyles from '../../studio/features/evaluate/analysis.module.css'
import { availabilityOf } from '../../studio/features/evaluate/availability.ts'
import styles from '../../studio/features/evaluate/evaluate.module.css'
import { NotHere } from '../../studio/features/evaluate/NotHere.tsx'
import { AskText } from '../../studio/features/use/AskText.tsx'
import { Truth, type TruthProps } from '../../studio/features/use/Truth.tsx'
import { NothingUntouched } from '../../studio/features/use/Untouched.tsx'
import use from '../../studio/features/use/use.module.css'
import { analysing } from '../../studio/store/analysing.ts'
import { selectCurrentData, selectUse } from '../../studio/store/selectors.ts'
import type { StudioState, UseState } from '../../studio/store/state.ts'
import { actions, useStudio } from '../../studio/store/studio.ts'
import type { PaperSource, TaskPanels, TaskPaper, TestFigure } from '../../studio/store/taskPanels.ts'
import { Button } from '../../studio/ui/Button.tsx'
import { Card } from '../../studio/ui/Card.tsx'
import { BarList } from '../../studio/ui/charts/BarList.tsx'
import { ClassMatrix } from '../../studio/ui/charts/ClassMatrix.tsx'
import { countOf, formatCount, formatSeconds } from '../../studio/ui/format.ts'
import { html } from '../../studio/ui/html.ts'
import { MarkedText } from '../../studio/ui/MarkedText.tsx'
import { Segments } from '../../studio/ui/Segments.tsx'
import { percentText, shareText } from '../taskFigures.ts'
import type { TokenTest } from './card.ts'
import { LiveMarked } from './LiveMarked.tsx'
import { JudgedSentence, type JudgedTags, judgedTags, Sentence, spansIn } from './Sentence.tsx'

export const tokenPanels: TaskPanels = {
  data: { Examples: TaggedData },
  watch: {
    preparing: 'Each sentence is prepared once. Then training begins.',
    Examples: LiveMarked,
  },
  evaluate: {
    Test: ({ result }) => <MarkedTest result={result} test={testOf(result)} />,
    Judgement: ({ result }) => <MarkedScore result={result} test={testOf(result)} />,
    figures,
    paper,
  },
  use: {
    title: 'What is in it?',
    lead: 'Give it a new text. It stays on this device.',
    Ask: ({ use: asked }) => (
      <AskText use={asked}>
        <MarkedAnswer use={asked} />
      </AskText>
    ),
  },
}

/** How many sentences have entities of each type, and the first sentences with theirs. */
export function TaggedData({ summary }: { readonly summary: DatasetSummary }) {
  const set = tagSetOf(summary.classes.map(({ name }) => name))
  return (
    <div className={analysisStyles.stack}>
      <ul className={styles.changed} aria-label="Tags, with the number of sentences that have them">
        {summary.classes.map(({ name, count }) => (
          <li key={name} data-class={name}>
            <bdi>{name}</bdi> <span>{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      <ol className={dataStyles.passages} aria-label="The first sentences, with what is marked in them">
        {(summary.answered ?? []).map(({ text, answer, tagged }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the examples never change their order
          <li key={index} data-sample data-text={text} data-answer={answer}>
            {tagged ? <Sentence words={tagged.words} marks={spansIn(tagged.tags, set)} set={set} /> : text}
          </li>
        ))}
      </ol>
    </div>
  )
}

interface MarkedProps {
  readonly result: RunResult
  readonly test: TokenTest
}

/** The one number, what it is made of, and every type of entity. */
export function MarkedScore({ test }: MarkedProps) {
  const { n, entityF1, interval, tokenAccuracy, baseline, perType } = test
  const support = perType.reduce((sum, type) => sum + type.support, 0)
  const found = Math.round(test.recall * support)
  const bars = [
    { key: 'f1', label: 'Entity F1', value: entityF1, text: shareText(entityF1), ...(interval && { interval }) },
    { key: 'precision', label: 'Precision', value: test.precision, text: shareText(test.precision) },
    { key: 'recall', label: 'Recall', value: test.recall, text: shareText(test.recall) },
    { key: 'accuracy', label: 'Words right', value: tokenAccuracy, text: shareText(tokenAccuracy), quiet: true },
    { key: 'baseline', label: 'Most frequent tag', value: baseline, text: shareText(baseline), quiet: true },
  ]
  return (
    <>
      <Card>
        <div className={styles.score}>
          <p className={styles.number} data-entity-f1={entityF1}>
            {shareText(entityF1)}
          </p>
          <p className={styles.sentence}>
            <strong>
              In {countOf(n, 'test sentence', 'test sentences')} it finds {formatCount(found)} of{' '}
              {countOf(support, 'entity', 'entities')}.
            </strong>{' '}
            Of those that it marks, {percentText(test.precision)} are right. One counts only where its type, its first
            and its last word are right.
          </p>
        </div>
        <BarList label="The test in shares" bars={bars} />
        <p className={styles.quiet}>
          {interval && 'The bracket on the bar is where the true F1 lies with 95 % confidence. '}Most words are no
          entity, so that the share of words says little: always answering the most frequent tag has{' '}
          {percentText(baseline)} of them right.
        </p>
      </Card>
      <Card title="Type by type">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too */}
        <section className={styles.scroll} tabIndex={0} aria-label="Scores of each type">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Type</th>
                <th scope="col">
                  <abbr title="Of what is marked as this type, the share that is correct.">Precision</abbr>
                </th>
                <th scope="col">
                  <abbr title="Of this type, the share that is found.">Recall</abbr>
                </th>
                <th scope="col">
                  <abbr title="Precision and recall in one number; low if either is.">F1</abbr>
                </th>
                <th scope="col">Entities</th>
              </tr>
            </thead>
            <tbody>
              {perType.map(({ name, precision, recall, f1, support }) => (
                <tr key={name} data-type={name}>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td>{precision.toFixed(2)}</td>
                  <td>{recall.toFixed(2)}</td>
                  <td>{f1.toFixed(2)}</td>
                  <td>{support.toLocaleString('en')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </>
  )
}

interface Cell {
  readonly row: number
  readonly column: number
}

function MarkedTest({ result, test }: MarkedProps) {
  const [cell, setCell] = useState<Cell | null>(null)
  const { classes } = result
  const choose = (row: number, column: number) =>
    setCell(cell?.row === row && cell.column === column ? null : { row, column })
  return (
    <>
      <MarkedScore result={result} test={test} />
      <Sentences result={result} test={test} cell={cell} onCell={setCell} />
      <Card title="Confusion matrix: what it mixes up" note="Press a cell to see its sentences">
        <ClassMatrix
          caption="Confusion matrix of words: rows are the true tags, columns the answers"
          rowTitle="A word is …"
          columnTitle="… and the model says"
          labels={classes}
          values={test.confusion}
          describe={(row, column, value) =>
            `${countOf(value, 'word', 'words')} of “${classes[row]}” answered with “${classes[column]}”`
          }
          chosen={cell}
          onChoose={choose}
        />
      </Card>
    </>
  )
}

interface SentencesProps extends MarkedProps {
  readonly cell: Cell | null
  readonly onCell: (cell: Cell | null) => void
}

const step = 12
const views = [
  { value: 'mistakes', label: 'With mistakes' },
  { value: 'right', label: 'All right' },
] as const
type View = (typeof views)[number]['value']

const selectExamples = ({ analysis }: StudioState) => analysis.examples

/** The very sentences behind the figures, those with most mistakes first. */
function Sentences({ result, test, cell, onCell }: SentencesProps) {
  const [view, setView] = useState<View>('mistakes')
  const [most, setMost] = useState(step)
  const available = availabilityOf(result, useStudio(selectCurrentData), useStudio(selectUse).answering)
  const set = useMemo(() => tagSetOf(result.classes), [result.classes])
  const judged = useMemo(() => judgedSentences(test, set), [test, set])
  const rows = useMemo(() => inView(judged, test, { view, cell }), [judged, test, view, cell])
  const shown = rows.slice(0, most)
  const known = useStudio(selectExamples)
  const wanted = shown.map(({ example }) => example).join()
  useEffect(() => {
    if (available.data && wanted !== '') void analysing.show(wanted.split(',').map(Number))
  }, [available.data, wanted])
  const title = cell
    ? `“${result.classes[cell.row]}” answered with “${result.classes[cell.column]}”`
    : 'Sentences of the test'
  return (
    <Card title={title} note={countOf(rows.length, 'sentence', 'sentences')}>
      <div className={analysisStyles.stack}>
        {cell ? (
          <div className={analysisStyles.row}>
            <Button variant="quiet" data-action="all-examples" onPress={() => onCell(null)}>
              Show the lists again
            </Button>
          </div>
        ) : (
          <Segments legend="Which sentences" value={view} options={views} onChange={setView} />
        )}
        {!available.data ? (
          <NotHere what="The sentences of this run are not loaded" onGo={() => actions.goTo('data')} />
        ) : (
          <ol className={dataStyles.passages} aria-label="Sentences of the test">
            {shown.map((sentence) => {
              const words = known.get(sentence.example)?.words
              return (
                <li key={sentence.example} data-sentence={sentence.example} data-mistakes={sentence.mistakes}>
                  {words ? <JudgedSentence words={words} set={set} judged={sentence} /> : '…'}
                </li>
              )
            })}
          </ol>
        )}
        {rows.length === 0 && <p className={styles.quiet}>None.</p>}
        {rows.length > most && (
          <div className={analysisStyles.row}>
            <Button variant="quiet" data-action="more-sentences" onPress={() => setMost(most + step)}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

interface Judged extends JudgedTags {
  readonly row: number
  readonly example: number
}

export function judgedSentences({ answers }: TokenTest, set: TagSet): readonly Judged[] {
  return answers.examples.map((example, row) => {
    const [truth, predicted] = [answers.truth[row] ?? [], answers.predicted[row] ?? []]
    return { row, example, ...judgedTags({ truth, predicted }, set) }
  })
}

function inView(
  judged: readonly Judged[],
  { answers }: TokenTest,
  { view, cell }: { readonly view: View; readonly cell: Cell | null },
): readonly Judged[] {
  if (cell)
    return judged.filter(({ row }) =>
      answers.truth[row]?.some((tag, word) => tag === cell.row && answers.predicted[row]?.[word] === cell.column),
    )
  if (view === 'right') return judged.filter(({ mistakes }) => mistakes === 0)
  return judged.filter(({ mistakes }) => mistakes > 0).toSorted((a, b) => b.mistakes - a.mistakes)
}

/** The text again, with what was found in it; and the same as a list. */
export function MarkedAnswer({ use: asked }: { readonly use: UseState }) {
  const { prediction, status } = asked
  const known = prediction?.kind === 'tags' ? prediction : null
  return (
    <div className={use.answers}>
      <div className={use.answer} aria-live="polite" aria-busy={status === 'predicting'}>
        {known ? (
          <>
            <div data-prediction={status === 'predicting' ? undefined : entityWords(known.entities)}>
              <MarkedText text={known.text} marks={known.entities} labels={known.types} />
            </div>
            <Truth use={asked} judge={judge} />
            {known.entities.length === 0 && <p className={use.hint}>It finds nothing to mark here.</p>}
            <ul className={use.found} aria-label="What it found">
              {known.entities.map(({ start, label, text, probability }) => (
                <li key={start}>
                  <bdi>{text}</bdi>
                  <span>
                    {label}, {percentText(probability)} sure
                  </span>
                </li>
              ))}
            </ul>
            <p className={use.small}>
              {countOf(known.words, 'word', 'words')} read in {formatSeconds(known.milliseconds / 1000)}, on this
              device.
            </p>
          </>
        ) : (
          <p className={use.hint}>
            {status === 'predicting' ? 'Reading …' : 'Your text appears here, with what the model finds in it.'}
          </p>
        )}
      </div>
      <NothingUntouched use={asked} answers="entities" />
    </div>
  )
}

/** Right where it marks the same words as the same. */
const judge: TruthProps['judge'] = (truth, prediction) => {
  const entities = truth.kind === 'tags' ? truth.entities : []
  const words = entityWords(entities)
  const found = prediction.kind === 'tags' ? entityWords(prediction.entities) : ''
  return { words: words || 'nothing to mark', right: words === found }
}

function entityWords(entities: readonly { readonly text: string; readonly label: string }[]): string {
  return entities.map(({ text, label }) => `${text}: ${label}`).join(', ')
}

function figures(result: RunResult): readonly TestFigure[] {
  const { n, words, loss, macroF1 } = testOf(result)
  return [
    { label: 'Sentences', value: formatCount(n) },
    { label: 'Words', value: formatCount(words) },
    {
      label: 'Mean over types',
      value: shareText(macroF1),
      help: 'F1 of each type, rare ones counting as much as others.',
    },
    {
      label: 'Loss',
      value: loss.toFixed(3),
      help: 'How surprised the model was by the true tags: low when it is sure and right, high when it is sure and wrong.',
    },
  ]
}

const metricRows = [
  { key: 'entityF1', label: 'Entity F1', help: 'Precision and recall in one number, over all entities.' },
  { key: 'precision', label: 'Precision', help: 'Of what is marked, the share that is right in type and borders.' },
  { key: 'recall', label: 'Recall', help: 'Of the entities, the share that is found with its type and borders.' },
  { key: 'macroF1', label: 'Mean F1 over types', help: 'F1 of each type, rare ones counting as much as others.' },
  { key: 'tokenAccuracy', label: 'Words right', help: 'The share of all words whose tag is right.' },
] as const satisfies readonly { key: keyof TokenTest; label: string; help: string }[]

async function paper({ result }: PaperSource): Promise<TaskPaper> {
  const test = testOf(result)
  const metrics = metricRows.map(({ key, label, help }) => ({
    ...{ label, help, value: test[key], interval: key === 'entityF1' ? test.interval : null },
  }))
  const rows = metrics.map(
    ({ label, help, value, interval }) =>
      html`<tr><th scope="row">${label}<br><small>${help}</small></th><td>${shareText(value)}</td><td>${interval ? `${shareText(interval[0])} – ${shareText(interval[1])}` : '–'}</td></tr>`,
  )
  const types = test.perType.map(
    ({ name, precision, recall, f1, support }) =>
      html`<tr><th scope="row">${name}</th><td>${precision.toFixed(2)}</td><td>${recall.toFixed(2)}</td><td>${f1.toFixed(2)}</td><td>${support.toLocaleString('en')}</td></tr>`,
  )
  return {
    metrics,
    sections: [
      html`<section><h2>The test</h2><p class="big">${shareText(test.entityF1)}</p>
<p>Entity F1 on ${test.n.toLocaleString('en')} sentences that no training touched. An entity is right where its type, its first and its last word are.</p>
<table><thead><tr><th>Figure</th><th>Test</th><th>95 % interval</th></tr></thead><tbody>${rows}</tbody></table></section>`,
      html`<section><h2>Type by type</h2><table><thead><tr><th>Type</th><th>Precision</th><th>Recall</th><th>F1</th><th>Entities</th></tr></thead><tbody>${types}</tbody></table></section>`,
    ],
  }
}

function testOf({ test }: RunResult): TokenTest {
  if (test.kind !== 'tokens') throw new Error(`internal: a ${test.kind} test among tagged words`)
  return test
}
