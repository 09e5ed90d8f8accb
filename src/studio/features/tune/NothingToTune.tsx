import type { StudioState } from '../../store/state.ts'
import { stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import styles from './tune.module.css'

const selectHasData = (state: StudioState) => stepView(state, 'tune').missing?.step === 'model'

/** What the step will look like, what it still needs, and the way there. */
export function NothingToTune() {
  const hasData = useStudio(selectHasData)
  const step = hasData ? 'model' : 'data'
  const text = hasData
    ? 'Your examples are in. Pick a pre-trained model, and decide here how much of it to thaw.'
    : 'Bring in some pictures and pick a model. Then decide here how much of it to thaw.'
  return (
    <StepLayout title="Tune" lead="Frozen blocks keep what they learned before; thawed ones adapt to your pictures.">
      <EmptyState picture={<Preview />} title="Nothing to thaw yet" text={text}>
        <Button look="primary" data-action={`go-${step}`} onPress={() => actions.goTo(step)}>
          {hasData ? 'Choose a model' : 'Choose data'}
        </Button>
      </EmptyState>
    </StepLayout>
  )
}

function Preview() {
  return (
    <div className={styles.preview}>
      <SlabStack
        label="A trunk"
        compact
        slabs={preview}
        frozen={3}
        warmZone={{ word: 'Thawed', detail: '' }}
        frozenZone={{ word: 'Frozen', detail: '' }}
      />
    </div>
  )
}

const preview = [2, 4, 7, 8, 3].map((weight, index) => ({ key: `${index}`, label: '', note: '', weight }))
