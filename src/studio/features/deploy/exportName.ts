import type { StudioState } from '../../store/state.ts'
import { modelOf, readDataOf } from '../../store/steps.ts'

/** A name for what is exported, from the dataset it learned and the model it began as, as its file ends. */
export function exportName(model: string, data: string, suffix = '', ending = 'zip'): string {
  const plain = `${data}-${model}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${plain.replaceAll(/^-+|-+$/g, '').slice(0, 60) || 'thaw-model'}${suffix}.${ending}`
}

/** Of the model that answers. */
export function nameOfModel(state: StudioState, suffix: string, ending?: string): string {
  const imported = state.use.answering?.kind === 'imported'
  const data = imported ? 'fine-tuned' : (readDataOf(state)?.summary.name ?? '')
  return exportName(modelOf(state)?.id ?? 'model', data, suffix, ending)
}
