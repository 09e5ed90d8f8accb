/**
 * The report of a run: what the Evaluate screen offers for download and what `npm run demo -- --json` writes. It is
 * the contract by which the project is measured from outside, so its names stay. Runs that sort examples and runs that
 * continue texts share all but how they are scored.
 */
import * as v from 'valibot'
import type { DatasetSummary } from '../domain/data.ts'
import type { ModelSummary } from '../domain/model.ts'
import type { EpochMetrics, RunResult } from '../domain/run.ts'
import { parseRecipe, type Recipe } from '../recipe/recipe.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const seconds = v.pipe(v.number(), v.minValue(0))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const atLeastOne = v.pipe(v.number(), v.minValue(1))

const epoch = {
  epoch: count,
  trainLoss: v.number(),
  validationLoss: v.number(),
  learningRate: v.number(),
  seconds,
}

const common = {
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
  bestEpoch: count,
  /** `download` is the loading of the model, `total` everything from there to the test. */
  seconds: v.strictObject({ download: seconds, prepare: seconds, train: seconds, total: seconds }),
  memory: v.strictObject({ tensors: count, peakBytes: count }),
}

const classificationSchema = v.strictObject({
  ...common,
  epochs: v.array(v.strictObject({ ...epoch, validationAccuracy: share })),
  test: v.strictObject({
    loss: v.number(),
    accuracy: share,
    n: count,
    perClass: v.array(v.strictObject({ name: v.string(), precision: share, recall: share, f1: share, support: count })),
  }),
})

const generationSchema = v.strictObject({
  ...common,
  epochs: v.array(v.strictObject({ ...epoch, validationPerplexity: atLeastOne })),
  /** Of the untouched network. */
  baseline: v.strictObject({ validationLoss: v.number(), validationPerplexity: atLeastOne }),
  test: v.strictObject({ loss: v.number(), perplexity: atLeastOne, bitsPerByte: v.number(), n: count }),
  /** How one prompt is continued by the untouched network and by the best weights. */
  samples: v.strictObject({ before: v.string(), after: v.string() }),
})

export type ClassificationReport = v.InferOutput<typeof classificationSchema>
export type GenerationReport = v.InferOutput<typeof generationSchema>
export type Report = ClassificationReport | GenerationReport

export function isGenerationReport(report: Report): report is GenerationReport {
  return 'baseline' in report
}

/** What a finished run reports, from the three summaries that the engine answered with. */
export function buildReport(dataset: DatasetSummary, model: ModelSummary, run: RunResult): Report {
  const { examples, train, validation, test } = run.counts
  const shared = {
    backend: run.backend,
    adapter: run.adapter,
    model: run.recipe.model.id,
    method: run.recipe.method.id,
    seed: run.recipe.seed,
    recipe: run.recipe,
    data: { examples, classes: run.classes.length, train, validation, test, skipped: [...dataset.skipped] },
    parameters: { ...run.parameters },
    bestEpoch: run.bestEpoch,
    seconds: { download: model.seconds, ...run.seconds, total: model.seconds + run.seconds.total },
    memory: { ...run.memory },
  }
  return { ...shared, ...scoresOf(run) }
}

/** Checks JSON against the contract. @throws Error that names the field which breaks it. */
export function parseReport(value: unknown): Report {
  const continues = typeof value === 'object' && value !== null && 'baseline' in value
  const parsed = v.safeParse(continues ? generationSchema : classificationSchema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new Error(`internal: the report breaks its contract at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`)
}

type Scores<R extends Report> = Omit<R, keyof typeof common>

function scoresOf({
  test,
  epochs,
  before,
  samples,
}: RunResult): Scores<ClassificationReport> | Scores<GenerationReport> {
  switch (test.kind) {
    case 'classification': {
      const { loss, accuracy, n, perClass } = test
      return { epochs: epochs.map(sortingEpoch), test: { loss, accuracy, n, perClass: [...perClass] } }
    }
    case 'generation': {
      if (!before || !samples)
        throw new Error('internal: a run that continued texts did not look at the untouched network')
      const { loss, perplexity, bitsPerByte, n } = test
      return {
        epochs: epochs.map(continuingEpoch),
        baseline: { ...before },
        test: { loss, perplexity, bitsPerByte, n },
        samples: { before: samples.before, after: samples.after },
      }
    }
    default:
      return test satisfies never
  }
}

function sortingEpoch({ validationAccuracy, validationPerplexity: _, ...metrics }: EpochMetrics) {
  if (validationAccuracy === null) throw new Error(`internal: epoch ${metrics.epoch} has no accuracy`)
  return { ...metrics, validationAccuracy }
}

function continuingEpoch({ validationPerplexity, validationAccuracy: _, ...metrics }: EpochMetrics) {
  if (validationPerplexity === null) throw new Error(`internal: epoch ${metrics.epoch} has no perplexity`)
  return { ...metrics, validationPerplexity }
}

function isRecipe(value: unknown): boolean {
  try {
    parseRecipe(value)
    return true
  } catch {
    return false
  }
}
