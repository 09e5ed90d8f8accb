import styles from './ContinuedText.module.css'

export interface ContinuedTextProps {
  readonly prompt: string
  /** What was added. */
  readonly text: string
  /** An answer begins a line of its own; a continuation goes on where the prompt ends. */
  readonly answers?: boolean
}

/** A prompt, quietly, and what a network made of it. Both keep their own direction among the words around them. */
export function ContinuedText({ prompt, text, answers = false }: ContinuedTextProps) {
  return (
    <p dir="auto" className={styles.text} data-continued={text}>
      <span className={styles.prompt}>{answers ? `${prompt.trimEnd()}\n` : prompt}</span>
      {answers ? text.trimStart() : text}
    </p>
  )
}
