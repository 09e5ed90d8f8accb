// How much better the network foretells passages it never saw, and how it goes on now.

import type { RunResult } from '../../../shared/domain/run.ts'
import type { Interval } from '../../../shared/metrics/bootstrapInterval.ts'
import { passageFigures } from '../../../shared/metrics/passageFigures.ts'
import type { GenerationTest } from '../../../tasks/text-generation/card.ts'
import { Card } from '../../ui/Card.tsx'
import { ContinuedText } from '../../ui/ContinuedText.tsx'
import own from './Continuation.module.css'
import { useContinuationIntervals } from './continuationIntervals.ts'
import { changeWords, perplexityWords, shareLess, tooFewWords } from './continuationWords.ts'
import styles from './evaluate.module.css'

/** The one number, and the untouched network's beside it. */
export function ContinuedBetter({ test }: { readonly test: GenerationTest }) {
  const intervals = useContinuationIntervals(test)
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-perplexity={test.perplexity}>
          {test.perplexity.toFixed(test.perplexity < 100 ? 1 : 0)}
        </p>
        <p className={styles.sentence}>
          <strong>Test perplexity.</strong> {perplexityWords(test)}
        </p>
      </div>
      <table className={own.compared}>
        <thead>
          <tr>
            <th scope="col">On the test passages</th>
            <th scope="col">Before fine-tuning</th>
            <th scope="col">This model</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {passageFigures.map(({ key, label, digits }) => (
            <tr key={key} data-figure={key}>
              <th scope="row">{label}</th>
              <td>{test.before[key].toFixed(digits)}</td>
              <td>
                {test[key].toFixed(digits)}
                {(intervals === undefined || intervals?.change) && (
                  <Between interval={intervals?.[key]} digits={digits} />
                )}
              </td>
              <td>{shareLess(test.before[key], test[key])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {intervals?.change && <p className={styles.quiet}>{changeWords(intervals.change)}</p>}
      {intervals && intervals.change === null && (
        <p className={styles.quiet}>{tooFewWords(test.passages?.length ?? 0)}</p>
      )}
      <p className={styles.quiet}>
        Perplexity: between how many possible next words (tokens) the model hesitates, on average. Bits per byte measure
        the same per byte of text, so that models with different tokens can be compared. For both, lower is better.{' '}
        {intervals?.change && 'Below each figure is its 95 % interval.'}
      </p>
    </Card>
  )
}

/** A line of its own, kept free until it is known. */
function Between({ interval, digits }: { readonly interval: Interval | null | undefined; readonly digits: number }) {
  const text = interval ? `${interval[0].toFixed(digits)} – ${interval[1].toFixed(digits)}` : '–'
  return (
    <span className={own.between} data-interval>
      {interval === undefined ? '…' : text}
    </span>
  )
}

/** The same prompt, before and after. */
export function Samples({
  samples: { prompt, before, after },
  answers = false,
}: {
  readonly samples: NonNullable<RunResult['samples']>
  /** The prompt is a question, and not the beginning of a text. */
  readonly answers?: boolean
}) {
  return (
    <Card title="The same prompt, before and after">
      <div className={own.pair}>
        <section>
          <h3>Before training</h3>
          <ContinuedText prompt={prompt} text={before} answers={answers} />
        </section>
        <section>
          <h3>After training</h3>
          <ContinuedText prompt={prompt} text={after} answers={answers} />
        </section>
      </div>
    </Card>
  )
}
