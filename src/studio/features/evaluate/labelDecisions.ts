// What a person decided of doubted labels, as changes to the dataset.
import type { LabelDoubt } from '../../../shared/wire/evaluationCalls.ts'
import type { Edits } from '../../store/analysisActions.ts'

/** `take` is the suggested label. */
export type Decision = 'keep' | 'take' | 'drop'

export function decidedEdits(doubts: readonly LabelDoubt[], decisions: ReadonlyMap<number, Decision>): Edits {
  return doubts.flatMap(({ example, suggested }): Edits => {
    const decision = decisions.get(example) ?? 'keep'
    if (decision === 'keep') return []
    return [{ example, label: decision === 'take' ? suggested : null }]
  })
}
