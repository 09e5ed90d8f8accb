// What the test of a run among classes says, for the report and the model card.

import { formats } from '../../../../shared/catalog/formats.ts'
import type { JudgedAnswers } from '../../../../shared/domain/evaluation.ts'
import { coverageCurve } from '../../../../shared/metrics/coverage.ts'
import { classAveragePrecision, precisionRecallCurve } from '../../../../shared/metrics/precisionRecallCurve.ts'
import { reliabilityBins } from '../../../../shared/metrics/reliability.ts'
import { classAuc, rocCurve } from '../../../../shared/metrics/rocCurve.ts'
import type { MetricLine } from '../../../../shared/report/metricLine.ts'
import type { ClassificationTest } from '../../../../tasks/classification/card.ts'
import { shareText } from '../../../../tasks/taskFigures.ts'
import type { AnalysisState } from '../../../store/analysisState.ts'
import type { PaperSource, TaskPaper } from '../../../store/taskPanels.ts'
import { type Html, html } from '../../../ui/html.ts'
import type { Place } from '../figures/unitPlane.ts'
import { intervalsOf } from '../intervals.ts'
import { type JudgedExample, judgedExamples, rowsInView } from '../judged.ts'
import { tempered } from '../tempered.ts'
import { testMetrics } from '../testMetrics.ts'
import { inSlices } from './inSlices.ts'
import { binMarks, type DrawnLine, unitFigure } from './reportFigures.ts'

export interface ClassFacts {
  readonly classes: readonly string[]
  readonly metrics: readonly MetricLine[]
  /** Test accuracy of the untouched model by nearest class mean; null where it was not computed. */
  readonly untouched: number | null
  readonly temperature: number
  /** The surest first. */
  readonly mistakes: readonly ReportedMistake[]
}

export interface ReportedMistake {
  readonly truth: string
  readonly predicted: string
  readonly probability: number
  readonly path: string
  /** Empty for a picture. */
  readonly text: string
  /** A `data:` address; null for a text, or where the picture was not at hand. */
  readonly picture: string | null
}

export async function classPaper(
  test: ClassificationTest,
  { result: { classes }, analysis: analysisNow, fetch }: PaperSource,
): Promise<TaskPaper> {
  const answers = tempered(test.answers, analysisNow().temperature)
  const worst = worstMistakes(answers)
  await fetch?.(worst.map(({ example }) => example))
  const { features, temperature, examples } = analysisNow()
  const metrics = await metricLines(answers)
  const mistakes = await Promise.all(worst.map((each) => reported(each, classes, examples)))
  const untouched = features?.nearestMean?.before ?? null
  return { metrics, sections: classSections(test, { classes, metrics, untouched, temperature, mistakes }) }
}

export function classSections(test: ClassificationTest, facts: ClassFacts): readonly Html[] {
  return [
    figures(test, facts),
    confusion(test, facts.classes),
    perClass(test),
    curves(test, facts),
    worst(facts.mistakes),
  ]
}

function figures(test: ClassificationTest, { metrics, untouched }: ClassFacts): Html {
  return html`<section><h2>The test</h2>
<p class="big">${shareText(test.accuracy)}</p>
<p>Accuracy on ${test.n.toLocaleString('en')} examples that no training touched; with 95 % confidence between ${shareText(test.interval[0])} and ${shareText(test.interval[1])}. Always answering the most frequent class scores ${shareText(test.baseline)}.${untouched === null ? '' : ` Before fine-tuning the model scores ${shareText(untouched)} by nearest class mean.`}</p>
<table><thead><tr><th>Figure</th><th>Test</th><th>95 % between</th></tr></thead>
<tbody>${metrics.map(
    ({ label, help, value, interval }) =>
      html`<tr><th scope="row">${label}<br><small>${help}</small></th><td>${value.toFixed(3)}</td><td>${interval ? `${interval[0].toFixed(3)} – ${interval[1].toFixed(3)}` : '–'}</td></tr>`,
  )}</tbody></table></section>`
}

function confusion({ confusion: counts }: ClassificationTest, classes: readonly string[]): Html {
  const most = (row: readonly number[]) =>
    Math.max(
      1,
      row.reduce((a, b) => a + b, 0),
    )
  return html`<section><h2>Confusion matrix: what it mixes up</h2><p>Rows are the true classes, columns the answers.</p>
<table class="confusion"><thead><tr><th></th>${classes.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${counts.map(
    (row, index) =>
      html`<tr><th scope="row">${classes[index] ?? ''}</th>${row.map(
        (value) =>
          html`<td style="background: color-mix(in oklab, var(--one) ${Math.round((45 * value) / most(row))}%, transparent)">${value}</td>`,
      )}</tr>`,
  )}</tbody></table></section>`
}

