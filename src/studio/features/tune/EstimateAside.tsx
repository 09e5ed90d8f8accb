import { Play, Scale } from 'lucide-react'
import type { Estimate } from '../../../shared/estimate.ts'
import { actions } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { about, aboutSeconds, formatBytes, formatCount, formatPercent } from '../../ui/format.ts'
import styles from './tune.module.css'

export interface EstimateAsideProps {
  readonly figures: Estimate
  readonly epochs: number
  /** What keeps the run from starting, in words; null when nothing does. */
  readonly obstacle: string | null
  readonly example: ExampleWords
  readonly running: boolean
  readonly onStart: () => void
}

/** What follows from the choices, and the one thing to do next. */
export function EstimateAside({ figures, epochs, obstacle, example, running, onStart }: EstimateAsideProps) {
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
            label="To take away"
            value={adapterBytes === null ? 'Whole model' : formatBytes(adapterBytes)}
            help={help.adapter}
          />
          <FigureRow label="To prepare" value={aboutSeconds(prepareSeconds)} help={help.prepare} />
          <FigureRow label="Each epoch" value={aboutSeconds(secondsPerEpoch)} help={help.epoch} />
          <FigureRow label="All, at most" value={aboutSeconds(most)} help={help.most} />
        </Figures>
      </Card>
      <Button variant="primary" wide icon={Play} data-action="start" isDisabled={running} onPress={onStart}>
        Start training
      </Button>
      <p className={styles.note} role="status" data-obstacle={obstacle !== null || undefined}>
        {obstacle ?? (running ? 'A run is under way on Watch.' : 'Nothing leaves this device.')}
      </p>
      <Button wide variant="quiet" icon={Scale} data-action="go-compare" onPress={() => actions.goTo('compare')}>
        Compare methods
      </Button>
    </>
  )
}

const helpOn = ({ one, many }: ExampleWords) => ({
  trainable: `Numbers that training may change. More can adapt further, and need more ${many} to be sure of.`,
  share: 'The trainable part of all the numbers in the model and its head.',
  memory: `Weights, what the optimiser remembers, one batch on its way, and the features kept of every ${one}.`,
  adapter: 'What the trained model takes on disk: a small file beside the model it came from, or all of it anew.',
  prepare: `Once, with the first epoch: the frozen blocks take in every ${one}, and what they make of it is kept, for the next run too.`,
  epoch: `One pass over the training ${many} through the thawed blocks, at the pace of your last run like this one here, or, before there is one, as measured when the model was loaded.`,
  most: 'All epochs. Early stopping usually ends the run sooner.',
})
