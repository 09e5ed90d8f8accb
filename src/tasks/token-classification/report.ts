/** What is reported of runs that mark words. */
import { intervalText, plain, table } from '../../shared/report/markdown.ts'
import { scoredReport } from '../reportParts.ts'
import { shareText } from '../taskFigures.ts'
import type { TaskReport } from '../taskReport.ts'
import type { TokenTest } from './card.ts'

export const tokenClassificationReport: TaskReport<TokenTest> = {
  worth: {
    baseline: () => 0,
    beside: () => 'Marking nothing would score 0.',
    perfect: 1,
    good: 0.6,
    isShare: false,
  },
  report: scoredReport(({ kind: _, answers: __, interval, ...figures }) => ({
    ...figures,
    ...(interval && { interval: [...interval] }),
  })),
  modelCard: {
    intendedUse: (tags) =>
      `Marking words in texts like those it was fine-tuned on, with ${tags.length} tags: ${tags.map(plain).join(', ')}. It marks nothing else.`,
    metrics: (test, { metrics }) => [
      table(
        ['Figure', 'Test', '95 % interval'],
        metrics.map(({ label, value, interval }) => [label, shareText(value), intervalText(interval)]),
      ),
      `An entity is right where its type, its first and its last word are. Always answering the most frequent tag has ${shareText(test.baseline)} of the words right, and finds no entity.`,
      table(
        ['Type', 'Precision', 'Recall', 'F1', 'Entities'],
        test.perType.map(({ name, precision, recall, f1, support }) => [
          ...[plain(name), precision.toFixed(2), recall.toFixed(2), f1.toFixed(2), String(support)],
        ]),
      ),
    ],
    limits: ({ perType }) => [
      ...perType
        .filter(({ support, recall }) => support > 0 && recall < 0.5)
        .map(({ name, recall }) => `It finds only ${(100 * recall).toFixed(0)} % of ${plain(name)}.`),
      ...perType.filter(({ support }) => support === 0).map(({ name }) => `${plain(name)} does not occur in the test.`),
    ],
  },
}
