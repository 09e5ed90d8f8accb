import { useMemo } from 'react'
import type { MethodId } from '../../../methods/ids.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { fieldsUnder } from '../../store/recipeForm.ts'
import type { RecipeState } from '../../store/state.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { countOf } from '../../ui/format.ts'
import { compareMethods } from './comparison.ts'
import { MethodTable } from './MethodTable.tsx'
import styles from './tune.module.css'

export interface WhichMethodProps {
  readonly model: ModelSummary
  readonly data: DatasetSummary
  readonly recipe: RecipeState
  readonly chosen: MethodId
  readonly onChoose: (method: MethodId) => void
  readonly onClose: () => void
}

/** What each method would cost here, so that one can be chosen before anything is trained. */
export function WhichMethod({ model, data, recipe, chosen, onChoose, onClose }: WhichMethodProps) {
  const groups = useMemo(
    () => compareMethods(model, data, (method) => fieldsUnder(recipe, method)),
    [model, data, recipe],
  )
  const { one, many } = exampleWords(data.task)
  return (
    <Dialog
      isOpen
      title="Which method?"
      lead={`What each would train, keep and take on ${model.title} with your ${countOf(data.examples, one, many)}, before anything runs.`}
      name="which-method"
      onClose={onClose}
    >
      <MethodTable groups={groups} blocks={model.blocks.length} chosen={chosen} onChoose={onChoose} />
      <p className={styles.caption}>
        Times are estimates from this device’s own measurement, with each method’s settings as they stand. How well each
        one learns, only a run can tell. With few {many}, prefer methods with few trainable parameters.
      </p>
    </Dialog>
  )
}
