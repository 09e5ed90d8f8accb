// The methods as the picker and the comparison list them: by what of the trunk they touch.
import { listedCards, methodRefusal } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { MethodCard, NetworkParts } from '../../../methods/methodCard.ts'
import type { FamilyId } from '../../../shared/catalog/families.ts'
import type { TaskId } from '../../../tasks/ids.ts'

export interface MethodGroup {
  readonly title: string
  readonly methods: readonly MethodId[]
}

const titles: Record<MethodCard['group'], string> = {
  blocks: 'Whole blocks',
  parts: 'Parts of the model',
  beside: 'Adapters',
}

export const methodGroups: readonly MethodGroup[] = Object.entries(titles).map(([group, title]) => ({
  title,
  methods: listedCards.filter((card) => card.group === group).map(({ id }) => id),
}))

export interface Refusal {
  readonly method: MethodId
  readonly reason: string
}

/** The methods that cannot be chosen here, and why. */
export function refusalsFor(task: TaskId, network: FamilyId | NetworkParts): readonly Refusal[] {
  return methodGroups
    .flatMap(({ methods }) => methods)
    .flatMap((method) => {
      const reason = methodRefusal(method, task, network)
      return reason === null ? [] : [{ method, reason }]
    })
}
