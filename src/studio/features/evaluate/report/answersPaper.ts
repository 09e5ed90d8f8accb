// What greedy answers to the test's questions were worth, for the report.
import type { ConversationTest } from '../../../../tasks/conversation/card.ts'
import { type Html, html } from '../../../ui/html.ts'
import { answerFigures } from '../answerFigures.ts'

const most = 20

export function answersPaper({ answers }: ConversationTest): Html {
  return html`<section><h2>The answers</h2><p>${answers.test.n} questions of the test, each answered with the likeliest tokens.</p>
<table><thead><tr><th>Figure</th><th>Before fine-tuning</th><th>This model</th><th>Validation</th></tr></thead>
<tbody>${answerFigures(answers).map(
    ({ label, before, after, validation }) =>
      html`<tr><th scope="row">${label}</th><td>${before}</td><td>${after}</td><td>${validation}</td></tr>`,
  )}</tbody></table>
<table><thead><tr><th>The true answer</th><th>Before fine-tuning</th><th>This model</th></tr></thead>
<tbody>${answers.asked
    .slice(0, most)
    .map(
      ({ truth, before, after }) =>
        html`<tr><td dir="auto">${truth}</td><td dir="auto">${before}</td><td dir="auto">${after}</td></tr>`,
    )}</tbody></table></section>`
}
