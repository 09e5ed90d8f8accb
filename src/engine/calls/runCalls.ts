/** Runs of this and earlier visits: listing, describing, opening, deleting; and the storage that keeps them. */
import type { RunRecord } from '../../shared/domain/record.ts'
import { calibrated } from '../inference/calibrate.ts'
import { tunedFromRunWeights } from '../inference/runWeights.ts'
import { disposeTuned } from '../inference/tunedModel.ts'
import { readWhole } from '../storage/sha256.ts'
import { type EngineContext, type Handlers, needed, neededModel } from './engineContext.ts'
import { refuseOtherModel } from './refuseOtherModel.ts'
import { keepVisit, lastVisit } from './visit.ts'

type RunCallsHere = Handlers<
  | 'listRuns'
  | 'readRun'
  | 'openRun'
  | 'describeRun'
  | 'countTestView'
  | 'deleteRuns'
  | 'restoreRuns'
  | 'keepVisit'
  | 'lastVisit'
  | 'storage'
  | 'takeOver'
  | 'featureBytes'
  | 'forgetFeatures'
>

export function runCalls(context: EngineContext): RunCallsHere {
  const { repository, features } = context.around
  return {
    listRuns: () => repository.listing(),
    readRun: async ({ runId }) => known(await repository.record(runId)),
    openRun: async ({ runId }) => {
      const record = known(await repository.record(runId))
      await answerWith(context, record)
      return record
    },
    describeRun: async ({ runId, tags, note }) => {
      const words = { ...(tags && { tags: plainTags(tags) }), ...(note !== undefined && { note }) }
      known(await repository.describe(runId, words))
      return repository.listing()
    },
    countTestView: async ({ runId }) => {
      // A run that is opened again shows what was seen before: nothing more is learned of the test.
      const record = known(await repository.record(runId))
      const { testViews, result } =
        record.testViews > 0 ? record : known(await repository.describe(runId, { testViews: 1 }))
      const { runs } = await repository.listing()
      const others = runs.filter((run) => run.id !== runId && run.testViews > 0 && run.testSet === result?.testSet)
      return { views: testViews, runs: others.length + 1 }
    },
    deleteRuns: async ({ runIds }) => {
      // What trains now would come back with its next checkpoint.
      await repository.remove(runIds.filter((id) => id !== context.run?.id))
      return repository.listing()
    },
    restoreRuns: async ({ runIds }) => {
      await repository.restore(runIds)
      return repository.listing()
    },
    keepVisit: async ({ runId }) => {
      await keepVisit(context, runId)
      return null
    },
    lastVisit: () => lastVisit(context),
    storage: () => repository.status(),
    takeOver: () => repository.takeOver(),
    featureBytes: async () => (await features?.bytes()) ?? 0,
    // A run under way goes on, and computes anew what it still needs.
    forgetFeatures: async () => {
      await features?.clear()
      return (await features?.bytes()) ?? 0
    },
  }
}

/** The model of the run takes the place of the one that answered; its data are known where they stand. */
async function answerWith(context: EngineContext, record: RunRecord): Promise<void> {
  refuseOtherModel(context, record)
  const model = neededModel(context)
  const part = record.weights ? await context.around.repository.part(record.id, 'weights') : null
  const bytes = await readWhole(needed(part, 'run-unknown', 'runWeightsNotKept'))
  const on = { model: model.live, text: model.text, recipe: record.recipe }
  const tuned = { ...(await tunedFromRunWeights(bytes, on)), runId: record.id }
  const { temperature, recipe, continued } = record
  try {
    context.replaceTuned(temperature === 1 ? tuned : await calibrated(tuned, temperature))
  } finally {
    if (temperature !== 1) disposeTuned(tuned)
  }
  const stands = context.data?.dataset.fingerprint === recipe.data.fingerprint
  const begun = { recipe, model, ...(continued && { startLost: true }) }
  context.lastRun = context.data && stands ? { ...begun, dataset: context.data.dataset } : null
}

function known(record: RunRecord | null): RunRecord {
  return needed(record, 'run-unknown', 'runUnknown')
}

function plainTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}
