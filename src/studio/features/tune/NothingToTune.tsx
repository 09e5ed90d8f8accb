import { selectAll } from '../../store/selectors.ts'
import { stepView } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { SlabStack } from '../../ui/charts/SlabStack.tsx'
import { EmptyStep } from '../../ui/EmptyStep.tsx'
import styles from './tune.module.css'

/** What the step will look like, what it still needs, and the way there. */
export function NothingToTune() {
  const { missing } = stepView(useStudio(selectAll), 'tune')
  return (
    <EmptyStep
      title="Tune"
      lead="Frozen blocks keep what they learned before; thawed blocks adapt to your examples."
      picture={<Preview />}
      nothing="Nothing to thaw yet"
      missing={missing}
      onGo={actions.goTo}
    />
  )
}

function Preview() {
  return (
    <div className={styles.preview}>
      <SlabStack
        label="A model"
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
