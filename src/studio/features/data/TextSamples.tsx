// The texts of a dataset, a few of each class or the first passages, as they will be read.
import type { ClassSummary } from '../../../shared/domain/data.ts'
import { TextQuote } from '../../ui/TextQuote.tsx'
import styles from './TextSamples.module.css'

const samplesShown = 3

export function ClassTexts({ of: { samples } }: { readonly of: ClassSummary }) {
  return (
    <ul className={styles.texts}>
      {samples.slice(0, samplesShown).map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the texts of a class never change their order
        <li key={index} data-sample>
          <TextQuote text={text} lines={2} />
        </li>
      ))}
    </ul>
  )
}

export function Passages({ passages }: { readonly passages: readonly string[] }) {
  return (
    <ol className={styles.passages} aria-label="The first passages">
      {passages.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: passages never change their order
        <li key={index} data-sample>
          <TextQuote text={text} lines={4} />
        </li>
      ))}
    </ol>
  )
}
