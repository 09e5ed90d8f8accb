/** What the reports of runs are made of, whatever the task. */
import * as v from 'valibot'
import type { ReportedEpoch, TaskReportPart } from './taskReport.ts'

export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const seconds = v.pipe(v.number(), v.minValue(0))
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
export const atLeastOne = v.pipe(v.number(), v.minValue(1))

export const epochEntries = {
  epoch: count,
  trainLoss: v.number(),
  validationLoss: v.number(),
  learningRate: v.number(),
  seconds,
}

const scoredSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationScores: v.record(v.string(), v.number()) })),
  test: v.looseObject({ loss: v.number(), n: count }),
}

export type ScoredScores = { [Key in keyof typeof scoredSchema]: v.InferOutput<(typeof scoredSchema)[Key]> }

/** Of a task whose epochs have scores by name: what it says of its test, loss and number of examples among it. */
export function scoredReport<Test>(
  figures: (test: Test) => Readonly<Record<string, unknown>> & { readonly loss: number; readonly n: number },
): TaskReportPart<Test> {
  return {
    schema: scoredSchema,
    of: (test, { epochs }): ScoredScores => ({ epochs: epochs.map(scoredEpoch), test: figures(test) }),
  }
}

function scoredEpoch({
  validationAccuracy: _,
  validationPerplexity: __,
  validationScores = {},
  ...metrics
}: ReportedEpoch) {
  return { ...metrics, validationScores: { ...validationScores } }
}
