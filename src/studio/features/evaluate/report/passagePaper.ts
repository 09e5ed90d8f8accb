// What the test of a run that continued texts says, for the report and the model card.

import type { RunResult } from '../../../../shared/domain/run.ts'
import { passageFigures } from '../../../../shared/metrics/passageFigures.ts'
import type { PassageIntervals } from '../../../../shared/metrics/passageIntervals.ts'
import type { GenerationTest } from '../../../../tasks/text-generation/card.ts'
import type { PaperSource, TaskPaper } from '../../../store/taskPanels.ts'
import { type Html, html } from '../../../ui/html.ts'
import { continuationIntervals } from '../continuationIntervals.ts'
import { changeWords } from '../continuationWords.ts'
import { inSlices } from './inSlices.ts'

export async function passagePaper(test: GenerationTest, { result }: PaperSource): Promise<TaskPaper> {
  const passages = await inSlices(continuationIntervals(test))
  return {
    metrics: [],
    ...(passages && { passages }),
    sections: passageSections(test, result.samples, passages),
  }
}

export function passageSections(
  test: GenerationTest,
  samples: RunResult['samples'],
  passages: PassageIntervals | null,
): readonly Html[] {
  const { n, before } = test
  return [
    html`<section><h2>The test</h2><p>On ${n.toLocaleString('en')} tokens of passages that no training touched; lower is better.</p>
<table><thead><tr><th>Figure</th><th>Before fine-tuning</th><th>This model</th><th>95 % between</th></tr></thead>
<tbody>${passageFigures.map(({ key, label, digits }) => {
      const interval = passages?.[key]
      const between = interval ? `${interval[0].toFixed(digits)} – ${interval[1].toFixed(digits)}` : '–'
      return html`<tr><th scope="row">${label}</th><td>${before[key].toFixed(digits)}</td><td>${test[key].toFixed(digits)}</td><td>${between}</td></tr>`
    })}</tbody></table>
${passages?.change ? html`<p>${changeWords(passages.change)}</p>` : null}
${samples && html`<h3>“${samples.prompt}”, before</h3><blockquote dir="auto">${samples.before}</blockquote><h3>… and after</h3><blockquote dir="auto">${samples.after}</blockquote>`}</section>`,
  ]
}
