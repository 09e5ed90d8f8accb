/** Kept runs as an engine would list them, and a studio whose engine has some. */
import type { RunListing, RunRecord, RunSummary, StorageStatus } from '../../src/shared/domain/record.ts'
import { emptyRunLog } from '../../src/shared/domain/runLog.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'
import { comparing, resultOf } from './comparing.ts'
import { ok } from './fakeEngine.ts'

export const keeping: StorageStatus = {
  kind: 'keeping',
  reason: null,
  usedBytes: 5e6,
  quotaBytes: 1e9,
  runsBytes: 2e6,
}

export function recipeOf(part: Partial<Recipe> = {}, method: Parameters<typeof defaultFields>[0] = 'head'): Recipe {
  const identity = {
    task: 'image-classification',
    model: { id: 'thaw-vision', revision: 'main' },
    data: { name: 'pets, of all sorts', fingerprint: 'f00' },
    backend: 'auto',
  } as const
  return { ...buildRecipe(identity, defaultFields(method)), ...part }
}

/** A finished run, unless told otherwise. */
export function keptRun(id: string, part: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 2,
    id,
    recipe: recipeOf(),
    task: 'image-classification',
    modelTitle: 'Thaw vision',
    model: { kind: 'catalog', id: 'thaw-vision' },
    data: {
      request: { kind: 'sample', task: 'image-classification' },
      columns: { textColumn: '', labelColumn: '' },
      edits: [],
    },
    startedAt: Date.now() - 3_600_000,
    changedAt: Date.now() - 120_000,
    status: 'finished',
    error: null,
    tags: [],
    note: '',
    checkpoint: null,
    weights: true,
    testViews: 0,
    comparison: null,
    temperature: 1,
    epochs: 10,
    bestEpoch: 8,
    validationLoss: 0.4,
    validationScore: 0.9,
    testScore: 0.88,
    testSet: 't0',
    trainable: 1000,
    seconds: 12,
    bytes: 4e6,
    ...part,
  }
}

/** One that something cut short after two epochs of ten. */
export function cutRun(id: string, part: Partial<RunSummary> = {}): RunSummary {
  const checkpoint = { step: 14, epoch: 2, at: Date.now() - 120_000 }
  return keptRun(id, { status: 'running', checkpoint, epochs: 2, testScore: null, weights: false, ...part })
}

export function recordOf(run: RunSummary, part: Partial<RunRecord> = {}): RunRecord {
  const epochs = Array.from({ length: run.epochs }, (_, index) => ({
    epoch: index + 1,
    trainLoss: 1 / (index + 1),
    validationLoss: 1 / (index + 1),
    validationAccuracy: 0.5 + index / 20,
    validationPerplexity: null,
    learningRate: 0.1,
    seconds: 1,
  }))
  const asked = { runId: run.id, recipe: run.recipe }
  const result = run.status === 'finished' ? resultOf(asked, run.testScore ?? 0) : null
  return { ...run, log: { ...emptyRunLog, epochs, bestEpoch: run.bestEpoch }, result, ...part }
}

/** With data and a model that stand; `empty` without either. */
export async function withRuns(runs: readonly RunSummary[], storage: StorageStatus = keeping) {
  const studio = await comparing()
  const kept = { runs: [...runs] as readonly RunSummary[] }
  const listing = (): RunListing => ({ runs: kept.runs, newer: 0 })
  const find = (runId: string) => {
    const run = runs.find(({ id }) => id === runId)
    if (!run) throw new Error(`No run ${runId}.`)
    return run
  }
  Object.assign(studio.replies, {
    storage: () => ok(storage),
    listRuns: () => ok(listing()),
    readRun: ({ runId }: { runId: string }) => ok(recordOf(find(runId))),
    openRun: ({ runId }: { runId: string }) => ok(recordOf(find(runId))),
    describeRun: ({ runId, ...about }: { runId: string }) => {
      kept.runs = kept.runs.map((run) => (run.id === runId ? { ...run, ...about } : run))
      return ok(listing())
    },
    deleteRuns: ({ runIds }: { runIds: readonly string[] }) => {
      kept.runs = kept.runs.filter(({ id }) => !runIds.includes(id))
      return ok(listing())
    },
    restoreRuns: ({ runIds }: { runIds: readonly string[] }) => {
      kept.runs = [...kept.runs, ...runIds.map(find)]
      return ok(listing())
    },
  })
  await studio.actions.runs.list()
  return { ...studio, asked: (name: string) => studio.engine.asked.filter((each) => each.name === name) }
}
