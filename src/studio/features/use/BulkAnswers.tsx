/** What many questions at once were answered: how many, how often what, the first of them, and what was left out. */
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import type { BulkResult, BulkRow } from '../../../shared/wire/bulkCalls.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { download } from '../../ui/download.ts'
import { countOf, formatCount, formatPercent, formatSeconds } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './bulk.module.css'

/** By it Excel knows UTF-8: without it, it takes an “ü” for two letters. Readers of CSV pass over it. */
const byteOrderMark = '\ufeff'

export interface BulkAnswersProps {
  readonly task: TaskId
  readonly name: string
  readonly result: BulkResult
  /** Below what was guessed: what changes it. */
  readonly children: ReactNode
}

export function BulkAnswers({ task, name, result, children }: BulkAnswersProps) {
  const { say } = useSay()
  const { one, many } = exampleWords(task)
  const { answered, rows, unasked, warnings, milliseconds, header, lines } = result
  const save = () =>
    download(
      `${name.replace(/\.[^.]+$/, '')}-answers.csv`,
      new Blob([byteOrderMark, header, lines], { type: 'text/csv' }),
    )
  return (
    <>
      <p role="status" data-answered={answered} data-unasked={unasked || undefined}>
        {answered === 0
          ? 'Nothing could be answered.'
          : `${countOf(answered, one, many)} answered in ${formatSeconds(milliseconds / 1000)}, on this device.`}
        {unasked > 0 && ` You stopped it: ${formatCount(unasked)} more were not asked.`}
      </p>
      {warnings.map((warning) => (
        <Notice key={`${warning.key} ${JSON.stringify(warning.parameters)}`}>
          <p data-told={warning.key}>{say(warning)}</p>
        </Notice>
      ))}
      {children}
      {answered > 0 && (
        <>
          <Button icon={Download} data-action="download-answers" onPress={save}>
            Download all as CSV
          </Button>
          <Counts counts={result.counts} />
          <AnswerTable rows={rows} />
        </>
      )}
      {answered > rows.length && (
        <p className={styles.small}>
          {rows.length} of {formatCount(answered)} are shown; the CSV has all of them, with every probability.
        </p>
      )}
      <LeftOut result={result} />
    </>
  )
}

const mostCounts = 12

function Counts({ counts }: Pick<BulkResult, 'counts'>) {
  if (counts.length === 0) return null
  return (
    <ul className={styles.counts} aria-label="How often each was answered">
      {counts.slice(0, mostCounts).map(({ name, count }) => (
        <li key={name} data-count={name}>
          <bdi>{name}</bdi> <span>{formatCount(count)}</span>
        </li>
      ))}
      {counts.length > mostCounts && <li>and {counts.length - mostCounts} more</li>}
    </ul>
  )
}

function AnswerTable({ rows }: { readonly rows: readonly BulkRow[] }) {
  const unsure = rows.every(({ probability }) => probability === null)
  return (
    <div className={styles.scroll}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section tabIndex={0} aria-label="Answers">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Answer</th>
              {!unsure && (
                <th scope="col" data-number>
                  Probability
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, answer, probability }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file that was changed is answered a second time
              <tr key={`${at} ${path}`}>
                <td>
                  <bdi>{path}</bdi>
                </td>
                <td>
                  <bdi>{answer === '' ? '–' : answer}</bdi>
                </td>
                {!unsure && <td data-number>{probability === null ? '' : formatPercent(probability)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

const mostLeftOut = 50

/** Open where nothing else is there to be read. */
function LeftOut({ result: { skipped, answered } }: { readonly result: BulkResult }) {
  const { say } = useSay()
  const count = skipped.reduce((sum, { count: each = 1 }) => sum + each, 0)
  if (count === 0) return null
  return (
    <div data-left-out={count}>
      <Disclosure label={`${formatCount(count)} left out`} action="bulk-left-out" open={answered === 0}>
        <ul className={styles.leftOut}>
          {skipped.slice(0, mostLeftOut).map(({ path, reason, count: each = 1 }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of one name may be left out for one reason
            <li key={`${at} ${path}`}>
              <bdi>{path}</bdi>
              {each > 1 && ` (${formatCount(each)})`}: {say(reason)}
            </li>
          ))}
          {skipped.length > mostLeftOut && <li>and {formatCount(skipped.length - mostLeftOut)} more</li>}
        </ul>
      </Disclosure>
    </div>
  )
}
