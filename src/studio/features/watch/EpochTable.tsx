import { memo } from 'react'
import type { EpochMetrics, StepMetrics } from '../../../shared/domain/run.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { epochScore } from '../../store/taskWords.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import styles from './tables.module.css'

interface EpochTableProps {
  readonly epochs: readonly EpochMetrics[]
  readonly bestEpoch: number
  readonly task: TaskId
}

/** Every epoch in numbers, the newest first, the best marked. The attributes carry full precision. */
export const EpochTable = memo(function EpochTable(props: EpochTableProps) {
  const { epochs, bestEpoch, task } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must scroll by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="Epochs in numbers">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            <th scope="col">Training loss</th>
            <th scope="col">Validation loss</th>
            <th scope="col">{taskCard(task).score.name}</th>
            <th scope="col">Learning rate</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {epochs.length === 0 && (
            <tr>
              <td colSpan={6} className={styles.empty}>
                The first epoch is under way.
              </td>
            </tr>
          )}
          {epochs.toReversed().map((epoch) => (
            <EpochRow key={epoch.epoch} metrics={epoch} task={task} best={epoch.epoch === bestEpoch} />
          ))}
        </tbody>
      </table>
    </section>
  )
})

interface EpochRowProps {
  readonly metrics: EpochMetrics
  readonly task: TaskId
  readonly best: boolean
}

const EpochRow = memo(function EpochRow({ metrics, task, best }: EpochRowProps) {
  return (
    <tr
      data-epoch={metrics.epoch}
      data-train-loss={metrics.trainLoss}
      data-validation-loss={metrics.validationLoss}
      data-validation-accuracy={metrics.validationAccuracy ?? undefined}
      data-validation-perplexity={metrics.validationPerplexity ?? undefined}
      data-validation-scores={metrics.validationScores && JSON.stringify(metrics.validationScores)}
      data-validation-score={taskCard(task).score.ofEpoch(metrics) ?? undefined}
      data-learning-rate={metrics.learningRate}
      data-seconds={metrics.seconds}
      className={best ? styles.best : undefined}
    >
      <th scope="row">
        {metrics.epoch}
        {best && <span className={styles.badge}>best</span>}
      </th>
      <td>{metrics.trainLoss.toFixed(3)}</td>
      <td>{metrics.validationLoss.toFixed(3)}</td>
      <td>{epochScore(task, metrics)}</td>
      <td>{rateText(metrics.learningRate)}</td>
      <td>{metrics.seconds < 0.05 ? '< 0.1' : metrics.seconds.toFixed(1)} s</td>
    </tr>
  )
})

/** Three digits, and powers of ten where the zeros would be counted. */
function rateText(rate: number): string {
  return rate === 0 || rate >= 1e-4 ? rate.toPrecision(3) : rate.toExponential(2)
}

const firstSteps = 20

/** The first losses of a run, for whoever compares two devices: the same recipe and seed begin the same. */
export const FirstSteps = memo(function FirstSteps({ steps }: { steps: readonly StepMetrics[] }) {
  const first = steps.slice(0, firstSteps).map(({ step, loss }) => ({ step, loss }))
  return (
    <Disclosure label="First steps" note="to compare two devices" action="first-steps">
      <p className={styles.why}>The same recipe, seed and backend give the same first losses again.</p>
      <table className={`${styles.table} ${styles.narrow}`} data-steps={JSON.stringify(first)}>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Loss</th>
          </tr>
        </thead>
        <tbody>
          {first.map(({ step, loss }) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              <td>{loss.toFixed(6)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Disclosure>
  )
})
