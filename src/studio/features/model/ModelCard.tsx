import { Check, ExternalLink, HardDrive, Trash2 } from 'lucide-react'
import { modelSummary } from '../../../shared/catalog/modelSummaries.ts'
import type { ModelCard as Card, ModelId } from '../../../shared/catalog/models.ts'
import type { Message } from '../../../shared/messages/message.ts'
import {
  selectAll,
  selectCurrentModel,
  selectLastModel,
  selectModel,
  selectStoredModels,
} from '../../store/selectors.ts'
import { modelFits } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { StageProgress } from '../../ui/StageProgress.tsx'
import { useSay } from '../../ui/useSay.ts'
import { inputFact, skills } from './cardWords.ts'
import { expectedTime } from './expectedTime.ts'
import type { Recommended } from './gallery.ts'
import styles from './ModelCard.module.css'
import { ModelPicture } from './ModelPicture.tsx'

export interface ModelCardProps {
  readonly card: Card
  readonly locked: boolean
  /** Why it cannot be chosen for the data that stands. */
  readonly refusal: string | null
  /** Set for the one to begin with. */
  readonly recommended: Recommended | null
}

/** One model of the gallery: what it is, where it comes from, whether it is here, and the button that loads it. */
export function ModelCard({ card, locked, refusal, recommended }: ModelCardProps) {
  const current = useStudio(selectCurrentModel)
  const chosen = current?.id === card.id
  return (
    <li className={classes(styles.card, chosen && styles.chosen)} data-chosen={chosen || undefined}>
      <div className={styles.head}>
        <ModelPicture parameters={card.parameters} />
        <div>
          <h2>{card.title}</h2>
          <p className={styles.task}>
            {skills(card)} <LastUsed id={card.id} />
          </p>
        </div>
      </div>
      {recommended?.why && <Why id={card.id} why={recommended.why} />}
      <p className={styles.summary}>{[modelSummary(card.id as ModelId), card.limit].filter(Boolean).join(' ')}</p>
      {card.note && <p className={styles.aside}>{card.note}</p>}
      <dl className={styles.facts}>
        <Fact name="Parameters" value={formatCount(card.parameters)} />
        <Fact name="Download" value={formatBytes(card.downloadBytes)} />
        <Fact {...inputFact(card)} />
        <Fact name="Licence" value={card.licence} />
      </dl>
      <Foot
        card={card}
        locked={locked || refusal !== null}
        chosen={chosen}
        refusal={refusal}
        recommended={recommended}
      />
    </li>
  )
}

/** Why it is the one to begin with for the data that stand, and how long that will take. */
function Why({ id, why }: { readonly id: string; readonly why: Message }) {
  const time = expectedTime(useStudio(selectAll), id)
  const { say } = useSay()
  return (
    <p className={styles.why} data-recommended={id}>
      <strong>Recommended for your data.</strong> {say(why)}
      {time && ` ${say(time)}`}
    </p>
  )
}

function Foot({ card, locked, chosen, refusal, recommended }: ModelCardProps & { readonly chosen: boolean }) {
  const model = useStudio(selectModel)
  const none = !useStudio(modelFits)
  if (model.status === 'loading' && model.from === 'gallery' && model.id === card.id)
    return (
      <div className={styles.foot}>
        <StageProgress
          progress={model.progress}
          waiting="Starting the download …"
          onCancel={() => void actions.cancel('model')}
        />
      </div>
    )
  return (
    <div className={styles.foot}>
      <div className={styles.origin}>
        <a href={card.home} target="_blank" rel="noreferrer">
          {card.publisher}
          <ExternalLink size={12} role="img" aria-label="opens in a new tab" />
        </a>
        <Stored card={card} locked={chosen || model.status === 'loading'} />
      </div>
      {refusal !== null && (
        <p className={styles.refusal} data-refusal={card.id}>
          {refusal}
        </p>
      )}
      <Button
        variant={recommended && none ? 'primary' : 'plain'}
        {...(chosen ? { icon: Check } : {})}
        isDisabled={locked || model.status === 'loading'}
        data-model={card.id}
        onPress={() => (chosen ? actions.goTo('tune') : void actions.loadModel(card.id))}
      >
        {chosen ? 'Chosen' : `Choose ${card.title}`}
      </Button>
    </div>
  )
}

/** Whether its files are on this device, and the way to be rid of them. */
function Stored({ card, locked }: { readonly card: Card; readonly locked: boolean }) {
  const stored = useStudio(selectStoredModels).find(({ id }) => id === card.id)
  const current = useStudio(selectCurrentModel)
  if (card.source.kind === 'site') return <span className={styles.stored}>Built in, no download</span>
  if (!stored || stored.storedBytes === 0) return <span className={styles.stored}>Downloads when chosen</span>
  return (
    <span className={styles.stored}>
      <HardDrive size={14} aria-hidden="true" />
      On this device, {formatBytes(stored.storedBytes)}
      <IconButton
        icon={Trash2}
        label={`Delete ${card.title} from this device`}
        // Its weights may be read from there while it is in use.
        isDisabled={locked || current?.id === card.id}
        data-action="forget-model"
        onPress={() => void actions.forgetModel(card.id)}
      />
    </span>
  )
}

function LastUsed({ id }: { readonly id: string }) {
  const last = useStudio(selectLastModel)
  const current = useStudio(selectCurrentModel)
  return last === id && !current ? <span className={styles.last}>last used</span> : null
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
