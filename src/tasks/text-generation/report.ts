/** What is reported of runs that continue texts. */
import * as v from 'valibot'
import { passageFigures } from '../../shared/metrics/passageFigures.ts'
import { intervalText, table } from '../../shared/report/markdown.ts'
import { count } from '../recordParts.ts'
import { atLeastOne, epochEntries } from '../reportParts.ts'
import type { TaskReport, TaskReportPart } from '../taskReport.ts'
import type { GenerationTest } from './card.ts'

const reportSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationPerplexity: atLeastOne })),
  /** Of the untouched network. */
  baseline: v.strictObject({ validationLoss: v.number(), validationPerplexity: atLeastOne }),
  test: v.strictObject({ loss: v.number(), perplexity: atLeastOne, bitsPerByte: v.number(), n: count }),
  /** How one prompt is continued by the untouched network and by the best weights. */
  samples: v.strictObject({ before: v.string(), after: v.string() }),
}

export type GenerationScores = { [Key in keyof typeof reportSchema]: v.InferOutput<(typeof reportSchema)[Key]> }

const report: TaskReportPart<GenerationTest> = {
  schema: reportSchema,
  of({ loss, perplexity, bitsPerByte, n }, { epochs, before, samples }): GenerationScores {
    if (!before || !samples)
      throw new Error('internal: a run that continued texts did not look at the untouched network')
    return {
      epochs: epochs.map(({ validationPerplexity, validationAccuracy: _, ...metrics }) => {
        if (validationPerplexity === null) throw new Error(`internal: epoch ${metrics.epoch} has no perplexity`)
        return { ...metrics, validationPerplexity }
      }),
      baseline: { ...before },
      test: { loss, perplexity, bitsPerByte, n },
      samples: { before: samples.before, after: samples.after },
    }
  },
}

export const textGenerationReport: TaskReport<GenerationTest> = {
  report,
  // A perplexity of 1 is a text known by heart: a fifth of the way there is a voice that is clearly taken on.
  worth: {
    baseline: ({ before }) => before?.validationPerplexity ?? null,
    beside: (baseline) => `Before fine-tuning it was ${baseline}.`,
    perfect: 1,
    good: 0.2,
    isShare: false,
  },
  modelCard: {
    intendedUse: () =>
      'Continuing texts like those it was fine-tuned on. It does not know whether what it writes is true.',
    metrics: (test, { passages }) => [
      table(
        ['On the test', 'Before fine-tuning', 'This model', '95 % interval'],
        passageFigures.map(({ key, label, digits }) => [
          label,
          test.before[key].toFixed(digits),
          test[key].toFixed(digits),
          intervalText(passages?.[key] ?? null, digits),
        ]),
      ),
    ],
    limits: () => [],
  },
}