function perClass({ perClass: rows, answers }: ClassificationTest): Html {
  return html`<section><h2>Class by class</h2>
<table><thead><tr><th>Class</th><th>Precision</th><th>Recall</th><th>F1</th><th>AUC</th><th>Average precision</th><th>Examples</th></tr></thead>
<tbody>${rows.map(
    ({ name, precision, recall, f1, support }, index) =>
      html`<tr><th scope="row">${name}</th><td>${precision.toFixed(2)}</td><td>${recall.toFixed(2)}</td><td>${f1.toFixed(2)}</td><td>${classAuc(answers, index)?.toFixed(3) ?? '–'}</td><td>${classAveragePrecision(answers, index)?.toFixed(3) ?? '–'}</td><td>${support.toLocaleString('en')}</td></tr>`,
  )}</tbody></table></section>`
}

function curves({ answers }: ClassificationTest, { classes, temperature }: ClassFacts): Html {
  const all = classes.map((_, index) => index)
  const roc = all.map((index): DrawnLine => {
    const curve = rocCurve(answers, index)
    return {
      places: curve?.falsePositiveRate.map((x, i): Place => [x, curve.truePositiveRate[i] ?? 0]) ?? [],
      style: 'faint',
    }
  })
  const recall = all.map((index): DrawnLine => {
    const curve = precisionRecallCurve(answers, index)
    return { places: curve?.recall.map((x, i): Place => [x, curve.precision[i] ?? 0]) ?? [], style: 'faint' }
  })
  const now = tempered(answers, temperature)
  const covered = coverageCurve(now).flatMap(({ coverage, accuracy }): Place[] =>
    accuracy === null ? [] : [[coverage, accuracy]],
  )
  return html`<section><h2>Curves</h2><div class="figures">
${unitFigure({ title: 'ROC, a line a class', xLabel: 'Others wrongly answered as this class', yLabel: 'Found' }, roc, true)}
${unitFigure({ title: 'Precision and recall, a line a class', xLabel: 'Recall', yLabel: 'Precision' }, recall, false)}
${unitFigure({ title: 'Confidence and accuracy', xLabel: 'How sure', yLabel: 'How often right' }, [], true, binMarks(reliabilityBins(now, 10)))}
${unitFigure({ title: 'Coverage and accuracy', xLabel: 'Share answered', yLabel: 'Correct among those' }, [{ places: covered, style: 'strong' }], false)}
</div></section>`
}

function worst(mistakes: readonly ReportedMistake[]): Html {
  if (mistakes.length === 0) return html`<section><h2>Worst mistakes</h2><p>None.</p></section>`
  return html`<section><h2>Worst mistakes</h2><ul class="mistakes">${mistakes.map(
    ({ truth, predicted, probability, path, text, picture }) =>
      html`<li>${picture && html`<img src="${picture}" alt="">`}${text && html`<blockquote dir="auto">${text}</blockquote>`}<div><b>${predicted}</b> ${probability.toFixed(2)}, really <b>${truth}</b></div><div>${path}</div></li>`,
  )}</ul></section>`
}

async function metricLines(answers: JudgedAnswers): Promise<readonly MetricLine[]> {
  const intervals = await inSlices(intervalsOf(answers))
  return testMetrics(answers.classes).map(({ id, label, help, value }) => ({
    label,
    help,
    value: value(answers),
    interval: intervals[id] ?? null,
  }))
}

const mostMistakes = 24

function worstMistakes(answers: JudgedAnswers): readonly JudgedExample[] {
  const judged = judgedExamples(answers)
  return rowsInView(answers, 'mistakes')
    .slice(0, mostMistakes)
    .flatMap((row) => judged[row] ?? [])
}

async function reported(
  { example, truth, predicted, probability }: JudgedExample,
  classes: readonly string[],
  examples: AnalysisState['examples'],
): Promise<ReportedMistake> {
  const shown = examples.get(example)
  return {
    truth: classes[truth] ?? '',
    predicted: classes[predicted] ?? '',
    probability,
    path: shown?.path ?? '',
    text: shown?.text ?? '',
    picture: shown?.thumbnail ? await dataAddress(shown.thumbnail) : null,
  }
}

async function dataAddress(picture: Blob): Promise<string> {
  const bytes = new Uint8Array(await picture.arrayBuffer())
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return `data:${picture.type || formats.jpeg.mediaType};base64,${btoa(text)}`
}
