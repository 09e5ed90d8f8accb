import type { DatasetSummary } from '../../../shared/domain/data.ts'
import { selectFields } from '../../store/selectors.ts'
import { modelFits } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { formatCount, formatPercent } from '../../ui/format.ts'
import styles from './DataAside.module.css'
import { type SplitSizes, splitSizes } from './splitSizes.ts'

/** How the examples will be divided, and the way on. */
export function DataAside({ summary, busy }: { readonly summary: DatasetSummary; readonly busy: boolean }) {
  const sizes = splitSizes(summary, useStudio(selectFields))
  const fits = useStudio(modelFits)
  return (
    <>
      <Card title="Split">
        {sizes ? (
          <Sizes sizes={sizes} many={exampleWords(summary.task).many} />
        ) : (
          <p>Your data comes with its own splits: {summary.namedSplits.join(', ')}.</p>
        )}
      </Card>
      <Button variant="primary" wide isDisabled={busy} onPress={() => actions.goTo(fits ? 'tune' : 'model')}>
        {fits ? 'Go to Tune' : 'Choose a model'}
      </Button>
    </>
  )
}

function Sizes({ sizes, many }: { readonly sizes: SplitSizes; readonly many: string }) {
  const total = sizes.train + sizes.validation + sizes.test
  const share = (count: number) => formatPercent(count / total)
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        <span className={styles.train} style={{ flexGrow: sizes.train }} />
        <span className={styles.validation} style={{ flexGrow: sizes.validation }} />
        <span className={styles.test} style={{ flexGrow: sizes.test }} />
      </div>
      <Figures>
        <FigureRow
          label="Training"
          value={`≈ ${formatCount(sizes.train)}`}
          note={share(sizes.train)}
          help={`The ${many} that the model learns from. More of them usually make it better.`}
        />
        <FigureRow
          label="Validation"
          value={`≈ ${formatCount(sizes.validation)}`}
          note={share(sizes.validation)}
          help="Not trained on. The model is checked on these after every epoch, to choose the best one. More of them make that choice surer."
        />
        <FigureRow
          label="Test"
          value={`≈ ${formatCount(sizes.test)}`}
          note={share(sizes.test)}
          help="Kept unseen until the end, for an honest score. More of them make the score surer."
        />
      </Figures>
    </>
  )
}
