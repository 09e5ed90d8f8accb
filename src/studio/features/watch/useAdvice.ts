import { useMemo } from 'react'
import { type Advice, adviceFor } from '../../../shared/advice.ts'
import type { RunState, StudioState } from '../../store/state.ts'
import { modelOf, readDataOf } from '../../store/steps.ts'
import { usePaced } from './usePaced.ts'

const selectRun = (state: StudioState) => state.run

/**
 * What the curves suggest, and of which run.
 * @param everyMs how long news wait at most; readers differ in it, so that they are not drawn in one task
 */
export function useAdvice(everyMs: number): { readonly run: RunState; readonly advice: readonly Advice[] } {
  const run = usePaced(selectRun, everyMs)
  const data = usePaced(readDataOf, everyMs)
  const model = usePaced(modelOf, everyMs)
  const log = run.status === 'idle' ? null : run.log
  const advice = useMemo(() => {
    if (!log) return []
    const summary = data?.summary
    const validation = run.status === 'finished' ? run.result.counts.validation : estimated(log, summary?.examples ?? 0)
    const blocks = model?.id === log.recipe.model.id ? model.blocks.length : null
    return adviceFor(log, log.recipe, { validation, classes: summary?.classes.length ?? 0, blocks })
  }, [log, run, data, model])
  return { run, advice }
}

/** Before the run is over, the size of its validation split follows from its share. */
function estimated({ recipe }: { recipe: { split: { validation: number } } }, examples: number): number {
  return Math.round(recipe.split.validation * examples)
}
