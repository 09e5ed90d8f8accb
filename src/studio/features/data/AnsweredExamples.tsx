// The first examples of a dataset with their answers in words, where an answer is neither a class nor the text itself.
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { TextQuote } from '../../ui/TextQuote.tsx'
import styles from './AnsweredExamples.module.css'

export function AnsweredExamples({ answered = [] }: Pick<DatasetSummary, 'answered'>) {
  return (
    <ol className={styles.examples} aria-label="The first examples, with their answers">
      {answered.map(({ text, thumbnail, answer }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the examples never change their order
        <li key={index} data-sample>
          {thumbnail ? (
            <BlobImage blob={thumbnail} alt="" className={styles.picture} />
          ) : (
            <TextQuote text={text} lines={3} />
          )}
          <p className={styles.answer} data-answer>
            <bdi>{answer === '' ? 'no label' : answer}</bdi>
          </p>
        </li>
      ))}
    </ol>
  )
}
