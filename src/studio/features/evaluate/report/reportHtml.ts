// The report of a run as one HTML file: it reads and prints by itself, loads nothing and runs nothing.

import { methodCard } from '../../../../methods/cards.ts'
import { backendCards } from '../../../../shared/catalog/backends.ts'
import { notice, say } from '../../../../shared/messages/say.ts'
import { historyLines } from '../../../../shared/recipe/recipeHistory.ts'
import { editedWords } from '../../../../shared/report/editedWords.ts'
import { taskCard } from '../../../../tasks/cards.ts'
import { type Html, html } from '../../../ui/html.ts'
import { testViewWords } from '../analysisWords.ts'
import { differences, stopWords } from '../wording.ts'
import { reportCss } from './reportCss.ts'
import type { ReportFacts } from './reportFacts.ts'
import { learningCurve } from './reportFigures.ts'

export function reportHtml(facts: ReportFacts): string {
  const { result, modelTitle, writtenAt } = facts
  const title = `${result.recipe.data.name}, by ${modelTitle}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${reportCss}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>A run of ${methodCard(result.recipe.method.id).title}, reported on ${dateText(writtenAt)}. ${facts.testViews && testViewWords(facts.testViews)}</p>
</header>
<main>
${verdictSection(facts)}
${facts.sections}
${trainingSection(facts)}
${runSection(facts)}
${recipeSection(facts)}
</main>
</body>
</html>
`.text
}

function verdictSection({ verdict }: ReportFacts): Html | null {
  if (!verdict) return null
  const { title, words, next } = verdict
  return html`<section><h2>${say(title)}</h2>
<p>${say(words)}</p>${next && html`<p>Next: ${say(next.label)}.</p>`}</section>`
}

function trainingSection({ result }: ReportFacts): Html {
  const { epochs, bestEpoch, stop, recipe } = result
  const { ofEpoch } = taskCard(recipe.task).score
  return html`<section><h2>Training</h2>
<p>${stopWords(stop, { epochs: epochs.length, best: bestEpoch })}</p>
${learningCurve(epochs, bestEpoch)}
<table><thead><tr><th>Epoch</th><th>Train loss</th><th>Validation loss</th><th>Validation score</th><th>Rate</th></tr></thead>
<tbody>${epochs.map(
    (each) =>
      html`<tr><th scope="row">${each.epoch}${each.epoch === bestEpoch ? ' (best)' : ''}</th><td>${each.trainLoss.toFixed(4)}</td><td>${each.validationLoss.toFixed(4)}</td><td>${ofEpoch(each)?.toFixed(3) ?? '–'}</td><td>${each.learningRate.toPrecision(3)}</td></tr>`,
  )}</tbody></table></section>`
}

function runSection({ result, modelTitle, temperature }: ReportFacts): Html {
  const { recipe, counts, parameters, seconds, forgetting } = result
  const rows: readonly (readonly [string, string])[] = [
    ['Model', `${modelTitle} (${recipe.model.id}, revision ${recipe.model.revision})`],
    ['Data', `${recipe.data.name}; ${counts.train} train, ${counts.validation} validation, ${counts.test} test`],
    ...(counts.edited ? [['Changed by hand', editedWords(counts.edited)] as const] : []),
    ['Fingerprints', `data ${recipe.data.fingerprint}, test ${result.testSet}`],
    ['Trained', `${parameters.trainable.toLocaleString('en')} of ${parameters.total.toLocaleString('en')} parameters`],
    ['Temperature', temperature === 1 ? '1, as trained' : temperature.toFixed(3)],
    ['Computed on', `${backendCards[result.backend].name}, ${result.adapter}, ${seconds.total.toFixed(1)} s in all`],
    ...(forgetting && forgetting.probe > 0
      ? [['Drift of the features', `${forgetting.drift.toFixed(4)} over ${forgetting.probe} examples`] as const]
      : []),
  ]
  const said = [...result.warnings, ...(result.packing ? [notice('packingCosts', result.packing)] : [])]
  return html`<section><h2>The run</h2>
<dl>${rows.map(([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`)}</dl>
${said.map(say).map((warning) => html`<p class="warning">${warning}</p>`)}</section>`
}

function recipeSection({ result: { recipe, counts } }: ReportFacts): Html {
  const changed = differences(recipe, counts.train)
  const history = historyLines(recipe)
  return html`<section><h2>Recipe</h2>
<h3>Changed from the method's defaults</h3>
${changed.length === 0 ? html`<p>Nothing.</p>` : html`<ul>${changed.map(({ field, value, usual }) => html`<li>${field.label}: ${String(value)} instead of ${String(usual)}</li>`)}</ul>`}
<h3>Changed while it ran</h3>
${history.length === 0 ? html`<p>Nothing.</p>` : html`<ul>${history.map((line) => html`<li>${line}</li>`)}</ul>`}
<h3>All that decides this run</h3>
<pre>${JSON.stringify(recipe, null, 2)}</pre></section>`
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 10)
}
