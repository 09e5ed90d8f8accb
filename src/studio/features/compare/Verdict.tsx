import styles from './compare.module.css'

/** What may be read from the scores, and what may not. */
export function Verdict({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <div className={styles.verdict} data-verdict>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}
