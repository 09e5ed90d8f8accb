/** Where every example must be looked at first: what that is, the button that begins, how far it is, and a way out. */
import type { ExampleFilter } from '../../../shared/domain/cleaning.ts'
import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { isBusy, modelFits } from '../../store/steps.ts'
import { useStudio } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { StageProgress } from '../../ui/StageProgress.tsx'
import styles from './clean.module.css'
import { exampleDesk } from './exampleDesk.ts'
import { withModel } from './withModel.ts'

const selectAnalysis = ({ analysis }: StudioState) => analysis

export function LookFirst({ show, words }: { readonly show: ExampleFilter; readonly words: ExampleWords }) {
  const { running, progress } = useStudio(selectAnalysis)
  const busy = useStudio(isBusy)
  const fits = useStudio(modelFits)
  if (running === 'look') return <StageProgress progress={progress} onCancel={() => void analysing.cancel()} />
  const outliers = show === 'outliers'
  const begin = () => (outliers ? withModel(() => exampleDesk.findOutliers()) : exampleDesk.look())
  return (
    <div className={styles.lookFirst}>
      <p>
        {outliers
          ? `A pre-trained model compares each ${words.one} with the others of its class. Those that are far from them are often labelled wrongly, or show something else.`
          : `Each ${words.one} is looked at once, and compared with all others. Nothing is changed.`}
        {outliers && !fits && ' The model that comes with the page is loaded for it.'}
      </p>
      <Button variant="primary" isDisabled={busy} data-action="look-at-all" onPress={() => void begin()}>
        {outliers ? `Compare the ${words.many}` : `Look at all ${words.many}`}
      </Button>
    </div>
  )
}
