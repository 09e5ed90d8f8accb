// Gathers what a report or a model card is written from, and writes it as a file.

import { formats } from '../../../../shared/catalog/formats.ts'
import type { JudgedAnswers } from '../../../../shared/domain/evaluation.ts'
import type { RunResult } from '../../../../shared/domain/run.ts'
import { type MetricLine, modelCardText } from '../../../../shared/report/modelCard.ts'
import type { LookState } from '../../../store/lookState.ts'
import { continuationIntervals } from '../continuationIntervals.ts'
import { intervalsOf } from '../intervals.ts'
import { type JudgedExample, judgedExamples, rowsInView } from '../judged.ts'
import { tempered } from '../tempered.ts'
import { testMetrics } from '../testMetrics.ts'
import type { ReportedMistake, ReportFacts } from './reportFacts.ts'
import { reportHtml } from './reportHtml.ts'

export interface PaperSource {
  readonly result: RunResult
  readonly modelTitle: string
  readonly look: () => LookKnown
  /** Fetches examples, so that `look` has them; null where the run's data are not loaded. */
  readonly fetch: ((examples: readonly number[]) => Promise<void>) | null
}
type LookKnown = Pick<LookState, 'features' | 'looks' | 'examples' | 'temperature'>

export interface Paper {
  readonly name: string
  readonly blob: Blob
}

/** Waits for whatever interval is not known yet. */
export async function paperOf(kind: 'report' | 'card', source: PaperSource): Promise<Paper> {
  const facts = await factsOf(source)
  if (kind === 'card')
    return { name: 'MODEL_CARD.md', blob: new Blob([modelCardText(facts)], { type: formats.markdown.mediaType }) }
  return { name: 'thaw-report.html', blob: new Blob([reportHtml(facts)], { type: 'text/html' }) }
}

async function factsOf({ result, modelTitle, look: lookNow, fetch }: PaperSource): Promise<ReportFacts> {
  const { test, classes } = result
  const answers = test.kind === 'classification' ? tempered(test.answers, lookNow().temperature) : null
  const worst = answers ? worstMistakes(answers) : []
  await fetch?.(worst.map(({ example }) => example))
  const look = lookNow()
  const passages = test.kind === 'generation' ? await inSlices(continuationIntervals(test)) : null
  return {
    result,
    modelTitle,
    metrics: answers ? await metricLines(answers) : [],
    ...(passages && { passages }),
    untouched: look.features?.nearestMean?.before ?? null,
    temperature: look.temperature,
    looks: look.looks,
    mistakes: await Promise.all(worst.map((each) => reported(each, classes, look.examples))),
    writtenAt: new Date(),
  }
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

/** With the page's turns between the slices. */
async function inSlices<T>(work: Generator<unknown, T, void>): Promise<T> {
  for (let slice = work.next(); ; slice = work.next()) {
    if (slice.done) return slice.value
    await new Promise((resolve) => setTimeout(resolve))
  }
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
  examples: LookState['examples'],
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
