import { Flame } from 'lucide-react'
import { methodCard } from '../../../methods/cards.ts'
import { broughtAdapter } from '../../store/continueFrom.ts'
import type { StudioState } from '../../store/state.ts'
import { answeringTask, modelOf, readDataOf } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import styles from './use.module.css'

const selectModelTitle = (state: StudioState) => modelOf(state)?.title ?? ''
const selectNeedsData = (state: StudioState) => readDataOf(state)?.summary.task !== answeringTask(state.use.answering)

/** A brought adapter is a beginning, too. */
export function ContinueFrom({ busy }: { readonly busy: boolean }) {
  const adapter = useStudio(broughtAdapter)
  const model = useStudio(selectModelTitle)
  const needsData = useStudio(selectNeedsData)
  if (!adapter) return null
  const { title } = methodCard(adapter.method.id)
  return (
    <Card title="Train it further">
      <p className={styles.text}>
        Your adapter ({title}) is for {model}. A run can begin with what it has learned
        {needsData ? '; add examples of the same kind first.' : '.'}
      </p>
      <Button icon={Flame} data-action="go-on" isDisabled={busy} onPress={actions.continueFrom}>
        Train it further
      </Button>
    </Card>
  )
}
