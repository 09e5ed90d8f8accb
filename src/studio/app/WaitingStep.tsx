import { Snowflake } from 'lucide-react'
import { selectAll } from '../store/selectors.ts'
import type { StepId } from '../store/state.ts'
import { stepView } from '../store/steps.ts'
import { actions, useStudio } from '../store/studio.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { StepLayout } from '../ui/StepLayout.tsx'
import styles from './WaitingStep.module.css'

const leads: Record<StepId, string> = {
  data: 'The pictures it learns from.',
  model: 'The network it starts from.',
  tune: 'Decide how much of the model to thaw, and how it learns.',
  watch: 'See it learn, epoch by epoch.',
  evaluate: 'How well it does on pictures it has never seen.',
  use: 'Try it on a new picture, and take it with you.',
}

/** A step whose time has not come says what is missing, and leads there. */
export function WaitingStep({ id }: { readonly id: StepId }) {
  const { title, missing } = stepView(useStudio(selectAll), id)
  if (!missing) return null
  return (
    <StepLayout title={title} lead={leads[id]}>
      <div className={styles.waiting}>
        <EmptyState
          picture={<Snowflake size={56} strokeWidth={1.25} className={styles.flake} />}
          title="Not yet"
          text={missing.text}
        >
          <Button look="primary" onPress={() => actions.goTo(missing.step)}>
            {missing.action}
          </Button>
        </EmptyState>
      </div>
    </StepLayout>
  )
}
