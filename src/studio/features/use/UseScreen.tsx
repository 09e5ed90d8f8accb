import type { WireError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { selectUse } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { answeringTask, modelOf, readDataOf } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { type TaskPanels, useAllPanels } from '../../store/taskPanels.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { useSay } from '../../ui/useSay.ts'
import { AnswerBy } from './AnswerBy.tsx'
import { BringBack } from './BringBack.tsx'
import { Bulk } from './Bulk.tsx'
import { ContinueFrom } from './ContinueFrom.tsx'
import { TakeIt } from './TakeIt.tsx'

const selectRunning = ({ run }: StudioState) => run.status === 'preparing' || run.status === 'training'
const selectImporting = (state: StudioState) => state.use.status === 'importing'

/** Where the fine-tuned model is tried, and one that was saved is brought back. */
export function UseScreen() {
  const use = useStudio(selectUse)
  const running = useStudio(selectRunning)
  const importing = useStudio(selectImporting)
  const task = answeringTask(use.answering)
  const own = useOwn(task)
  const busy = running || use.status !== 'idle'
  const occupied = busy || (use.bulk?.running ?? false)
  return (
    <StepLayout
      title="Use"
      lead={own?.lead ?? 'Show it something new. It stays on this device.'}
      aside={
        <>
          <AnswerBy busy={occupied} />
          {use.answering && <TakeIt />}
          <BringBack busy={occupied} importing={importing} />
        </>
      }
    >
      {use.error && <Failure error={use.error} />}
      <Settled />
      {own ? (
        <Card title={own.title} note={<Answers />}>
          <own.Ask use={use} />
        </Card>
      ) : (
        <NothingToUse running={running} />
      )}
      {task !== null && taskCard(task).headed && <Bulk task={task} busy={busy} />}
      <ContinueFrom busy={occupied} />
    </StepLayout>
  )
}

/** What was settled in reading the model that was brought: which of several, what was taken off or left out. */
function Settled() {
  const { say } = useSay()
  return useStudio(selectSettled).map((warning) => (
    <Notice key={warning.key}>
      <p data-settled="">{say(warning)}</p>
    </Notice>
  ))
}

const none: readonly Message[] = []
const selectSettled = ({ use: { answering } }: StudioState) =>
  answering?.kind === 'imported' ? answering.summary.warnings : none

/** An adapter that does not fit may fit another model. */
function Failure({ error }: { readonly error: WireError }) {
  const choose = { label: 'Choose another model', onPress: () => actions.goTo('model') }
  const stands = error.code === 'adapter-invalid' || error.code === 'model-unsupported'
  return <ErrorNotice error={error} action={stands ? choose : undefined} onDismiss={actions.dismiss.use} />
}

/** What the task of the model that answers shows; null where none answers. */
function useOwn(task: TaskId | null): TaskPanels['use'] | null {
  const fetched = useAllPanels()
  if (task === null) return null
  const own = fetched[task]
  return own?.status === 'here' ? own.panels.use : null
}

const selectAnswers = (state: StudioState): string => {
  const { answering } = state.use
  if (!answering) return ''
  const [title, classes] =
    answering.kind === 'imported'
      ? [answering.summary.title, answering.summary.labels?.length ?? 0]
      : ['The model of this run', answering.classes]
  const task = answeringTask(answering)
  const named = task === null ? null : taskCard(task).words.classes
  return classes > 0 && named ? `${title}, ${classes} ${named[1]}` : title
}

function Answers() {
  return <span data-answering="">{useStudio(selectAnswers)}</span>
}

function NothingToUse({ running }: { running: boolean }) {
  const ready = useStudio(selectReady)
  const step = running ? 'watch' : ready ? 'tune' : 'data'
  const action = { watch: 'Go to Watch', tune: 'Go to Tune', data: 'Choose data' }[step]
  return (
    <EmptyState
      picture={<Question />}
      title="No model to use yet"
      text="Fine-tune a model and it answers here at once, or open one that you saved."
    >
      <Button variant="primary" data-action={`go-${step}`} onPress={() => actions.goTo(step)}>
        {action}
      </Button>
    </EmptyState>
  )
}

const selectReady = (state: StudioState) => readDataOf(state) !== null && modelOf(state) !== null

/** A picture on the left, and three bars of which one is longest. */
function Question() {
  return (
    <svg aria-hidden="true" width="200" height="88" viewBox="0 0 200 88" fill="none">
      <rect x="2" y="6" width="76" height="76" rx="8" stroke="var(--border-strong)" strokeWidth="2" />
      <circle cx="26" cy="30" r="8" fill="var(--ember-2)" />
      <path d="M8 74l22-26 16 16 12-14 16 24z" fill="var(--ice-2)" />
      <rect x="98" y="16" width="92" height="14" rx="4" fill="var(--series-1)" />
      <rect x="98" y="38" width="34" height="14" rx="4" fill="var(--series-1)" fillOpacity="0.5" />
      <rect x="98" y="60" width="14" height="14" rx="4" fill="var(--series-1)" fillOpacity="0.3" />
    </svg>
  )
}
