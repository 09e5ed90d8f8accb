// The averages of a test of labels, each with a sentence of what it counts.
import type { MetricLine } from '../../../../shared/report/metricLine.ts'
import type { MultiLabelTest } from '../../../../tasks/multi-label/card.ts'

export function labelMetricLines(test: MultiLabelTest, many: string): readonly MetricLine[] {
  const { microF1, interval, macroF1, mAP, exactMatch } = test
  const without = { interval: null }
  return [
    {
      label: 'Micro F1',
      help: 'Precision and recall in one number, over all labels at once: frequent labels count more.',
      value: microF1,
      interval,
    },
    {
      label: 'Macro F1',
      help: 'The mean of the labels’ own F1: a rare label counts as much as a frequent one.',
      value: macroF1,
      ...without,
    },
    ...(mAP === null
      ? []
      : [
          {
            label: 'mAP',
            help: `Mean average precision: how high the ${many} of a label stand when all are put in order. It needs no threshold.`,
            value: mAP,
            ...without,
          },
        ]),
    {
      label: 'All labels correct',
      help: `The share of ${many} whose labels are all correct.`,
      value: exactMatch,
      ...without,
    },
  ]
}
