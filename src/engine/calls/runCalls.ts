/** Runs of this and earlier visits: listing, describing, opening, deleting; and the storage that keeps them. */
import type { RunRecord } from '../../shared/domain/record.ts'
import { calibrated } from '../inference/calibrate.ts'
import { tunedFromLearned } from '../inference/runWeights.ts'
import { disposeTuned } from '../inference/tunedModel.ts'
import { readWhole } from '../weights/sha256.ts'
import { type Bench, type Handlers, needed, neededModel } from './engineContext.ts'
import { refuseOtherModel } from './refuseOtherModel.ts'

type RunCallsHere = Handlers<
  | 'listRuns'
  | 'readRun'
  | 'openRun'
  | 'describeRun'
  | 'lookAtTest'
  | 'deleteRuns'
  | 'restoreRuns'
  | 'storage'
  | 'takeOver'
  | 'keptFeatures'
  | 'forgetFeatures'
>

export function runCalls(bench: Bench): RunCallsHere {
  const { keeper, features } = bench.around
  return {
    listRuns: () => keeper.listing(),
    readRun: async ({ runId }) => known(await keeper.record(runId)),
    openRun: async ({ runId }) => {
      const record = known(await keeper.record(runId))
      await answerWith(bench, record)
      return record
    },
    describeRun: async ({ runId, tags, note }) => {
      const words = { ...(tags && { tags: plainTags(tags) }), ...(note !== undefined && { note }) }
      known(await keeper.describe(runId, words))
      return keeper.listing()
    },
    lookAtTest: async ({ runId }) => {
      const { looks: before } = known(await keeper.record(runId))
      const { looks, result } = known(await keeper.describe(runId, { looks: before + 1 }))
      const { runs } = await keeper.listing()
      const others = runs.filter((run) => run.id !== runId && run.looks > 0 && run.testSet === result?.testSet)
      return { looks, runs: others.length + 1 }
    },
    deleteRuns: async ({ runIds }) => {
      // What trains now would come back with its next checkpoint.
      await keeper.remove(runIds.filter((id) => id !== bench.run?.id))
      return keeper.listing()
    },
    restoreRuns: async ({ runIds }) => {
      await keeper.restore(runIds)
      return keeper.listing()
    },
    storage: () => keeper.status(),
    takeOver: () => keeper.takeOver(),
    keptFeatures: async () => (await features?.bytes()) ?? 0,
    // A run under way goes on, and computes anew what it still needs.
    forgetFeatures: async () => {
      await features?.clear()
      return (await features?.bytes()) ?? 0
    },
  }
}

/** The model of the run takes the place of the one that answered; its data are known where they stand. */
async function answerWith(bench: Bench, record: RunRecord): Promise<void> {
  refuseOtherModel(bench, record)
  const model = neededModel(bench)
  const part = record.weights ? await bench.around.keeper.part(record.id, 'weights') : null
  const message = 'The weights of this run are not kept on this device, or are damaged.'
  const bytes = await readWhole(needed(part, 'run-unknown', message, 'Train it again: its recipe is kept.'))
  const on = { model: model.live, text: model.text, recipe: record.recipe }
  const tuned = { ...(await tunedFromLearned(bytes, on)), runId: record.id }
  const { temperature, recipe, goneOn } = record
  try {
    bench.replaceTuned(temperature === 1 ? tuned : await calibrated(tuned, temperature))
  } finally {
    if (temperature !== 1) disposeTuned(tuned)
  }
  const stands = bench.data?.dataset.fingerprint === recipe.data.fingerprint
  const begun = { recipe, model, ...(goneOn && { startLost: true }) }
  bench.lastRun = bench.data && stands ? { ...begun, dataset: bench.data.dataset } : null
}

function known(record: RunRecord | null): RunRecord {
  return needed(record, 'run-unknown', 'There is no such run on this device.', 'Look for it in the table of runs.')
}

function plainTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}
