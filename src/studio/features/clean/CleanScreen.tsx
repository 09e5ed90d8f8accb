/**
 * All examples of the data at hand: looked through, given another class, left out, put back. Nothing of the files is
 * touched: what is changed here are edits over what was read, kept with the data and with every run on them.
 */
import { ListChecks } from 'lucide-react'
import { useEffect } from 'react'
import { selectCurrentData, selectRun } from '../../store/selectors.ts'
import { isRunning } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { ClassPanel } from './ClassPanel.tsx'
import { ExampleBench } from './ExampleBench.tsx'
import { type DeskState, exampleDesk, useDesk } from './exampleDesk.ts'

const selectAll = (state: DeskState) => state

export function CleanScreen() {
  const data = useStudio(selectCurrentData)
  const running = isRunning(useStudio(selectRun))
  const desk = useDesk(selectAll)
  const fingerprint = data?.summary.fingerprint
  useEffect(() => {
    if (fingerprint !== undefined) void exampleDesk.open()
  }, [fingerprint])
  // What was changed last is kept, however soon the screen is left.
  useEffect(() => () => void exampleDesk.settled(), [])
  if (!data)
    return (
      <StepLayout title="Look through" lead="Look at every example of your data, and correct what is wrong.">
        <EmptyState
          picture={<ListChecks size={40} strokeWidth={1.5} />}
          title="There is nothing to look through yet"
          text="Add pictures or texts first."
        >
          <Button variant="primary" onPress={() => actions.goTo('data')}>
            Choose data
          </Button>
        </EmptyState>
      </StepLayout>
    )
  const { table, edits } = desk
  const words = exampleWords(data.summary.task)
  return (
    <StepLayout
      title="Look through"
      lead={`Look at your ${words.many}, and correct what is wrong. Your files stay as they are.`}
      aside={table && edits && <ClassPanel table={table} edits={edits} words={words} locked={running} />}
    >
      {running && (
        <Notice>
          <p>A run is using this data. Stop the run before you change the data.</p>
        </Notice>
      )}
      {table && edits ? (
        <ExampleBench desk={{ ...desk, table, edits }} words={words} locked={running} />
      ) : (
        <p role="status">Listing your {words.many} …</p>
      )}
    </StepLayout>
  )
}
