import { useMemo, useState } from 'react'
import type { EpochMetrics } from '../../../shared/domain/run.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { finishedId, trainingId } from '../../store/runStanding.ts'
import { selectRunsSlice, selectStorage } from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { SwitchField } from '../../ui/Field.tsx'
import { countOf } from '../../ui/format.ts'
import { chosenDifferences, differences } from './differences.ts'
import { RunFilters } from './RunFilters.tsx'
import { RunSpaceCard } from './RunSpaceCard.tsx'
import { RunTable } from './RunTable.tsx'
import { outcomeColumns, usualColumns } from './runColumns.ts'
import { everything, filtered } from './runOrder.ts'
import { rowsOf } from './runRows.ts'
import styles from './runs.module.css'
import { SelectedRuns } from './SelectedRuns.tsx'

const noEpochs: readonly EpochMetrics[] = []
const selectEpochs = ({ run }: StudioState) => (run.status === 'training' ? run.log.epochs : noEpochs)
const selectBestEpoch = ({ run }: StudioState) => (run.status === 'training' ? run.log.bestEpoch : 0)

/** The table with its filters, and what can be done to those that are marked. */
export function RunsCard() {
  const { runs, selected } = useStudio(selectRunsSlice)
  const rows = useRows()
  const [filter, setFilter] = useState(everything)
  const [onlyDifferences, setOnlyDifferences] = useState(false)
  const listed = useMemo(() => filtered(rows, filter), [rows, filter])
  const compared = selected.length > 1 ? runs.filter(({ id }) => selected.includes(id)) : listed
  const recipes = compared.map(({ recipe }) => recipe)
  const differing = chosenDifferences(recipes)
  const followed = differences(recipes).filter(({ id }) => !differing.some((column) => column.id === id))
  const spread = selected.length > 1 ? rows.filter(({ id }) => selected.includes(id)) : listed
  const standings = new Set(listed.map(({ standing }) => standing))
  const outcomes = outcomeColumns.filter(({ id }) => id !== 'status' || standings.size > 1)
  const columns = onlyDifferences
    ? [...differing, ...outcomes]
    : usualColumns.filter(({ id }) => id !== 'tags' || rows.some(({ tags }) => tags.length > 0))
  return (
    <>
      <Card title="All runs" note={countOf(rows.length, 'run', 'runs')}>
        <RunFilters rows={rows} filter={filter} onChange={setFilter} />
        <div className={styles.line}>
          <SwitchField
            label="Differences only"
            help="Shows only the settings in which the selected runs (or all listed runs) differ."
            name="differences"
            value={onlyDifferences}
            onChange={setOnlyDifferences}
          />
          {selected.length > 0 && <SelectedRuns selected={selected} />}
        </div>
        {onlyDifferences && differing.length === 0 && (
          <p className={styles.note} data-no-differences>
            {compared.length < 2 ? 'There is only one run to compare.' : 'These runs have the same recipe.'}
          </p>
        )}
        {onlyDifferences && followed.length > 0 && (
          <p className={styles.note} data-followed={followed.length}>
            Not shown, since each method has its own default:{' '}
            {followed.map(({ label }) => inSentence(label)).join(', ')}.
          </p>
        )}
        {listed.length > 0 ? (
          <RunTable rows={listed} columns={columns} />
        ) : (
          <div className={styles.nothing} role="status">
            <p>No run matches your search.</p>
            <Button data-action="clear-filters" onPress={() => setFilter(everything)}>
              Show all
            </Button>
          </div>
        )}
      </Card>
      <RunSpaceCard rows={spread} />
    </>
  )
}

function useRows() {
  const { runs } = useStudio(selectRunsSlice)
  const training = useStudio(trainingId)
  const finished = useStudio(finishedId)
  const reader = useStudio(selectStorage)?.kind === 'reader'
  const epochs = useStudio(selectEpochs)
  const bestEpoch = useStudio(selectBestEpoch)
  return useMemo(() => {
    return rowsOf(runs, { training, finished, reader }, { epochs, bestEpoch })
  }, [runs, training, finished, reader, epochs, bestEpoch])
}
