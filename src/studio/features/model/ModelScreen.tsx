import { modelCards } from '../../../shared/catalog/models.ts'
import { selectCurrentData, selectCurrentModel, selectModel, selectRun } from '../../store/selectors.ts'
import type { ModelError } from '../../store/state.ts'
import { isRunning } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { looksAtPictures } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { countOf } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { type GalleryShelf, type Recommended, recommended, shelves } from './gallery.ts'
import { ModelAside } from './ModelAside.tsx'
import { ModelCard } from './ModelCard.tsx'
import styles from './ModelScreen.module.css'
import { OtherModels } from './OtherModels.tsx'

/** The gallery, and the ways to any other model. The model before stays until the next one was loaded without error. */
export function ModelScreen() {
  const model = useStudio(selectModel)
  const current = useStudio(selectCurrentModel)
  const data = useStudio(selectCurrentData)?.summary ?? null
  const task = data?.task ?? null
  const running = isRunning(useStudio(selectRun))
  const failure = model.status === 'loading' || model.error?.from !== 'gallery' ? null : model.error
  const all = shelves(modelCards, data)
  const [first, ...others] = all
  const best = recommended(modelCards, data)
  return (
    <StepLayout
      title="Model"
      lead={
        task !== null && looksAtPictures([task])
          ? 'Start from a model that has already learned to see. You only teach it the rest.'
          : 'Start from a model that has already learned a lot. You only teach it the rest.'
      }
      aside={current && <ModelAside model={current} busy={model.status === 'loading'} />}
    >
      {failure && <GalleryError failure={failure} />}
      {running && (
        <Notice>
          <p>A run is using this model. Stop the run before you choose another model.</p>
        </Notice>
      )}
      {first && <Shelf shelf={first} best={best} locked={running} />}
      {task !== null && <OtherModels locked={running} />}
      {others.map((shelf) =>
        shelf.key === 'other' ? (
          <Unfit key={shelf.key} shelf={shelf} locked={running} />
        ) : (
          <Shelf key={shelf.key} shelf={shelf} locked={running} />
        ),
      )}
      {task === null && <OtherModels locked={running} />}
    </StepLayout>
  )
}

interface ShelfProps {
  readonly shelf: GalleryShelf
  /** The model to begin with, if it stands here. */
  readonly best?: Recommended | null
  readonly locked: boolean
}

function Shelf({ shelf: { key, title, models }, best = null, locked }: ShelfProps) {
  return (
    <section className={styles.shelf} data-shelf={key}>
      {title !== null && <h2 className={styles.title}>{title}</h2>}
      <ul className={styles.cards}>
        {models.map(({ card, refusal }) => (
          <ModelCard
            key={card.id}
            card={card}
            locked={locked}
            refusal={refusal}
            recommended={card.id === best?.id ? best : null}
          />
        ))}
      </ul>
    </section>
  )
}

/** Folded away: they are here to be known of, not to be chosen now. */
function Unfit({ shelf, locked }: ShelfProps) {
  const note = countOf(shelf.models.length, 'model', 'models')
  return (
    <Card>
      <Disclosure label={shelf.title ?? ''} note={note} action="other-models">
        <Shelf shelf={{ ...shelf, title: null }} locked={locked} />
      </Disclosure>
    </Card>
  )
}

function GalleryError({ failure: { id, error } }: { readonly failure: ModelError }) {
  const known = modelCards.some((card) => card.id === id)
  const action = known ? { label: 'Try again', onPress: () => void actions.loadModel(id) } : undefined
  return <ErrorNotice error={error} action={action} onDismiss={actions.dismiss.model} />
}
