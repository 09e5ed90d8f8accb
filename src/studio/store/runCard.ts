/**
 * What the report and the model card of a run are written from, and the card itself: the same words whether it is saved by
 * itself, lies in an export or stands behind a page that was made of the model.
 */
import { type ModelCardFacts, modelCardText } from '../../shared/report/modelCard.ts'
import type { StudioState } from './state.ts'
import { modelOf } from './steps.ts'
import { type PaperSource, panelsWhenHere, type TaskPanels, type TaskPaper } from './taskPanels.ts'

type Paper = TaskPanels['evaluate']['paper']

/** Waits for whatever interval is not known yet. @param told what the run's task says of its test. */
export async function paperFacts(source: PaperSource, told: Paper): Promise<TaskPaper & ModelCardFacts> {
  const { result, modelTitle } = source
  const own = await told(source)
  const { features, temperature } = source.analysis()
  return { ...own, result, modelTitle, untouched: features?.nearestMean?.before ?? null, temperature }
}

/** Of the model that answers, in Markdown; null for one that was brought, whose run nobody here knows. */
export async function cardOfAnswering(get: () => StudioState): Promise<string | null> {
  const { run, use, runs } = get()
  if (use.answering?.kind !== 'run' || run.status !== 'finished') return null
  const { result, log } = run
  if (result.runId !== use.answering.runId) return null
  const panels = await panelsWhenHere(result.recipe.task)
  if (!panels) return null
  const kept = runs.runs.find(({ id }) => id === result.runId)?.temperature ?? 1
  const source: PaperSource = {
    ...{ result, log, modelTitle: titleOf(get(), result.recipe.model.id) },
    analysis: () => {
      const { analysis } = get()
      // What stands of another run's analysis says nothing of this one.
      return analysis.runId === result.runId ? analysis : { ...analysis, features: null, temperature: kept }
    },
    fetch: null,
  }
  return modelCardText(await paperFacts(source, panels.evaluate.paper))
}

/** By its name where it still is the model that is open. */
function titleOf(state: StudioState, id: string): string {
  const model = modelOf(state)
  return model?.id === id ? model.title : id
}
