import { modelCards } from '../../../shared/catalog/models.ts'
import { selectCurrentModel, selectModel, selectRun } from '../../store/selectors.ts'
import { isRunning } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { ModelAside } from './ModelAside.tsx'
import { ModelCard } from './ModelCard.tsx'
import styles from './ModelScreen.module.css'

/** The gallery. The model before stays until the next one was loaded without error. */
export function ModelScreen() {
  const model = useStudio(selectModel)
  const current = useStudio(selectCurrentModel)
  const running = isRunning(useStudio(selectRun))
  const failure = model.status === 'loading' ? null : model.error
  return (
    <StepLayout
      title="Model"
      lead="Start from a network that has already learned to see. You only teach it the rest."
      aside={current && <ModelAside model={current} busy={model.status === 'loading'} />}
    >
      {failure && <ErrorNotice error={failure.error} action={retryOf(failure.id)} onDismiss={actions.dismiss.model} />}
      {running && (
        <Notice>
          <p>A run is under way with this model. Stop it before you choose another.</p>
        </Notice>
      )}
      <ul className={styles.cards}>
        {modelCards.map((card) => (
          <ModelCard key={card.id} card={card} locked={running} />
        ))}
      </ul>
    </StepLayout>
  )
}

/** Files that were brought from elsewhere cannot be asked for again. */
function retryOf(id: string) {
  if (!modelCards.some((card) => card.id === id)) return undefined
  return { label: 'Try again', onPress: () => void actions.loadModel(id) }
}
