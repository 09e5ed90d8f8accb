/** The analyses of the model that answers on the examples it was tested on, and what a person does about them. */

import type { DataEdit } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Dataset } from '../data/dataset.ts'
import { editDataset, joinedEdits } from '../data/editDataset.ts'
import { summariseDataset } from '../data/summariseDataset.ts'
import type { AnalysisInput } from '../evaluate/analysisInput.ts'
import { compareFeatures } from '../evaluate/compareFeatures.ts'
import { explain } from '../evaluate/explain.ts'
import { findLabelErrors } from '../evaluate/findLabelErrors.ts'
import { exampleOf, shownExamples } from '../evaluate/shownExample.ts'
import { calibrated } from '../inference/calibrate.ts'
import { disposeTuned, type TunedModel } from '../inference/tunedModel.ts'
import { type EngineContext, type Handlers, neededData } from './engineContext.ts'

type EvaluationCallsHere = Handlers<
  'showExamples' | 'compareFeatures' | 'explain' | 'findLabelErrors' | 'editData' | 'calibrate'
>

export function evaluationCalls(context: EngineContext): EvaluationCallsHere {
  const { codec, repository } = context.around
  const analyse = <T>(work: (tuned: TunedModel, signal: AbortSignal) => Promise<T>) =>
    context.job('examine', (signal) => context.ask((tuned) => work(tuned, signal)))
  return {
    showExamples: async ({ examples, side }) =>
      shownExamples(neededData(context).dataset, examples, { codec, ...(side !== undefined && { side }) }),
    compareFeatures: () => analyse((tuned, signal) => compareFeatures(analysisOf(context), tuned, signal)),
    explain: (question) => analyse((tuned, signal) => explain(analysisOf(context), tuned, question, signal)),
    findLabelErrors: () => analyse((tuned, signal) => findLabelErrors(analysisOf(context), tuned, signal)),
    async editData({ edits }) {
      const data = neededData(context)
      const all = joinedEdits([...data.edits, ...edits.map((edit) => named(data.dataset, edit))])
      const dataset = await editDataset(data.dataset, all)
      const summary = await summariseDataset(dataset, { codec, signal: new AbortController().signal })
      if (context.data !== data) throw new ThawError('cancelled', 'dataReplaced')
      context.data = { ...data, dataset, edits: all }
      return { summary, edits: all }
    },
    calibrate: async ({ temperature }) => {
      const { before, next } = await context.ask(async (tuned) => ({
        before: tuned,
        next: await calibrated(tuned, temperature),
      }))
      if (standing(context) !== before) {
        disposeTuned(next)
        throw new ThawError('cancelled', 'calibratedReplaced')
      }
      context.replaceTuned(next)
      if (next.runId !== undefined) await repository.describe(next.runId, { temperature })
      return null
    },
  }
}

function analysisOf(context: EngineContext): AnalysisInput {
  const { codec, emit } = context.around
  return { dataset: neededData(context).dataset, lastRun: context.lastRun, codec, emit }
}

/** By what the example is and what its class is called, so that it holds when the files are read again. */
function named(dataset: Dataset, { example, label }: { example: number; label: number | null }): DataEdit {
  const { digest, path } = exampleOf(dataset, example)
  if (label === null) return { digest, path, label }
  const name = dataset.classes[label]
  if (name !== undefined) return { digest, path, label: name }
  throw new ThawError('classes-too-few', 'dataLackClass', { classes: dataset.classes.length, number: label + 1 })
}

/** The model that answers at this moment. */
function standing({ active }: EngineContext): TunedModel | null {
  let found: TunedModel | null = null
  void active.use(async (tuned) => {
    found = tuned
  })
  return found
}
