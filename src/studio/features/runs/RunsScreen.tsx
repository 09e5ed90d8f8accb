import { useEffect } from 'react'
import { selectRunsSlice, selectStorage } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Notice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { DeletedRuns } from './DeletedRuns.tsx'
import { NoRuns } from './NoRuns.tsx'
import { OpenedProject } from './OpenedProject.tsx'
import { ProjectCard } from './ProjectCard.tsx'
import { RunCurves } from './RunCurves.tsx'
import { RunsCard } from './RunsCard.tsx'
import styles from './runs.module.css'
import { StorageCard } from './StorageCard.tsx'

const selectTrained = ({ run }: StudioState) => (run.status === 'training' ? run.log.epochs : null)

/** All that was ever trained here and kept: to be looked through, compared, opened, gone on with and carried away. */
export function RunsScreen() {
  const { runs, newer, status } = useStudio(selectRunsSlice)
  const reader = useStudio(selectStorage)?.kind === 'reader'
  const trained = useStudio(selectTrained)
  const ready = useStudio(({ device }) => device.status === 'ready')
  // The table follows the run under way from epoch to epoch.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another epoch is another table
  useEffect(() => {
    if (ready) void actions.runs.list()
  }, [ready, trained?.length])
  return (
    <StepLayout title="Runs" lead="Every run you made, with its recipe, its curves, its test and its weights.">
      <OpenedProject />
      <DeletedRuns />
      {newer > 0 && <Newer count={newer} />}
      {runs.length > 0 && <RunsCard />}
      {runs.length === 0 && status !== 'unknown' && <NoRuns reader={reader} />}
      <RunCurves />
      <div className={styles.below}>
        <ProjectCard />
        <StorageCard />
      </div>
    </StepLayout>
  )
}

function Newer({ count }: { readonly count: number }) {
  return (
    <Notice>
      <p>
        {count === 1 ? 'One more run was' : `${count} more runs were`} written by a later version of Thaw. This version
        leaves {count === 1 ? 'it' : 'them'} as {count === 1 ? 'it is' : 'they are'}.
      </p>
    </Notice>
  )
}
