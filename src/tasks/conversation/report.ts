/** What is reported of runs on conversations. */
import * as v from 'valibot'
import { count } from '../recordParts.ts'
import { atLeastOne, epochEntries, share } from '../reportParts.ts'
import type { ReportedRun, TaskReport } from '../taskReport.ts'
import { textGenerationReport } from '../text-generation/report.ts'
import type { AnswerScores, ConversationTest } from './card.ts'

const scores = v.strictObject({ n: count, exactMatch: share, contains: share, json: share, f1: share })

const reportSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationPerplexity: atLeastOne })),
  baseline: v.strictObject({ validationLoss: v.number(), validationPerplexity: atLeastOne }),
  test: v.strictObject({ loss: v.number(), perplexity: atLeastOne, bitsPerByte: v.number(), n: count }),
  samples: v.strictObject({ before: v.string(), after: v.string() }),
  /** Greedy answers to the test's last questions; `before` is the untouched network's share of exact matches. */
  answers: v.strictObject({
    ...scores.entries,
    before: share,
    interval: v.tuple([share, share]),
    untouched: scores,
    validation: scores,
  }),
  /** That were trained on, with prompts and answers. */
  tokensPerSecond: v.number(),
}

export const conversationReport: TaskReport<ConversationTest> = {
  report: {
    schema: reportSchema,
    of(test, run) {
      const { answers } = test
      return {
        ...textGenerationReport.report.of({ ...test, kind: 'generation' }, run),
        answers: {
          ...answers.test,
          before: answers.before.exactMatch,
          interval: [...answers.interval],
          untouched: { ...answers.before },
          validation: { ...answers.validation },
        },
        tokensPerSecond: (answers.trainTokens * run.epochs.length) / Math.max(1e-3, trainedSeconds(run)),
      }
    },
  },
  worth: {
    ...textGenerationReport.worth,
    baseline: ({ before }) => before?.validationPerplexity ?? null,
    beyond: ({ answers: { validation } }) => ({
      words: `Of ${validation.n} validation answers, ${percent(validation.exactMatch)} are word for word the true one (token F1 ${validation.f1.toFixed(3)}).`,
      spoils: validation.n > 0 && validation.exactMatch === 0 && validation.f1 < halfTheWords,
    }),
  },
  modelCard: {
    intendedUse: () =>
      'Answering in conversations like those it was fine-tuned on. It does not know whether what it says is true.',
    metrics: (test, facts) => [
      ...textGenerationReport.modelCard.metrics({ ...test, kind: 'generation' }, facts),
      answersLine(test),
    ],
    limits: () => [],
  },
}

/** Answers in words of one's own are rarely exact; with less in common than this they are others. */
const halfTheWords = 0.5

function trainedSeconds({ epochs }: ReportedRun): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0)
}

function answersLine({ answers: { test, before } }: ConversationTest): string {
  const said = ({ exactMatch, contains, f1 }: AnswerScores) =>
    `${percent(exactMatch)} exactly, ${percent(contains)} with the true answer within, token F1 ${f1.toFixed(3)}`
  return `Greedy answers to ${test.n} test questions: ${said(test)}. Before fine-tuning: ${said(before)}.`
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}
