/** What is reported of runs that name one of several classes. */
import * as v from 'valibot'
import type { ClassMetrics } from '../../shared/domain/evaluation.ts'
import { metricTable, plain, table } from '../../shared/report/markdown.ts'
import { count } from '../recordParts.ts'
import { epochEntries, share } from '../reportParts.ts'
import type { ScoreWorth, TaskModelCard, TaskReport, TaskReportPart } from '../taskReport.ts'
import type { ClassificationTest } from './card.ts'

const reportSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationAccuracy: share })),
  test: v.strictObject({
    loss: v.number(),
    accuracy: share,
    n: count,
    perClass: v.array(v.strictObject({ name: v.string(), precision: share, recall: share, f1: share, support: count })),
  }),
}

export type ClassificationScores = { [Key in keyof typeof reportSchema]: v.InferOutput<(typeof reportSchema)[Key]> }

const report: TaskReportPart<ClassificationTest> = {
  schema: reportSchema,
  of: ({ loss, accuracy, n, perClass }, { epochs }): ClassificationScores => ({
    epochs: epochs.map(({ validationAccuracy, validationPerplexity: _, ...metrics }) => {
      if (validationAccuracy === null) throw new Error(`internal: epoch ${metrics.epoch} has no accuracy`)
      return { ...metrics, validationAccuracy }
    }),
    test: { loss, accuracy, n, perClass: [...perClass] },
  }),
}

function modelCardOf(many: string): TaskModelCard<ClassificationTest> {
  return {
    intendedUse: (classes) =>
      `Classifying ${many} like those it was fine-tuned on into its ${classes.length} classes. Whatever it is shown, it names one of these.`,
    metrics(test, { metrics, untouched }) {
      const baselines = [
        `Always answering the most frequent class scores ${test.baseline.toFixed(3)}.`,
        ...(untouched === null
          ? []
          : [`Before fine-tuning the model scores ${untouched.toFixed(3)} by nearest class mean.`]),
      ]
      return [metricTable(metrics), baselines.join(' '), classTable(test.perClass)]
    },
    limits({ perClass }) {
      const weak = perClass.filter(({ support, recall }) => support > 0 && recall < 0.5)
      const unseen = perClass.filter(({ support }) => support === 0)
      return [
        ...weak.map(({ name, recall }) => `It finds only ${(100 * recall).toFixed(0)} % of ${plain(name)}.`),
        ...unseen.map(({ name }) => `${plain(name)} does not occur in the test.`),
      ]
    },
  }
}

function classTable(perClass: readonly ClassMetrics[]): string {
  return table(
    ['Class', 'Precision', 'Recall', 'F1', 'Examples'],
    perClass.map(({ name, precision, recall, f1, support }) => [
      plain(name),
      precision.toFixed(2),
      recall.toFixed(2),
      f1.toFixed(2),
      String(support),
    ]),
  )
}

const worth: ScoreWorth<ClassificationTest> = {
  baseline: ({ test, classes }) => test?.baseline ?? mostFrequent(classes),
  beside: (baseline) => `Always answering the most frequent class would score ${baseline}.`,
  perfect: 1,
  good: 0.7,
  isShare: true,
}

function mostFrequent(classes: readonly number[]): number | null {
  const all = classes.reduce((sum, count) => sum + count, 0)
  return all === 0 ? null : Math.max(...classes) / all
}

/** @param many what the examples are called. */
export function classReport(many: string): TaskReport<ClassificationTest> {
  return { report, modelCard: modelCardOf(many), worth }
}
