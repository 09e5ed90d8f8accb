// The methods as the picker and the comparison list them: by what of the trunk they touch.
import { methodRefusal } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { FamilyId } from '../../../shared/catalog/families.ts'
import type { TaskId } from '../../../tasks/ids.ts'

export interface MethodGroup {
  readonly title: string
  readonly methods: readonly MethodId[]
}

export const methodGroups: readonly MethodGroup[] = [
  { title: 'Whole blocks', methods: ['head', 'top-blocks', 'gradual', 'full'] },
  { title: 'Own small parts', methods: ['bitfit', 'norm'] },
  { title: 'Added beside', methods: ['lora', 'dora', 'adapter', 'ia3', 'prompt', 'prefix'] },
]

export interface Refusal {
  readonly method: MethodId
  readonly reason: string
}

/** The methods that cannot be chosen here, and why. */
export function refusalsFor(task: TaskId, family: FamilyId): readonly Refusal[] {
  return methodGroups
    .flatMap(({ methods }) => methods)
    .flatMap((method) => {
      const reason = methodRefusal(method, task, family)
      return reason === null ? [] : [{ method, reason }]
    })
}
