import { Play, Scale } from 'lucide-react'
import type { Estimate } from '../../../shared/estimate.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { actions } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { about, aboutSeconds, formatBytes, formatCount, formatPercent } from '../../ui/format.ts'
import { useSay } from '../../ui/useSay.ts'
import styles from './tune.module.css'

export interface EstimateAsideProps {
  readonly figures: Estimate
  readonly epochs: number
  /** What keeps the run from starting, in words; null when nothing does. */
  readonly obstacle: string | null
  readonly example: ExampleWords
  readonly running: boolean
  /** Why peft will not load the adapter; null where it will, or where none is left. */
  readonly ownAdapter: Message | null
  readonly onStart: () => void
}

/** What follows from the choices, and the one thing to do next. */
export function EstimateAside(props: EstimateAsideProps) {
  const { figures, epochs, obstacle, example, running, ownAdapter, onStart } = props
  const { say } = useSay()
  const { trainable, total, memoryBytes, adapterBytes, prepareSeconds, secondsPerEpoch } = figures
  const most = prepareSeconds + epochs * secondsPerEpoch
  const help = helpOn(example)
  return (
    <>
      <Card title="Estimate">
        <Figures>
          <FigureRow
            label="Trainable"
            value={formatCount(trainable)}
            note={`of ${formatCount(total)}`}
            help={help.trainable}
          />
          <FigureRow label="Share" value={formatPercent(trainable / total)} help={help.share} />
          <FigureRow label="Memory" value={about(formatBytes(memoryBytes))} help={help.memory} />
          <FigureRow
            label="Download size"
            value={adapterBytes === null ? 'Whole model' : formatBytes(adapterBytes)}
            help={help.adapter}
          />
          <FigureRow label="Preparation" value={aboutSeconds(prepareSeconds)} help={help.prepare} />
          <FigureRow label="Each epoch" value={aboutSeconds(secondsPerEpoch)} help={help.epoch} />
          <FigureRow label="Total time (max.)" value={aboutSeconds(most)} help={help.most} />
        </Figures>
        {ownAdapter && (
          <p className={styles.note} data-own-adapter>
            The adapter opens in Thaw, not in Python’s peft. {say(ownAdapter)}
          </p>
        )}
      </Card>
      <Button variant="primary" wide icon={Play} data-action="start" isDisabled={running} onPress={onStart}>
        Start training
      </Button>
      <p className={styles.note} role="status" data-obstacle={obstacle !== null || undefined}>
        {obstacle ?? (running ? 'A run is in progress on Watch.' : 'Nothing leaves this device.')}
      </p>
      <Button wide variant="quiet" icon={Scale} data-action="go-compare" onPress={() => actions.goTo('compare')}>
        Compare methods
      </Button>
    </>
  )
}

const helpOn = ({ one, many }: ExampleWords) => ({
  trainable: `How many of the model\u2019s numbers training may change. More can adapt further, and need more ${many}.`,
  share: 'The share of the model’s parameters, head included, that training may change.',
  memory: `Weights, optimiser, one batch, and the cached features of every ${one}; and a fifth more, since the page’s memory grows in steps. Watch and Evaluate show the peak without that fifth.`,
  adapter: 'The file that you can download after training: a small adapter, or the whole model.',
  prepare: `Done once: the frozen blocks process every ${one}, and the result is cached, for the next run too.`,
  epoch: `One pass over the training ${many}, at the speed of your last such run on this device; before the first one, as measured when the model was loaded.`,
  most: 'All epochs. Early stopping usually ends the run sooner.',
})
