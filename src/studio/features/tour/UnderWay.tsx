import { selectData, selectModel, selectRun } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Progress } from '../../ui/Progress.tsx'
import { useSay } from '../../ui/useSay.ts'
import styles from './tour.module.css'
import type { TourState } from './tourStore.ts'

/** What the tour's run is at, how far, and a way out. */
export function UnderWay({ tour }: { readonly tour: TourState }) {
  const { say } = useSay()
  const data = useStudio(selectData)
  const model = useStudio(selectModel)
  const run = useStudio(selectRun)
  const shared = { total: 0, done: 0, unit: 'steps' } as const
  const bar = () => {
    if (data.status === 'reading')
      return (
        <Progress
          {...shared}
          {...data.progress}
          label="Fetching the pictures"
          onCancel={() => void actions.cancel('data')}
        />
      )
    if (model.status === 'loading')
      return (
        <Progress
          {...shared}
          {...model.progress}
          label="Fetching the network"
          onCancel={() => void actions.cancel('model')}
        />
      )
    const stop = () => void actions.cancel('train')
    if (run.status === 'training' && run.log.runId === tour.under?.runId) {
      const { epochs, lastStep, stepsPerEpoch, recipe } = run.log
      const at = Math.min(epochs.length + 1, recipe.epochs)
      return (
        <Progress
          label={`Epoch ${at} of ${recipe.epochs}`}
          done={lastStep?.step ?? 0}
          total={stepsPerEpoch * recipe.epochs}
          unit="steps"
          onCancel={stop}
        />
      )
    }
    const progress = run.status === 'preparing' ? run.progress : null
    return (
      <Progress
        {...shared}
        {...(progress && { done: progress.done, total: progress.total, unit: progress.unit, since: progress.since })}
        label={progress ? say(progress.stage) : 'Getting ready'}
        onCancel={stop}
      />
    )
  }
  return (
    <div className={styles.underWay} data-under-way>
      {bar()}
    </div>
  )
}
