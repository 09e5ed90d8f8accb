import { useEffect, useMemo } from 'react'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { classesOf, readyPlan } from '../../store/comparePlan.ts'
import { shownComparison } from '../../store/compareState.ts'
import { comparing } from '../../store/comparing.ts'
import { measuredPace } from '../../store/measuredPace.ts'
import { planSeconds } from '../../store/planTime.ts'
import {
  selectCompare,
  selectCurrentData,
  selectCurrentModel,
  selectDevice,
  selectRecipe,
} from '../../store/selectors.ts'
import type { StudioState } from '../../store/state.ts'
import { modelFits } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { Announcement } from './Announcement.tsx'
import { Cleared } from './Cleared.tsx'
import { ComparisonView } from './ComparisonView.tsx'
import { NothingToCompare } from './NothingToCompare.tsx'
import { PlanAside } from './PlanAside.tsx'
import { PlanCard } from './PlanCard.tsx'
import { Running } from './Running.tsx'

const selectKeptRuns = ({ runs }: StudioState) => runs.runs
const selectListed = ({ runs }: StudioState) => runs.status === 'ready'

/** Where methods are trained side by side, to see what each is worth on this data. */
export function CompareScreen() {
  const data = useStudio(selectCurrentData)?.summary
  const model = useStudio(selectCurrentModel)
  const fits = useStudio(modelFits)
  const compare = useStudio(selectCompare)
  const runs = useStudio(selectKeptRuns)
  const listed = useStudio(selectListed)
  useEffect(() => {
    if (runs.length > 0 || listed) void comparing.recall()
  }, [runs, listed])
  const plannable = data && model && fits
  if (!plannable && !shownComparison(compare) && !compare.cleared) return <NothingToCompare />
  return plannable ? <Comparing data={data} model={model} /> : <OnlyResults />
}

const lead = 'Train several methods on the same split with the same budget, and see which works best on your data.'

function Comparing({ data, model }: { readonly data: DatasetSummary; readonly model: ModelSummary }) {
  const compare = useStudio(selectCompare)
  const recipe = useStudio(selectRecipe)
  const runs = useStudio(selectKeptRuns)
  const { choice: backend } = useStudio(selectDevice)
  const { plan, running } = compare
  const ready = useMemo(() => readyPlan(plan, { recipe, data, model }), [plan, recipe, data, model])
  const { seeds } = plan
  const seconds = useMemo(
    () =>
      planSeconds(ready, {
        ...{ recipe, data, model, seeds, classes: classesOf(data) },
        paceOf: (method) => measuredPace(runs, { model, data, backend, method }),
      }),
    [ready, recipe, data, model, seeds, runs, backend],
  )
  return (
    <StepLayout title="Compare" lead={lead} aside={<PlanAside ready={ready} seconds={seconds} />}>
      <Announcement />
      {running && <Running />}
      <Results />
      {!running && <PlanCard ready={ready} plan={plan} task={data.task} again={shownComparison(compare) !== null} />}
    </StepLayout>
  )
}

/** The data or the model has gone; what was measured with them stays. */
function OnlyResults() {
  return (
    <StepLayout title="Compare" lead={lead}>
      <Results />
    </StepLayout>
  )
}

function Results() {
  const compare = useStudio(selectCompare)
  const shown = shownComparison(compare)
  return (
    <>
      {compare.error && <ErrorNotice error={compare.error} onDismiss={actions.dismiss.compare} />}
      {compare.cleared && <Cleared />}
      {shown && <ComparisonView key={shown.id} comparison={shown} />}
    </>
  )
}
