// What the test of labels says, for the report and the model card.
import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'
import type { TaskPaper } from '../../../store/taskPanels.ts'
import { type Html, html } from '../../../ui/html.ts'
import { type DrawnLine, unitFigure } from '../report/reportFigures.ts'
import { labelCurves } from './LabelCurves.tsx'
import { labelMetricLines } from './labelMetricLines.ts'

export async function labelPaper(test: MultiLabelTest, many: string): Promise<TaskPaper> {
  const metrics = labelMetricLines(test, many)
  return { metrics, sections: [figures(test, metrics), perLabel(test), curves(test)] }
}

function figures({ n, microF1, baseline }: MultiLabelTest, metrics: TaskPaper['metrics']): Html {
  return html`<section><h2>The test</h2>
<p class="big">${microF1.toFixed(3)}</p>
<p>Micro F1 on ${n.toLocaleString('en')} examples that no training touched. Answering the same labels to everything scores ${baseline.toFixed(3)}.</p>
<table><thead><tr><th>Figure</th><th>Test</th><th>95 % between</th></tr></thead>
<tbody>${metrics.map(
    ({ label, help, value, interval }) =>
      html`<tr><th scope="row">${label}<br><small>${help}</small></th><td>${value.toFixed(3)}</td><td>${interval ? `${interval[0].toFixed(3)} – ${interval[1].toFixed(3)}` : '–'}</td></tr>`,
  )}</tbody></table></section>`
}

function perLabel({ perLabel: rows }: MultiLabelTest): Html {
  return html`<section><h2>Label by label</h2>
<table><thead><tr><th>Label</th><th>Threshold</th><th>Precision</th><th>Recall</th><th>F1</th><th>Average precision</th><th>Examples</th></tr></thead>
<tbody>${rows.map(
    ({ name, threshold, precision, recall, f1, averagePrecision, support }) =>
      html`<tr><th scope="row">${name}</th><td>${threshold.toFixed(2)}</td><td>${precision.toFixed(2)}</td><td>${recall.toFixed(2)}</td><td>${f1.toFixed(2)}</td><td>${averagePrecision?.toFixed(3) ?? '–'}</td><td>${support.toLocaleString('en')}</td></tr>`,
  )}</tbody></table></section>`
}

function curves({ answers }: MultiLabelTest): Html {
  const lines = labelCurves(answers).map((places): DrawnLine => ({ places: places ?? [], style: 'faint' }))
  return html`<section><h2>Curves</h2><div class="figures">
${unitFigure({ title: 'Precision and recall, a line a label', xLabel: 'Recall', yLabel: 'Precision' }, lines, false)}
</div></section>`
}
