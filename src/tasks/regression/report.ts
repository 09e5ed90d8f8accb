/** What is reported of runs that predict a number. */
import { metricTable } from '../../shared/report/markdown.ts'
import { scoredReport } from '../reportParts.ts'
import { figureText } from '../taskFigures.ts'
import type { ScoreWorth, TaskModelCard, TaskReport } from '../taskReport.ts'
import type { RegressionTest } from './card.ts'

const report = scoredReport<RegressionTest>(({ n, loss, mae, rmse, r2, spearman, baseline }) => ({
  ...{ n, loss, mae, rmse, r2, spearman, baseline },
}))

function modelCardOf(many: string): TaskModelCard<RegressionTest> {
  return {
    intendedUse: () =>
      `Predicting a number from ${many} like those it was fine-tuned on. Whatever it is shown, it gives a number; how far off that may be is below.`,
    metrics: ({ baseline }, { metrics }) => [
      metricTable(metrics),
      `Always answering the median of the training numbers is ${figureText(baseline)} off on average.`,
    ],
    limits: ({ mae, baseline }) =>
      mae < baseline ? [] : ['On the test it is no closer than the median of the training numbers.'],
  }
}

const worth: ScoreWorth<RegressionTest> = {
  baseline: ({ test }) => test?.baseline ?? null,
  beside: (baseline) => `Always answering the median would be off by ${baseline}.`,
  perfect: 0,
  good: 0.5,
  isShare: false,
}

/** @param many what the examples are called. */
export function numberReport(many: string): TaskReport<RegressionTest> {
  return { report, modelCard: modelCardOf(many), worth }
}
