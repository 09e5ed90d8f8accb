/**
 * The model card of a run, in Markdown: what the model is, what it was made from, how it was tested and where its
 * limits are, in the sections of Mitchell et al. 2019. It says what is known of the run and leaves to whoever publishes
 * the model what only a person can know. Names come from files, so that none may act as Markdown.
 */
import { methodCard } from '../../methods/cards.ts'
import type { RunResult } from '../domain/run.ts'
import type { Interval } from '../metrics/bootstrapInterval.ts'
import { passageFigures } from '../metrics/passageFigures.ts'
import type { PassageIntervals } from '../metrics/passageIntervals.ts'
import { historyLines } from '../recipe/recipeHistory.ts'

/** A figure of the test as it is written down. */
export interface MetricLine {
  readonly label: string
  /** What it counts, in a sentence. */
  readonly help: string
  readonly value: number
  readonly interval: Interval | null
}

export interface ModelCardFacts {
  readonly result: RunResult
  readonly modelTitle: string
  /** Of the test. */
  readonly metrics: readonly MetricLine[]
  /** Of a test of passages; absent where they were not kept. */
  readonly passages?: PassageIntervals
  /** Test accuracy of the untouched model by nearest class mean; null where it was not computed. */
  readonly untouched: number | null
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
    ...section('What tuning cost', forgettingOf(result)),
    ...section('Limits', limitsOf(result)),
    ...section('Ethical considerations', [
      'Not assessed by the program that wrote this card. Say before publishing whom or what the data show, who agreed to that, and whom a wrong answer would hurt.',
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
  if (recipe.task === 'text-generation')
    return ['Continuing texts like those it was tuned on. It does not know whether what it writes is true.']
  return [
    `Sorting ${recipe.task === 'image-classification' ? 'pictures' : 'texts'} like those it was tuned on into its ${classes.length} classes. It has no answer for anything else: whatever it is shown, it names one of them.`,
  ]
}

function trainingData({ recipe, counts }: RunResult): readonly string[] {
  return [
    `“${plain(recipe.data.name)}”, ${count(counts.examples)} examples: ${count(counts.train)} to train on, ${count(counts.validation)} to choose by, ${count(counts.test)} kept apart for the test. Fingerprint \`${code(recipe.data.fingerprint)}\`.`,
  ]
}

function training({ recipe, epochs, bestEpoch, backend, adapter, seconds }: RunResult): readonly string[] {
  const ran = `${epochs.length} of at most ${recipe.epochs} epochs; the weights of epoch ${bestEpoch} were kept. Seed ${recipe.seed}. Computed on ${backend} (${plain(adapter)}) in ${Math.round(seconds.total)} s.`
  const changes = historyLines(recipe)
  return changes.length > 0 ? [ran, `Changed while it ran:`, changes.map((line) => `- ${line}`).join('\n')] : [ran]
}

function evaluationData({ counts, testSet }: RunResult): readonly string[] {
  return [
    `${count(counts.test)} examples that no training touched, drawn from the same data; their fingerprint is \`${code(testSet)}\`. They say nothing of data from elsewhere.`,
  ]
}

function metricsOf({ result, metrics, untouched, passages }: ModelCardFacts): readonly string[] {
  const { test } = result
  if (test.kind === 'generation')
    return [
      table(
        ['On the test', 'Untouched', 'Tuned', '95 % interval'],
        passageFigures.map(({ key, label, digits }) => [
          label,
          test.before[key].toFixed(digits),
          test[key].toFixed(digits),
          intervalText(passages?.[key] ?? null, digits),
        ]),
      ),
    ]
  const baselines = [
    `Always answering the most frequent class scores ${test.baseline.toFixed(3)}.`,
    ...(untouched === null ? [] : [`The untouched model, by nearest class mean, scores ${untouched.toFixed(3)}.`]),
  ]
  return [
    table(
      ['Figure', 'Test', '95 % interval'],
      metrics.map(({ label, value, interval }) => [label, value.toFixed(3), intervalText(interval)]),
    ),
    baselines.join(' '),
    table(
      ['Class', 'Precision', 'Recall', 'F1', 'Examples'],
      test.perClass.map(({ name, precision, recall, f1, support }) => [
        plain(name),
        precision.toFixed(2),
        recall.toFixed(2),
        f1.toFixed(2),
        String(support),
      ]),
    ),
  ]
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

function limitsOf({ test, counts, warnings }: RunResult): readonly string[] {
  const lines = [
    ...(counts.test < 100
      ? [
          `The test has only ${count(counts.test)} examples: its figures are rough${test.kind === 'classification' ? ', as the intervals say' : ''}.`,
        ]
      : []),
    ...weakClasses(test),
    ...warnings.map(plain),
  ]
  return [lines.length > 0 ? lines.map((line) => `- ${line}`).join('\n') : 'None were found beyond those of the data.']
}

function weakClasses(test: RunResult['test']): readonly string[] {
  if (test.kind !== 'classification') return []
  const weak = test.perClass.filter(({ support, recall }) => support > 0 && recall < 0.5)
  const unseen = test.perClass.filter(({ support }) => support === 0)
  return [
    ...weak.map(({ name, recall }) => `It finds only ${(100 * recall).toFixed(0)} % of ${plain(name)}.`),
    ...unseen.map(({ name }) => `${plain(name)} does not occur in the test.`),
  ]
}

function recipeOf({ recipe }: RunResult): readonly string[] {
  const text = JSON.stringify(recipe, null, 2)
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return ['All that decides this run, to train it again:', `${fence}json\n${text}\n${fence}`]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function intervalText(interval: Interval | null, digits = 3): string {
  return interval ? `${interval[0].toFixed(digits)} – ${interval[1].toFixed(digits)}` : '–'
}

function count(value: number): string {
  return value.toLocaleString('en')
}

/** Somebody's words as words: on one line, and nothing in them is markup. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#|~&]/g, '\\$&')
}

function code(text: string): string {
  return text.replaceAll(/[`\s]/g, '')
}
