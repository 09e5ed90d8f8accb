import { methodCard } from '../../../methods/cards.ts'
import { backendCards } from '../../../shared/catalog/backends.ts'
import type { RunResult } from '../../../shared/domain/run.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { notice } from '../../../shared/messages/say.ts'
import { editedWords } from '../../../shared/report/editedWords.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './evaluate.module.css'
import { differences, stopWords } from './wording.ts'

/** What the run was: enough to repeat it, and to know what it took. */
export function RunFacts({ result, modelTitle }: { result: RunResult; modelTitle: string }) {
  const { say } = useSay()
  return (
    <Card title="The run">
      <p className={styles.story}>{stopWords(result.stop, { epochs: result.epochs.length, best: result.bestEpoch })}</p>
      {result.packing && <p className={styles.story}>{say(notice('packingCosts', result.packing))}</p>}
      {result.warnings.map(say).map((warning) => (
        <Notice key={warning} variant="warning">
          {warning}
        </Notice>
      ))}
      <dl className={styles.facts}>
        {factsOf(result, modelTitle).map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles.subtitle}>Settings that were changed</h3>
      <Changed result={result} />
    </Card>
  )
}

function Changed({ result }: { result: RunResult }) {
  const changed = differences(result.recipe, result.counts.train)
  if (changed.length === 0) return <p className={styles.quiet}>None: all settings are the method’s defaults.</p>
  return (
    <ul className={styles.changed}>
      {changed.map(({ field, value, usual }) => (
        <li key={field.key} data-changed={field.key}>
          {field.label} <strong>{String(value)}</strong> <span>instead of {String(usual)}</span>
        </li>
      ))}
    </ul>
  )
}

function factsOf({ recipe, counts, parameters, seconds, memory, ...result }: RunResult, modelTitle: string) {
  const { trainable, total } = parameters
  return [
    ['Model', modelTitle],
    ['Method', methodCard(recipe.method.id).title],
    ['Trained', `${formatCount(trainable)} of ${formatCount(total)}, ${formatPercent(trainable / total)}`],
    [
      capital(exampleWords(recipe.task).many),
      `${formatCount(counts.train)} train, ${formatCount(counts.validation)} validation, ${formatCount(counts.test)} test`,
    ],
    ...(counts.edited ? [['Changed by hand', editedWords(counts.edited)] as const] : []),
    [
      'Time',
      `${formatSeconds(seconds.total)}: ${formatSeconds(seconds.prepare)} preparing, ${formatSeconds(seconds.train)} training`,
    ],
    ['Peak memory', formatBytes(memory.peakBytes)],
    ['Computed on', `${backendCards[result.backend].name}, ${result.adapter}`],
    ['Seed', String(recipe.seed)],
  ] as const
}
