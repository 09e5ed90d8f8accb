import styles from './ContinuedText.module.css'

export interface ContinuedTextProps {
  readonly prompt: string
  /** What was added. */
  readonly text: string
}

/** A prompt, quietly, and what a network made of it. Both keep their own direction among the words around them. */
export function ContinuedText({ prompt, text }: ContinuedTextProps) {
  return (
    <p dir="auto" className={styles.text} data-continued={text}>
      <span className={styles.prompt}>{prompt}</span>
      {text}
    </p>
  )
}
