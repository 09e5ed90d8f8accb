/**
 * The model card of a run, in Markdown: what the model is, what it was made from, how it was tested and where its
 * limits are, in the sections of Mitchell et al. 2019. It says what is known of the run and leaves to whoever publishes
 * the model what only a person can know. Names come from files, so that none may act as Markdown.
 */

import { methodCard } from '../../methods/cards.ts'
import { taskCard } from '../../tasks/cards.ts'
import { taskReport } from '../../tasks/reports.ts'
import { backendCards } from '../catalog/backends.ts'
import type { RunResult } from '../domain/run.ts'
import { notice, say } from '../messages/say.ts'
import { historyLines } from '../recipe/recipeHistory.ts'
import { editedWords } from './editedWords.ts'
import { plain } from './markdown.ts'
import type { ModelCardMetrics } from './metricLine.ts'

export interface ModelCardFacts extends ModelCardMetrics {
  readonly result: RunResult
  readonly modelTitle: string
  /** Divides the logits of its answers; 1 leaves them. */
  readonly temperature: number
}

export function modelCardText(facts: ModelCardFacts): string {
  const { result } = facts
  const sections = [
    `# ${plain(result.recipe.data.name)}, by ${plain(facts.modelTitle)}`,
    ...section('Model details', detailsOf(facts)),
    ...section('Intended use', intendedUse(result)),
    ...section('Training data', trainingData(result)),
    ...section('Training', training(result)),
    ...section('Evaluation data', evaluationData(result)),
    ...section('Metrics', metricsOf(facts)),
    ...section('What fine-tuning cost', forgettingOf(result)),
    ...section('Packed weights', packingOf(result)),
    ...section('Limits', limitsOf(result)),
    ...section('Ethical considerations', [
      'Not assessed by the program that wrote this card. Say before publishing whom or what the data shows, who agreed to that, and whom a wrong answer would hurt.',
    ]),
    ...section('Recipe', recipeOf(result)),
  ]
  return `${sections.join('\n\n')}\n`
}

function section(title: string, paragraphs: readonly string[]): readonly string[] {
  return paragraphs.length > 0 ? [`## ${title}`, ...paragraphs] : []
}

function detailsOf({ result, modelTitle, temperature }: ModelCardFacts): readonly string[] {
  const { recipe, parameters, classes } = result
  const tempered =
    temperature === 1 ? [] : [`- Answers: logits divided by ${temperature.toFixed(3)} (temperature scaling)`]
  return [
    [
      `- Base model: ${plain(modelTitle)} (${plain(recipe.model.id)}, revision ${plain(recipe.model.revision)})`,
      `- Task: ${recipe.task}`,
      `- Method: ${methodCard(recipe.method.id).title}; ${count(parameters.trainable)} of ${count(parameters.total)} parameters trained`,
      ...(classes.length > 0 ? [`- Classes (${classes.length}): ${classes.map(plain).join(', ')}`] : []),
      ...tempered,
      '- Made with Thaw, on one device; no data left it',
    ].join('\n'),
  ]
}

function intendedUse({ recipe, classes }: RunResult): readonly string[] {
  return [taskReport(recipe.task).modelCard.intendedUse(classes)]
}

function trainingData({ recipe, counts }: RunResult): readonly string[] {
  return [
    `“${plain(recipe.data.name)}”, ${count(counts.examples)} examples: ${count(counts.train)} to train on, ${count(counts.validation)} to choose by, ${count(counts.test)} kept apart for the test. Fingerprint \`${code(recipe.data.fingerprint)}\`.`,
    ...(counts.edited ? [`Changed by hand before: ${editedWords(counts.edited)}.`] : []),
  ]
}

function training({ recipe, epochs, bestEpoch, backend, adapter, seconds }: RunResult): readonly string[] {
  const ran = `${epochs.length} of at most ${recipe.epochs} epochs; the weights of epoch ${bestEpoch} were kept. Seed ${recipe.seed}. Computed on ${backendCards[backend].name} (${plain(adapter)}) in ${Math.round(seconds.total)} s.`
  const changes = historyLines(recipe)
  return changes.length > 0 ? [ran, `Changed while it ran:`, changes.map((line) => `- ${line}`).join('\n')] : [ran]
}

function evaluationData({ counts, testSet }: RunResult): readonly string[] {
  return [
    `${count(counts.test)} examples that no training touched, drawn from the same data; their fingerprint is \`${code(testSet)}\`. They say nothing of data from elsewhere.`,
  ]
}

function metricsOf({ result, ...facts }: ModelCardFacts): readonly string[] {
  return taskReport(result.recipe.task).modelCard.metrics(result.test, facts)
}

function forgettingOf({ forgetting }: RunResult): readonly string[] {
  if (!forgetting || forgetting.probe === 0) return []
  const drift = `The features of ${count(forgetting.probe)} examples moved by ${forgetting.drift.toFixed(3)} on average (1 − cosine; 0 is unmoved).`
  const { before, after } = forgetting
  if (before === null || after === null) return [drift]
  return [
    `${drift} On a plain text that has nothing to do with the data, the loss went from ${before.toFixed(3)} to ${after.toFixed(3)} nats a token.`,
  ]
}

function packingOf({ packing }: RunResult): readonly string[] {
  return packing ? [plain(say(notice('packingCosts', packing)))] : []
}

function limitsOf({ recipe, test, counts, warnings }: RunResult): readonly string[] {
  const { words } = taskCard(recipe.task)
  const rough = `The test has only ${count(counts.test)} examples: its figures are rough${words.classes ? ', as the intervals say' : ''}.`
  const lines = [
    ...(counts.test < 100 ? [rough] : []),
    ...taskReport(recipe.task).modelCard.limits(test),
    ...warnings.map((warning) => plain(say(warning))),
  ]
  return [lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : 'None were found beyond those of the data.']
}

function recipeOf({ recipe }: RunResult): readonly string[] {
  const text = JSON.stringify(recipe, null, 2)
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return ['All that decides this run, to train it again:', `${fence}json\n${text}\n${fence}`]
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function code(text: string): string {
  return text.replaceAll(/[`\s]/g, '')
}
