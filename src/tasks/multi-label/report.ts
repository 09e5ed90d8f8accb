/** What is reported of runs that name any number of labels. */
import { metricTable, plain, table } from '../../shared/report/markdown.ts'
import { scoredReport } from '../reportParts.ts'
import type { ScoreWorth, TaskModelCard, TaskReport } from '../taskReport.ts'
import type { MultiLabelTest } from './card.ts'

const report = scoredReport<MultiLabelTest>(({ n, loss, microF1, macroF1, mAP, exactMatch, perLabel }) => ({
  ...{ n, loss, microF1, macroF1, mAP, exactMatch },
  perLabel: perLabel.map((each) => ({ ...each })),
}))

function modelCardOf(many: string): TaskModelCard<MultiLabelTest> {
  return {
    intendedUse: (labels) =>
      `Labelling ${many} like those it was fine-tuned on with none, one or several of ${labels.length} labels. It knows no other labels.`,
    metrics: ({ baseline, perLabel }, { metrics }) => [
      metricTable(metrics),
      `Answering the same labels to everything, those that do best in training, scores a micro F1 of ${baseline.toFixed(3)}.`,
      table(
        ['Label', 'Threshold', 'Precision', 'Recall', 'F1', 'Average precision', 'Examples'],
        perLabel.map(({ name, threshold, precision, recall, f1, averagePrecision, support }) => [
          plain(name),
          threshold.toFixed(3),
          precision.toFixed(2),
          recall.toFixed(2),
          f1.toFixed(2),
          averagePrecision?.toFixed(2) ?? '–',
          String(support),
        ]),
      ),
    ],
    limits({ perLabel }) {
      const weak = perLabel.filter(({ support, recall }) => support > 0 && recall < 0.5)
      const unseen = perLabel.filter(({ support }) => support === 0)
      return [
        'Each label has a threshold of its own, chosen on the validation split. Programs that use 0.5 for all labels will answer differently.',
        ...weak.map(({ name, recall }) => `It finds only ${(100 * recall).toFixed(0)} % of ${plain(name)}.`),
        ...unseen.map(({ name }) => `${plain(name)} does not occur in the test.`),
      ]
    },
  }
}

const worth: ScoreWorth<MultiLabelTest> = {
  baseline: ({ test }) => test?.baseline ?? null,
  beside: (baseline) => `Giving everything the same labels would score ${baseline}.`,
  perfect: 1,
  good: 0.6,
  isShare: false,
}

/** @param many what the examples are called. */
export function labelReport(many: string): TaskReport<MultiLabelTest> {
  return { report, modelCard: modelCardOf(many), worth }
}
