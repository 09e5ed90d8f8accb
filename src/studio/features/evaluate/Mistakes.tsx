import type { Mistake } from '../../../shared/protocol.ts'
import { BlobPicture } from '../../ui/charts/BlobPicture.tsx'
import styles from './evaluate.module.css'

/** The examples answered wrongly, surest first: the model was most convinced of what stands at the front. */
export function Mistakes({ mistakes, classes }: { mistakes: readonly Mistake[]; classes: readonly string[] }) {
  return (
    <ul className={styles.mistakes} aria-label="Mistakes, surest first">
      {mistakes.map((mistake) => (
        <li key={mistake.path} className={styles.mistake} data-mistake={mistake.path} title={mistake.path}>
          <BlobPicture
            blob={mistake.thumbnail}
            alt={`A picture of ${name(classes, mistake.truth)}, taken for ${name(classes, mistake.predicted)}`}
          />
          <p className={styles.answer}>
            <bdi>{name(classes, mistake.predicted)}</bdi> <span>{mistake.probability.toFixed(2)}</span>
          </p>
          <p className={styles.truth}>
            really <bdi>{name(classes, mistake.truth)}</bdi>
          </p>
        </li>
      ))}
    </ul>
  )
}

function name(classes: readonly string[], index: number): string {
  return classes[index] ?? `class ${index + 1}`
}
