import { readDataOf } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** What will stand here, and the way to the first run. */
export function NoRuns({ reader }: { readonly reader: boolean }) {
  const step = useStudio((state) => (readDataOf(state) ? 'tune' : 'data'))
  return (
    <EmptyState
      picture={<Curves />}
      title="No runs yet"
      text={
        reader
          ? 'Thaw is open in another tab, which saves the runs. What you train here is not added to this table.'
          : 'Train a model, and its run is saved here with curves, test and weights, to compare and continue.'
      }
    >
      <Button variant="primary" data-action={`go-${step}`} onPress={() => actions.goTo(step)}>
        {step === 'tune' ? 'Go to Tune' : 'Choose data'}
      </Button>
    </EmptyState>
  )
}

/** Three losses that fall, on one pair of axes. */
function Curves() {
  return (
    <svg aria-hidden="true" width="200" height="96" viewBox="0 0 200 96" fill="none" strokeWidth="2.5">
      <path d="M8 4v84h188" stroke="var(--border-strong)" strokeWidth="1.5" />
      <path d="M12 14c28 40 60 50 176 54" stroke="var(--series-1)" />
      <path d="M12 22c36 30 84 24 176 26" stroke="var(--series-6)" strokeDasharray="7 4" />
      <path d="M12 10c20 52 60 66 176 68" stroke="var(--series-3)" strokeDasharray="2 3" />
    </svg>
  )
}
