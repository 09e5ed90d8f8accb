import { BookOpenText, type LucideIcon, MessagesSquare, Shapes } from 'lucide-react'
import { type OfferedSample, samples } from '../../../shared/catalog/sample.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskIcon } from '../../../tasks/taskCard.ts'
import { selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { useLater } from '../../ui/useLater.ts'
import { fetchExtras } from './fetchExtras.ts'
import styles from './SampleCards.module.css'
import { sampleSize } from './sampleSize.ts'

export interface SampleCardsProps {
  readonly disabled: boolean
  /** Whether a dataset stands. */
  readonly chosen: boolean
}

type Icons = Partial<Record<TaskIcon, LucideIcon>>

/** Of the samples that are shown at once; those of the others come beside the first screen. */
const firstIcons: Icons = { shapes: Shapes, messages: MessagesSquare, book: BookOpenText }

/** Tasks that most people come for are shown at once, the others where they are asked for. */
const shownAtOnce = 3

/** For those who have nothing at hand: one sample for each thing that a network can be taught here. */
export function SampleCards(props: SampleCardsProps) {
  const { chosen } = props
  const first = offeredFirst(useStudio(selectRunsSlice).brought?.recipe.data.name)
  const icons: Icons = useLater(fetchExtras)?.sampleIcons ?? firstIcons
  return (
    <section className={styles.samples} aria-labelledby="samples-title">
      <h2 id="samples-title">{chosen ? 'Samples' : 'No data yet? Try a sample'}</h2>
      <Cards {...props} first={first} icons={icons} of={samples.slice(0, shownAtOnce)} />
      <Disclosure
        lazy
        label="More samples: conversations, numbers, labels, text pairs, marked words"
        action="more-samples"
        open={!chosen && isFolded(first)}
      >
        <Cards {...props} first={first} icons={icons} of={samples.slice(shownAtOnce)} />
      </Disclosure>
    </section>
  )
}

/** The sample that a recipe's link names, where it names one. */
export function offeredFirst(named: string | undefined): OfferedSample | undefined {
  return samples.find(({ title }) => title === named) ?? samples[0]
}

/** It stands among those that are shown when they are asked for. */
export function isFolded(sample: OfferedSample | undefined): boolean {
  return sample !== undefined && samples.indexOf(sample) >= shownAtOnce
}

interface CardsProps extends SampleCardsProps {
  readonly of: readonly OfferedSample[]
  readonly first: OfferedSample | undefined
  readonly icons: Icons
}

function Cards({ of, first, icons, disabled, chosen }: CardsProps) {
  return (
    <ul className={styles.cards}>
      {of.map((sample) => {
        const Icon = icons[taskCard(sample.task).icon]
        return (
          <li key={sample.name} className={styles.card}>
            <p className={styles.task}>
              {Icon && <Icon size={16} aria-hidden="true" />}
              {taskCard(sample.task).title}
            </p>
            <h3>{sample.title}</h3>
            <p className={styles.words}>
              {sampleSize(sample)}. {sample.description}
            </p>
            <Button
              variant={!chosen && sample === first ? 'primary' : 'plain'}
              wide
              isDisabled={disabled}
              aria-label={`Use the sample “${sample.title}”`}
              data-action="use-sample"
              data-task={sample.task}
              data-sample={sample.name}
              onPress={() => void actions.readSample(sample.task, sample.name)}
            >
              Use this sample
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
