/**
 * The report of a run: what the Evaluate screen offers for download and what `npm run demo -- --json` writes. It is
 * the contract by which the project is measured from outside, so its names stay.
 */
import * as v from 'valibot'
import type { DatasetSummary, ModelSummary, RunResult } from './protocol.ts'
import { parseRecipe, type Recipe } from './recipe.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const seconds = v.pipe(v.number(), v.minValue(0))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

const reportSchema = v.strictObject({
  backend: v.picklist(['webgpu', 'wasm', 'cpu']),
  adapter: v.string(),
  model: v.string(),
  method: v.string(),
  seed: count,
  recipe: v.custom<Recipe>(isRecipe, 'Expected a recipe'),
  data: v.strictObject({
    examples: count,
    classes: count,
    train: count,
    validation: count,
    test: count,
    skipped: v.array(v.strictObject({ path: v.string(), reason: v.string() })),
  }),
  parameters: v.strictObject({ total: count, trainable: count }),
  epochs: v.array(
    v.strictObject({
      epoch: count,
      trainLoss: v.number(),
      validationLoss: v.number(),
      validationAccuracy: share,
      learningRate: v.number(),
      seconds,
    }),
  ),
  bestEpoch: count,
  test: v.strictObject({
    loss: v.number(),
    accuracy: share,
    n: count,
    perClass: v.array(v.strictObject({ name: v.string(), precision: share, recall: share, f1: share, support: count })),
  }),
  /** `download` is the loading of the model, `total` everything from there to the test. */
  seconds: v.strictObject({ download: seconds, prepare: seconds, train: seconds, total: seconds }),
  memory: v.strictObject({ tensors: count, peakBytes: count }),
})

export type Report = v.InferOutput<typeof reportSchema>

/** What a finished run reports, from the three summaries that the engine answered with. */
export function buildReport(dataset: DatasetSummary, model: ModelSummary, run: RunResult): Report {
  const { examples, train, validation, test } = run.counts
  const { loss, accuracy, n, perClass } = run.test
  return {
    backend: run.backend,
    adapter: run.adapter,
    model: run.recipe.model.id,
    method: run.recipe.method.id,
    seed: run.recipe.seed,
    recipe: run.recipe,
    data: { examples, classes: run.classes.length, train, validation, test, skipped: [...dataset.skipped] },
    parameters: { ...run.parameters },
    epochs: [...run.epochs],
    bestEpoch: run.bestEpoch,
    test: { loss, accuracy, n, perClass: [...perClass] },
    seconds: { download: model.seconds, ...run.seconds, total: model.seconds + run.seconds.total },
    memory: { ...run.memory },
  }
}

/** Checks JSON against the contract. @throws Error that names the field which breaks it. */
export function parseReport(value: unknown): Report {
  const parsed = v.safeParse(reportSchema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new Error(`internal: the report breaks its contract at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`)
}

function isRecipe(value: unknown): boolean {
  try {
    parseRecipe(value)
    return true
  } catch {
    return false
  }
}
