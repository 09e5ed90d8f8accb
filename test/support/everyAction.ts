/** What a person can do, with what comes with later screens. */
import { analysisActions } from '../../src/studio/store/analysisActions.ts'
import { compareActions } from '../../src/studio/store/compareActions.ts'
import { probeActions } from '../../src/studio/store/probeActions.ts'
import { promptActions } from '../../src/studio/store/promptActions.ts'
import type { Studio } from '../../src/studio/store/studio.ts'

export function everyAction({ actions }: Pick<Studio, 'actions'>) {
  const { by } = actions
  return {
    ...actions,
    compare: by(compareActions),
    analysis: by(analysisActions),
    probe: by(probeActions),
    prompt: by(promptActions),
  }
}
