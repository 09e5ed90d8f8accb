import { inSentence } from '../../../shared/messages/inSentence.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { type Comparison, contenderTitle, isTested, type Tested } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { selectCompare } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { exampleWords, scoreTitle as titleOf } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './compare.module.css'
import { labelsText, scoreText, spreadText } from './compareWords.ts'
import { type Entry, testOf } from './summarise.ts'
import { rank, type Told } from './verdict.ts'

export interface WinnerTestProps {
  readonly comparison: Comparison
  readonly entries: readonly Entry[]
}

/** The test stays closed while methods are chosen by validation. It is opened once, for the winner, when asked. */
export function WinnerTest({ comparison, entries }: WinnerTestProps) {
  const { id, task, tested } = comparison
  const running = useStudio(selectCompare).running?.id === id
  const told = entries.filter((entry): entry is Told => entry.figures !== null)
  const [winner] = rank(told, task)
  if (!winner || told.length < 2) return null
  return (
    // The same element throughout, so that what is said when the button goes is heard.
    <div className={styles.winner} role="status" data-winner={winner.contender}>
      {tested ? (
        <Opened comparison={comparison} tested={tested} winner={winner} />
      ) : (
        <>
          <Button data-action="open-test" isDisabled={running} onPress={() => void comparing.openTest(id, winner)}>
            Show the test of {nameOf(winner, task)}
          </Button>
          <span className={styles.quiet}>{closedWords(running)}</span>
        </>
      )}
    </div>
  )
}

function Opened({
  comparison,
  tested,
  winner,
}: {
  readonly comparison: Comparison
  readonly tested: Tested
  readonly winner: Told
}) {
  const { task } = comparison
  const test = testOf(comparison, tested)
  if (!test) return null
  const score = spreadText(test.score, (value) => scoreText(task, value))
  const { many } = exampleWords(task)
  return (
    <p data-winner-test={test.score.mean}>
      <strong>
        {titleOf(task, 'Test')} of {nameOf(tested, task)}: {score}
      </strong>{' '}
      on {test.examples.toLocaleString('en')} {many} that neither training nor this choice has seen.
      {!isTested(comparison, winner) &&
        ` By validation ${nameOf(winner, task)} leads now. Its test stays closed: choosing between two tests would make both of them too good.`}
    </p>
  )
}

function closedWords(running: boolean): string {
  return running
    ? 'When all runs are over. Until then nothing is chosen by the test.'
    : 'Tests are closed while you choose. This opens one, once.'
}

/** "LoRA" · "LoRA at 16 labels a class" */
function nameOf({ contender, labels }: Tested, task: TaskId): string {
  const title = contenderTitle(contender)
  return labels === 0 ? title : `${title} at ${inSentence(labelsText(task, labels))}`
}
