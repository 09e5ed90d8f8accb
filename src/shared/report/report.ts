/**
 * The report of a run: what the Evaluate screen offers for download and what `npm run demo -- --json` writes. It is
 * the contract by which the project is measured from outside, so its names stay. Runs that sort examples and runs that
 * continue texts share all but how they are scored.
 */
import * as v from 'valibot'
import type { ClassificationScores } from '../../tasks/classification/report.ts'
import { type TaskId, taskIds } from '../../tasks/ids.ts'
import { count, type ScoredScores, seconds } from '../../tasks/reportParts.ts'
import { taskReport } from '../../tasks/reports.ts'
import type { GenerationScores } from '../../tasks/text-generation/report.ts'
import { backendIds } from '../catalog/backends.ts'
import { packingChoices } from '../catalog/packings.ts'
import type { DatasetSummary } from '../domain/data.ts'
import type { ModelSummary } from '../domain/model.ts'
import type { RunResult } from '../domain/run.ts'
import { say } from '../messages/say.ts'
import { parseRecipe, type Recipe } from '../recipe/recipe.ts'

const common = {
  /** Absent in reports of versions that had other tasks only by their figures. */
  task: v.exactOptional(v.picklist(taskIds)),
  backend: v.picklist(backendIds),
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
    /** Absent where nobody changed an example. */
    edited: v.exactOptional(v.strictObject({ relabelled: count, leftOut: count })),
  }),
  parameters: v.strictObject({ total: count, trainable: count }),
  bestEpoch: count,
  /** Nats a token of validation texts before training, packed and in 16 bits; absent where nothing is packed. */
  packing: v.exactOptional(
    v.strictObject({
      quantise: v.picklist(packingChoices),
      tokens: count,
      loss: v.number(),
      wholeLoss: v.number(),
      divergence: v.number(),
    }),
  ),
  /** `download` is the loading of the model, `total` everything from there to the test. */
  seconds: v.strictObject({ download: seconds, prepare: seconds, train: seconds, total: seconds }),
  memory: v.strictObject({ tensors: count, peakBytes: count }),
}

const commonSchema = v.strictObject(common)
type Common = v.InferOutput<typeof commonSchema>

export type ClassificationReport = Common & ClassificationScores
export type GenerationReport = Common & GenerationScores
/** Of tasks that came later: their epochs have scores by name, and their test its own figures. */
export type ScoredReport = Common & ScoredScores
export type Report = ClassificationReport | GenerationReport | ScoredReport

export function isGenerationReport(report: Report): report is GenerationReport {
  return 'baseline' in report
}

/** What a finished run reports, from the three summaries that the engine answered with. */
export function buildReport(dataset: DatasetSummary, model: ModelSummary, run: RunResult): Report {
  const { examples, train, validation, test, edited } = run.counts
  const { task } = run.recipe
  const skipped = dataset.skipped.map(({ path, reason }) => ({ path, reason: say(reason) }))
  const shared: Common = {
    task,
    backend: run.backend,
    adapter: run.adapter,
    model: run.recipe.model.id,
    method: run.recipe.method.id,
    seed: run.recipe.seed,
    recipe: run.recipe,
    data: { examples, classes: run.classes.length, train, validation, test, skipped, ...(edited && { edited }) },
    parameters: { ...run.parameters },
    bestEpoch: run.bestEpoch,
    ...(run.packing && { packing: { ...run.packing } }),
    seconds: { download: model.seconds, ...run.seconds, total: model.seconds + run.seconds.total },
    memory: { ...run.memory },
  }
  return { ...shared, ...taskReport(task).report.of(run.test, run) } as Report
}

/** Checks JSON against the contract. @throws Error that names the field which breaks it. */
export function parseReport(value: unknown): Report {
  const parsed = v.safeParse(v.strictObject({ ...common, ...taskReport(taskOf(value)).report.schema }), value)
  if (parsed.success) return parsed.output as Report
  const [issue] = parsed.issues
  throw new Error(`internal: the report breaks its contract at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`)
}

/** Reports of earlier versions name it in their recipe only. */
function taskOf(value: unknown): TaskId {
  const named = v.safeParse(v.looseObject({ recipe: v.looseObject({ task: v.picklist(taskIds) }) }), value)
  return named.success ? named.output.recipe.task : 'image-classification'
}

function isRecipe(value: unknown): boolean {
  try {
    parseRecipe(value)
    return true
  } catch {
    return false
  }
}
