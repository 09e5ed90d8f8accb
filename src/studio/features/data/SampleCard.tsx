import { Shapes } from 'lucide-react'
import { sampleData } from '../../../shared/catalog/sample.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './SampleCard.module.css'

export interface SampleCardProps {
  readonly disabled: boolean
  /** The dataset that stands. */
  readonly chosen: string | null
}

/** For those who have no pictures at hand. */
export function SampleCard({ disabled, chosen }: SampleCardProps) {
  return (
    <section className={styles.card} aria-labelledby="sample-title">
      <div className={styles.words}>
        <h2 id="sample-title">{chosen === null ? 'No pictures at hand?' : 'The sample'}</h2>
        <p>
          <strong>{sampleData.title}</strong>, {sampleData.examples} pictures. {sampleData.description}
        </p>
      </div>
      <Button
        look={chosen === null ? 'primary' : 'plain'}
        icon={Shapes}
        isDisabled={disabled}
        data-action="use-sample"
        onPress={() => void actions.readSample()}
      >
        Use the sample
      </Button>
    </section>
  )
}
