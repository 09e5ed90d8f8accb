import type { RunSummary } from '../../../shared/domain/record.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { runTitle } from '../../store/runTitle.ts'
import { selectRunsSlice, selectUse } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { agoText } from '../../ui/ago.ts'
import { Card } from '../../ui/Card.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import styles from './use.module.css'

/** Runs on one model take turns to answer: what each learned is put on the model, which stays loaded. */
export function AnswerBy({ busy }: { readonly busy: boolean }) {
  const { runs, opening, error } = useStudio(selectRunsSlice)
  const { answering } = useStudio(selectUse)
  if (answering?.kind !== 'run') return null
  const alike = answeringAlike(runs, answering.runId)
  if (alike.length < 2) return null
  const now = Date.now()
  return (
    <Card title="Another run on this model">
      <SelectField
        label="Answers"
        help="Only what the run learned is put in place; the model stays loaded, and so does what you wrote."
        name="answering-run"
        value={answering.runId}
        disabled={busy || opening !== null}
        options={alike.map((run) => ({ value: run.id, label: labelOf(run, now) }))}
        onChange={(runId) => void actions.runs.answerBy(runId)}
      />
      {opening !== null && (
        <p className={styles.small} role="status">
          Putting it in place …
        </p>
      )}
      {error && <ErrorNotice error={error} onDismiss={actions.dismiss.runs} />}
    </Card>
  )
}

/** The finished runs whose weights are kept, with this one: on the same model, for the same task. */
export function answeringAlike(runs: readonly RunSummary[], runId: string): readonly RunSummary[] {
  const own = runs.find(({ id }) => id === runId)
  if (!own) return []
  const { model, task } = own.recipe
  return runs.filter(
    ({ weights, recipe, testScore, id }) =>
      id === runId ||
      (weights &&
        testScore !== null &&
        recipe.task === task &&
        recipe.model.id === model.id &&
        recipe.model.revision === model.revision),
  )
}

function labelOf({ recipe, data, validationScore, changedAt }: RunSummary, now: number): string {
  const { format, name } = taskCard(recipe.task).score
  const score = validationScore === null ? [] : [`${inSentence(name)} ${format(validationScore)}`]
  return [runTitle(recipe), ...(data ? [recipe.data.name] : []), ...score, agoText(now - changedAt)].join(' · ')
}
